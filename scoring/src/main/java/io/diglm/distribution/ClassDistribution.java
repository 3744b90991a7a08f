package io.diglm.distribution;

/** A distribution over classes, whose y is the index of the class: 0, 1, ... */
public sealed interface ClassDistribution extends Distribution
    permits Bernoulli, Categorical, Ordinal {
  /** {@return K, the number of classes} */
  int classes();

  /**
   * {@return P(Y = k)}
   *
   * @param k index of a class, from 0 to K - 1
   */
  default double probability(int k) {
    return Math.exp(logDensity(k));
  }

  /** {@return the most probable class, the first one if several are equally probable} */
  default int mode() {
    int best = 0;
    for (int k = 1; k < classes(); k++) {
      best = logDensity(k) > logDensity(best) ? k : best;
    }
    return best;
  }

  /** {@return the entropy -sum p log p in nats} */
  default double entropy() {
    double sum = 0;
    for (int k = 0; k < classes(); k++) {
      sum -= probability(k) * logDensity(k);
    }
    return sum;
  }

  @Override
  default double mean() {
    double sum = 0;
    for (int k = 0; k < classes(); k++) {
      sum += k * probability(k);
    }
    return sum;
  }

  @Override
  default double sd() {
    double mean = mean();
    double sum = 0;
    for (int k = 0; k < classes(); k++) {
      sum += (k - mean) * (k - mean) * probability(k);
    }
    return Math.sqrt(sum);
  }

  @Override
  default double cdf(double y) {
    if (y >= classes() - 1) {
      return 1;
    }
    double sum = 0;
    for (int k = 0; k <= y; k++) {
      sum += probability(k);
    }
    return Math.min(sum, 1);
  }

  @Override
  default double cdfBelow(double y) {
    return cdf(Math.ceil(y) - 1);
  }

  @Override
  default double quantile(double p) {
    Checks.probability(p);
    int k = 0;
    while (k < classes() - 1 && cdf(k) < p) {
      k++;
    }
    return k;
  }

  /**
   * Half the Brier score, sum (p_k - 1{y = k})^2 / 2: the ranked probability score if all classes
   * are equally far apart. For two classes it equals the score of {@link Distribution}.
   */
  @Override
  default double crps(double y) {
    double sum = 0;
    for (int k = 0; k < classes(); k++) {
      double gap = probability(k) - (y == k ? 1 : 0);
      sum += gap * gap;
    }
    return sum / 2;
  }
}
