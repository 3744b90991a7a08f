package io.diglm.flow;

import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/** Mean (D) and variance (D), divided by N, of the columns of rows (N, D). */
record Moments(Tensor mean, Tensor variance) {
  static Moments of(Tensor x) {
    Tensor mean = meanOfColumns(x);
    return new Moments(mean, meanOfColumns(x.sub(mean).square()));
  }

  private static Tensor meanOfColumns(Tensor x) {
    return x.mean(new long[] {0}, false, new ScalarTypeOptional());
  }
}
