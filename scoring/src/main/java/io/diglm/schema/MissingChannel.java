package io.diglm.schema;

/** Encodes a {@link MissingAxis}: interval 0 for a cell with a value, 1 for one without. */
final class MissingChannel implements Channel {
  private final Intervals intervals;

  MissingChannel(Intervals intervals) {
    this.intervals = intervals;
  }

  @Override
  public void encode(double[] raw, Block block, int d) {
    Noise noise = block.noise();
    int at = d;
    for (int i = 0; i < block.size(); i++, at += block.dimension()) {
      int interval = Double.isNaN(raw[i]) ? 1 : 0;
      double v = intervals.value(interval, noise.next());
      block.logDet()[i] += intervals.logDet(interval, v);
      block.v()[at] = (float) v;
    }
  }

  @Override
  public double cell(double raw) {
    return Double.isNaN(raw) ? 1 : 0;
  }

  @Override
  public double value(double cell) {
    return cell == 1 ? Double.NaN : 0;
  }

  @Override
  public double decode(double v) {
    return value(intervals.at(v));
  }
}
