package io.diglm.schema;

/**
 * Whether the cell is missing, as a category of two levels. Only columns in which training rows
 * lacked values have it.
 *
 * <p>The other axes of a missing cell have nothing to encode: they take v ~ N(0, 1) in training and
 * 0 in prediction, with log-determinant -log phi(v). This is variational dequantisation (Ho et al.
 * 2019) with a fixed q(v) = N(0, 1).
 *
 * @param share smoothed share of training rows without a value, in (0, 1)
 */
public record MissingAxis(double share) implements Axis {
  /** Requires a share between 0 and 1. */
  public MissingAxis {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException("share of missing cells must be in (0, 1), got " + share);
    }
  }

  /** {@return the intervals: of a cell with a value, and of one without} */
  public Intervals intervals() {
    return new Intervals(new double[] {1 - share, share});
  }

  @Override
  public String nameOf(String column) {
    return column + ".missing";
  }

  @Override
  public Channel channel(StorageType type) {
    return new MissingChannel(intervals());
  }
}
