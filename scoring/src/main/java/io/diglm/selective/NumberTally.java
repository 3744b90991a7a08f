package io.diglm.selective;

import io.diglm.distribution.Distribution;

/** Sums over a numeric target. */
final class NumberTally implements Tally {
  private long rows;
  private double nll;
  private double squares;
  private double distances;
  private double crps;

  @Override
  public void add(Distribution answer, double y) {
    double error = y - answer.mean();
    rows++;
    nll -= answer.logDensity(y);
    squares += error * error;
    distances += Math.abs(error);
    crps += answer.crps(y);
  }

  @Override
  public long rows() {
    return rows;
  }

  @Override
  public Measures measures() {
    return new Measures.OfNumbers(
        nll / rows, Math.sqrt(squares / rows), distances / rows, crps / rows);
  }
}
