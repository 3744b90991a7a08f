package io.diglm.selective;

import io.diglm.distribution.Bounds;
import io.diglm.distribution.Distribution;

/** Running sums for a numeric target. */
final class NumberTally implements Tally {
  private long rows;
  private double weights;
  private double nll;
  private double squares;
  private double distances;
  private double crps;

  @Override
  public void add(Distribution answer, double y, double weight) {
    boolean mean = answer.moments() > 0;
    double error = Bounds.error(y - answer.mean());
    double near = Math.abs(error) < Bounds.MOST_ERROR ? y : answer.mean() + error;
    rows++;
    weights += weight;
    nll -= weight * Bounds.logDensity(answer.logDensity(y));
    // Without a mean there is no error of it.
    squares += mean ? weight * error * error : Double.NaN;
    distances += mean ? weight * Math.abs(error) : Double.NaN;
    crps += weight * Bounds.error(answer.crps(near));
  }

  @Override
  public long rows() {
    return rows;
  }

  @Override
  public Measures measures() {
    return new Measures.OfNumbers(
        nll / weights, Math.sqrt(squares / weights), distances / weights, crps / weights);
  }
}
