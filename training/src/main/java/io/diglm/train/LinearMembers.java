package io.diglm.train;

import io.diglm.distribution.LogSum;
import io.diglm.model.FlowConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Compares the networks of a fit of few rows with a linear model, which is z = x under the same
 * head, by the validation rows.
 *
 * <p>A few hundred rows seldom say whether networks or a linear model predict new rows better, and
 * their average is then often better than either. So linear models become members of a fit that may
 * choose its members: where rows with classes are few, and where the linear model looks better. (Of
 * nine tables of classes with 266 to 1,053 rows the average was better than networks alone on six;
 * of thirteen parts of seven regressions with 268 to 999 rows on six.) Their number is chosen by
 * the validation rows: their share w of all members maximises sum_i log((1 - w) p_networks(y_i|x_i)
 * + w p_linear(y_i|x_i)) plus the logarithm of a beta density with its mode at one third (stacking
 * of distributions, Yao et al. 2018).
 *
 * @param comparison by the validation rows
 * @param networks members that were trained
 */
record LinearMembers(Comparison comparison, List<Trained> networks) {
  /** With more training rows, linear models did not help as members of tables of classes. */
  private static final int MOST_ROWS = 1000;

  private static final double USUAL_SHARE = 1.0 / 3;

  /** So many rows count the usual share. */
  private static final double PRIOR_ROWS = 10;

  /** Shares of 0 and 1 count as so much inside, because their density would be 0. */
  private static final double EDGE = 0.05;

  /** Stands for a linear model without a network. */
  private static final int ALONE = Integer.MAX_VALUE;

  /** A linear model is kept where it is better by so many nats a row at least. */
  private static final double BETTER = 0.01;

  /**
   * Returns the members of the model: the networks, with linear models after them where those help,
   * or a linear model alone if that is better.
   *
   * @param config of the fit, as the user made it
   * @param linear trains the linear model of a number from 0 on, by steps; the one in closed form
   *     takes its place if the validation rows are more probable under that
   */
  List<Trained> members(FitConfig config, IntFunction<Trained> linear) {
    Trained stepped = linear.apply(0);
    Optional<Trained> closed =
        closed(stepped.flow(), config)
            .filter(model -> comparison.nll(List.of(model)) < comparison.nll(List.of(stepped)));
    Trained first = closed.orElse(stepped);
    IntFunction<Trained> further = number -> closed.orElseGet(() -> linear.apply(number));
    int rows = comparison.data().train().length;
    boolean free =
        config.optimiser().members().isEmpty() && new RowDefaults(config).brief(rows, true);
    boolean classes = comparison.ofClasses();
    boolean usual = classes && rows < MOST_ROWS;
    return free && (usual || gain(first).mean() > BETTER)
        ? beside(first, further)
        : unlessBetter(first);
  }

  /**
   * Returns the linear model in closed form, if the family has one. Who sets the epochs has none,
   * to compare what was trained as long.
   *
   * @param identity the flow z = x
   * @param config of the fit, as the user made it
   */
  Optional<Trained> closed(FlowConfig identity, FitConfig config) {
    return config.optimiser().epochs().isPresent()
        ? Optional.empty()
        : new LeastSquares(comparison.head(), comparison.data()).model(identity, config);
  }

  private List<Trained> beside(Trained first, IntFunction<Trained> linear) {
    int count = count(first);
    List<Trained> members = new ArrayList<>(count == ALONE ? List.of() : networks);
    for (int k = 0; k < Math.min(count, networks.size()); k++) {
      members.add(k == 0 ? first : linear.apply(k));
    }
    return count == ALONE ? List.of(first) : members;
  }

  /** Returns the networks, or the linear model alone if that is better beyond the error. */
  List<Trained> unlessBetter(Trained linear) {
    Comparison.Gain gain = gain(linear);
    return gain.mean() > Math.max(BETTER, gain.error()) ? List.of(linear) : networks;
  }

  private Comparison.Gain gain(Trained linear) {
    return comparison.gain(networks, List.of(linear));
  }

  private int count(Trained linear) {
    double[] ofNetworks = comparison.logLikelihoods(networks);
    double[] ofLinear = comparison.logLikelihoods(List.of(linear));
    double[] weights = comparison.weights();
    int best = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int count :
        IntStream.concat(IntStream.rangeClosed(0, networks.size()), IntStream.of(ALONE))
            .toArray()) {
      double share = count == ALONE ? 1 : (double) count / (networks.size() + count);
      double score = PRIOR_ROWS * logPrior(Math.max(EDGE, Math.min(1 - EDGE, share)));
      for (int i = 0; i < weights.length; i++) {
        double[] both = {Math.log1p(-share) + ofNetworks[i], Math.log(share) + ofLinear[i]};
        score += weights[i] * LogSum.of(both);
      }
      if (score > most) {
        most = score;
        best = count;
      }
    }
    return best;
  }

  private static double logPrior(double share) {
    return (1 - USUAL_SHARE) * Math.log1p(-share) + USUAL_SHARE * Math.log(share);
  }
}
