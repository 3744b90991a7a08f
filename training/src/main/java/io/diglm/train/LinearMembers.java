package io.diglm.train;

import io.diglm.distribution.LogSum;
import io.diglm.model.HeadConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Adds linear models, which are z = x under the same head, to the ensemble of a small table with
 * classes. A few hundred rows seldom say whether a network or a linear model predicts new rows
 * better, and their average is then often better than either. (Of nine tables with 266 to 1,053
 * rows it was better on six; of regressions it was worse as often as better.)
 *
 * <p>The number of linear models is chosen by the validation rows: their share w of all members
 * maximises sum_i log((1 - w) p_networks(y_i|x_i) + w p_linear(y_i|x_i)) plus the logarithm of a
 * beta density with its mode at one third (stacking of distributions, Yao et al. 2018).
 *
 * @param head of all members
 * @param data with validation rows
 */
record LinearMembers(HeadConfig head, TrainingData data) {
  /** With more training rows, the linear models did not help. */
  private static final int MOST_ROWS = 1000;

  private static final double USUAL_SHARE = 1.0 / 3;

  /** So many rows count the usual share. */
  private static final double PRIOR_ROWS = 10;

  /** Shares of 0 and 1 count as so much inside, because their density would be 0. */
  private static final double EDGE = 0.05;

  /** Stands for a linear model without a network. */
  private static final int ALONE = Integer.MAX_VALUE;

  /** Whether linear models may be members: rows are few, and nothing was said of members. */
  boolean suited(FitConfig config, boolean cells) {
    return head.definition().classes()
        && config.optimiser().members().isEmpty()
        && config.brief(data.train().length, cells)
        && data.train().length < MOST_ROWS
        && data.table().offsets().length == 0
        && rows().length > 0;
  }

  /**
   * Returns the members with linear models after them, or a linear model alone if that is better.
   *
   * @param networks members that were trained
   * @param linear trains the linear model of a number from 0 on
   */
  List<Trained> beside(List<Trained> networks, IntFunction<Trained> linear) {
    Trained first = linear.apply(0);
    int count = count(networks, first);
    List<Trained> members = new ArrayList<>(count == ALONE ? List.of() : networks);
    for (int k = 0; k < Math.min(count, networks.size()); k++) {
      members.add(k == 0 ? first : linear.apply(k));
    }
    return count == ALONE ? List.of(first) : members;
  }

  private int count(List<Trained> networks, Trained linear) {
    int[] rows = rows();
    List<double[]> ofNetworks =
        networks.stream().map(network -> logLikelihoods(network, rows)).toList();
    double[] ofLinear = logLikelihoods(linear, rows);
    double[] weights = data.weights(rows);
    int best = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int count :
        IntStream.concat(IntStream.rangeClosed(0, networks.size()), IntStream.of(ALONE))
            .toArray()) {
      double share = count == ALONE ? 1 : (double) count / (networks.size() + count);
      double score = PRIOR_ROWS * logPrior(Math.max(EDGE, Math.min(1 - EDGE, share)));
      for (int i = 0; i < rows.length; i++) {
        int row = i;
        double network =
            LogSum.of(ofNetworks.stream().mapToDouble(terms -> terms[row]).toArray())
                - Math.log(networks.size());
        double[] both = {Math.log1p(-share) + network, Math.log(share) + ofLinear[i]};
        score += weights[i] * LogSum.of(both);
      }
      if (score > most) {
        most = score;
        best = count;
      }
    }
    return best;
  }

  /** The validation rows with a target. */
  private int[] rows() {
    return IntStream.of(data.validation())
        .filter(row -> !Double.isNaN(data.targets()[row]))
        .toArray();
  }

  private static double logPrior(double share) {
    return (1 - USUAL_SHARE) * Math.log1p(-share) + USUAL_SHARE * Math.log(share);
  }

  /** Returns log p(y|x) of rows, less what all members have in common. */
  private double[] logLikelihoods(Trained network, int[] rows) {
    double[] eta = network.eta(head, data, rows);
    double[] unused = new double[head.predictors()];
    return IntStream.range(0, rows.length)
        .mapToDouble(
            i -> {
              int from = i * head.predictors();
              double[] own = Arrays.copyOfRange(eta, from, from + head.predictors());
              return head.logLikelihood(own, 0, head.standardised(data.targets()[rows[i]]), unused);
            })
        .toArray();
  }
}
