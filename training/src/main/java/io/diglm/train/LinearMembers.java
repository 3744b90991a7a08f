package io.diglm.train;

import io.diglm.distribution.LogSum;
import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import io.diglm.model.SavedTargets;
import io.diglm.schema.TargetEnds;
import java.util.ArrayList;
import java.util.Arrays;
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
 * <p>Of several targets, each known target of a row counts like a row of its own: log p(y|x) of
 * each is averaged over the members apart from the others, as in answers.
 *
 * @param head of all members, for the first target
 * @param data with validation rows
 * @param networks members that were trained
 */
record LinearMembers(HeadConfig head, TrainingData data, List<Trained> networks) {
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
        closed(stepped.flow(), config).filter(model -> nll(List.of(model)) < nll(List.of(stepped)));
    Trained first = closed.orElse(stepped);
    IntFunction<Trained> further = number -> closed.orElseGet(() -> linear.apply(number));
    int rows = data.train().length;
    boolean free =
        config.optimiser().members().isEmpty() && new RowDefaults(config).brief(rows, true);
    boolean classes = asked().stream().allMatch(target -> target.head.definition().classes());
    boolean usual = classes && rows < MOST_ROWS;
    return free && (usual || gain(first).mean > BETTER)
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
        : new LeastSquares(head, data).model(identity, config);
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
    Gain gain = gain(linear);
    return gain.mean > Math.max(BETTER, gain.error) ? List.of(linear) : networks;
  }

  /**
   * What a linear model has over the networks together.
   *
   * @param mean of the differences of log p(y|x) over the validation rows
   * @param error its standard error
   */
  private record Gain(double mean, double error) {}

  private Gain gain(Trained linear) {
    double[] ofNetworks = logLikelihoods(networks);
    double[] ofLinear = logLikelihoods(List.of(linear));
    double[] weights = weights();
    double total = Arrays.stream(weights).sum();
    double mean = 0;
    for (int i = 0; i < weights.length; i++) {
      mean += weights[i] / total * (ofLinear[i] - ofNetworks[i]);
    }
    double variance = 0;
    for (int i = 0; i < weights.length; i++) {
      double apart = weights[i] / total * (ofLinear[i] - ofNetworks[i] - mean);
      variance += apart * apart;
    }
    return new Gain(mean, Math.sqrt(variance));
  }

  /** Returns the mean of -log p(y|x) of the average of members over the validation rows. */
  double nll(List<Trained> members) {
    double[] logs = logLikelihoods(members);
    double[] weights = weights();
    double total = Arrays.stream(weights).sum();
    return IntStream.range(0, logs.length).mapToDouble(i -> -weights[i] / total * logs[i]).sum();
  }

  private int count(Trained linear) {
    double[] ofNetworks = logLikelihoods(networks);
    double[] ofLinear = logLikelihoods(List.of(linear));
    double[] weights = weights();
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

  /** A target, from 1 on, and the validation rows that have it. */
  private record Asked(int target, HeadConfig head, double[] targets, int[] rows) {}

  private List<Asked> asked() {
    List<Asked> all = new ArrayList<>();
    all.add(asked(1, head, data.targets()));
    for (OtherTarget other : data.others()) {
      all.add(asked(all.size() + 1, other.head(), other.targets()));
    }
    return all;
  }

  private Asked asked(int target, HeadConfig own, double[] targets) {
    int[] rows =
        IntStream.of(data.validation()).filter(row -> !Double.isNaN(targets[row])).toArray();
    return new Asked(target, own, targets, rows);
  }

  /** Returns the weights of the validation rows with a target, target after target. */
  private double[] weights() {
    return asked().stream()
        .flatMapToDouble(target -> Arrays.stream(data.weights(target.rows)))
        .toArray();
  }

  private static double logPrior(double share) {
    return (1 - USUAL_SHARE) * Math.log1p(-share) + USUAL_SHARE * Math.log(share);
  }

  /**
   * Returns the log-likelihood of each validation row under the average of members, target after
   * target.
   */
  private double[] logLikelihoods(List<Trained> members) {
    return asked().stream()
        .flatMapToDouble(target -> Arrays.stream(logLikelihoods(members, target)))
        .toArray();
  }

  private double[] logLikelihoods(List<Trained> members, Asked target) {
    List<double[]> own = members.stream().map(member -> logLikelihoods(member, target)).toList();
    return IntStream.range(0, target.rows.length)
        .mapToDouble(
            i ->
                LogSum.of(own.stream().mapToDouble(logs -> logs[i]).toArray())
                    - Math.log(members.size()))
        .toArray();
  }

  private double[] logLikelihoods(Trained member, Asked target) {
    HeadConfig own = target.head;
    int[] rows = target.rows;
    Trained alone = member.withWeights(SavedTargets.tensors(member.weights(), target.target));
    double[] etas = alone.eta(own, data, rows);
    double[] offsets = data.offsets(rows);
    TargetEnds ends = data.ends().of(rows);
    double[] unused = new double[own.predictors()];
    double[] logs = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      int from = i * own.predictors();
      double[] eta = Arrays.copyOfRange(etas, from, from + own.predictors());
      if (offsets.length > 0) {
        own.addOffset(eta, 0, offsets[i]);
      }
      double y = own.standardised(target.targets[rows[i]]);
      logs[i] =
          ends.censored(i)
              ? own.logBetween(
                  eta, 0, own.standardised(ends.low(i)), own.standardised(ends.high(i)), unused)
              : own.logLikelihood(eta, 0, y, unused);
    }
    return logs;
  }
}
