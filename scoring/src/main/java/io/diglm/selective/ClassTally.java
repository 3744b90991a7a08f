package io.diglm.selective;

import io.diglm.distribution.Bounds;
import io.diglm.distribution.ClassDistribution;
import io.diglm.distribution.Distribution;
import io.diglm.distribution.Ordinal;

/** Running sums for a target of classes. */
final class ClassTally implements Tally {
  private final Reliability reliability = new Reliability();
  private long rows;
  private double weights;
  private double wrong;
  private double nll;
  private double ranks;
  private boolean ordered;

  @Override
  public void add(Distribution answer, double y, double weight) {
    if (!(answer instanceof ClassDistribution classes)) {
      throw new IllegalArgumentException("answer must be over classes, got " + answer);
    }
    rows++;
    weights += weight;
    nll -= weight * Bounds.logDensity(answer.logDensity(y));
    wrong += classes.mode() == y ? 0 : weight;
    reliability.add(classes, y, weight);
    if (classes instanceof Ordinal) {
      ordered = true;
      ranks += weight * classes.crps(y);
    }
  }

  @Override
  public long rows() {
    return rows;
  }

  @Override
  public Measures measures() {
    Measures.OfClasses measures =
        new Measures.OfClasses(nll / weights, wrong / weights, reliability.ece());
    return ordered ? new Measures.OfOrdered(measures, ranks / weights) : measures;
  }
}
