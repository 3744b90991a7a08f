package io.diglm.schema;

import io.diglm.distribution.StandardNormal;

/** Encodes a {@link NumberAxis}. */
final class NumberChannel implements Channel {
  /** v is clipped at this many standard deviations, so that float arithmetic stays finite. */
  static final double LARGEST = 1e6;

  private final NumberAxis axis;
  private final StorageType type;
  private final Scaling scaling;
  private final double quantum;
  private final boolean plain;
  private final double logSlope;

  NumberChannel(NumberAxis axis, StorageType type) {
    this.axis = axis;
    this.type = type;
    this.scaling = axis.scaling();
    this.quantum = axis.grid().quantum();
    this.plain = axis.part() == Part.VALUE;
    this.logSlope = scaling.logSlope();
  }

  @Override
  public void encode(double[] raw, Block block, int d) {
    Noise noise = block.noise();
    int at = d;
    for (int i = 0; i < block.size(); i++, at += block.dimension()) {
      double u = noise.next();
      double v;
      if (Double.isNaN(raw[i])) {
        v = StandardNormal.quantile(u);
        block.logDet()[i] -= StandardNormal.logDensity(v);
      } else {
        double t = scaling.ratio(number(raw[i]), quantum * u);
        v = scaling.value(t);
        block.logDet()[i] += logSlope + scaling.logSlopeChange(t);
      }
      block.v()[at] = (float) Math.max(-LARGEST, Math.min(LARGEST, v));
    }
  }

  private double number(double raw) {
    return plain ? raw : axis.read(type, raw);
  }

  @Override
  public double cell(double raw) {
    return number(raw);
  }

  @Override
  public double value(double cell) {
    // The middle of the cell is used, so that rounding does not give the cell below.
    return axis.contribution(type, cell + quantum / 2);
  }

  @Override
  public double decode(double v) {
    double value = scaling.inverse(v);
    double finite = Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, value));
    return axis.contribution(type, finite);
  }
}
