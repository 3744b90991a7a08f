package io.diglm.selective;

import io.diglm.distribution.Bounds;
import io.diglm.distribution.ClassDistribution;
import io.diglm.distribution.Distribution;

/** Running sums for a target of classes. */
final class ClassTally implements Tally {
  private final Reliability reliability = new Reliability();
  private long rows;
  private long wrong;
  private double nll;

  @Override
  public void add(Distribution answer, double y) {
    if (!(answer instanceof ClassDistribution classes)) {
      throw new IllegalArgumentException("answer must be over classes, got " + answer);
    }
    rows++;
    nll -= Bounds.logDensity(answer.logDensity(y));
    wrong += classes.mode() == y ? 0 : 1;
    reliability.add(classes, y);
  }

  @Override
  public long rows() {
    return rows;
  }

  @Override
  public Measures measures() {
    return new Measures.OfClasses(nll / rows, (double) wrong / rows, reliability.ece());
  }
}
