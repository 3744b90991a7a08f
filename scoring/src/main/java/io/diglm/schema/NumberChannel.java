package io.diglm.schema;

import io.diglm.distribution.StandardNormal;

/** Encodes a {@link NumberAxis}. */
final class NumberChannel implements Channel {
  /** Beyond so many deviations v is cut off: float arithmetic must stay finite. */
  private static final double LARGEST = 1e6;

  private final NumberAxis axis;
  private final StorageType type;
  private final Scaling scaling;
  private final double quantum;
  private final double logSlope;

  NumberChannel(NumberAxis axis, StorageType type) {
    this.axis = axis;
    this.type = type;
    this.scaling = axis.scaling();
    this.quantum = axis.grid().quantum();
    this.logSlope = scaling.logSlope();
  }

  @Override
  public void encode(BoundColumn column, Block block, int d) {
    Noise noise = block.noise();
    int at = d;
    for (int i = block.from(); i < block.to(); i++, at += block.dimension()) {
      double raw = column.value(block.rows()[i]);
      double u = noise.next();
      double v;
      if (Double.isNaN(raw)) {
        v = StandardNormal.quantile(u);
        block.logDet()[i - block.from()] -= StandardNormal.logDensity(v);
      } else {
        double t = scaling.ratio(axis.read(type, raw), quantum * u);
        v = scaling.value(t);
        block.logDet()[i - block.from()] += logSlope + scaling.logSlopeChange(t);
      }
      block.v()[at] = (float) Math.max(-LARGEST, Math.min(LARGEST, v));
    }
  }

  @Override
  public double decode(double v) {
    double value = scaling.inverse(v);
    double finite = Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, value));
    return axis.contribution(type, finite);
  }
}
