package io.diglm.experiments;

import io.diglm.distribution.Normal;
import io.diglm.distribution.Seeds;
import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.util.SplittableRandom;

/**
 * Two interleaved half circles, (cos t, sin t) and (1 - cos t, 1/2 - sin t), t uniform in (0, pi),
 * with noise N(0, sd^2) on both coordinates; both equally probable.
 */
record HalfMoons(double noise) {
  private static final int NODES = 400;

  /** Columns x1, x2 and the class, true for the lower moon. */
  Table draw(int count, long seed, String purpose) {
    SplittableRandom random = Seeds.stream(seed, purpose);
    double[] x1 = new double[count];
    double[] x2 = new double[count];
    double[] lower = new double[count];
    for (int i = 0; i < count; i++) {
      lower[i] = random.nextInt(2);
      double t = Math.PI * random.nextDouble();
      x1[i] = first(lower[i], t) + noise * random.nextGaussian();
      x2[i] = second(lower[i], t) + noise * random.nextGaussian();
    }
    return Tables.of(
        "half moons",
        Tables.decimals("x1", x1),
        Tables.decimals("x2", x2),
        new TableColumn("lower", StorageType.BOOLEAN, new Cells.Numbers(lower)));
  }

  /** Returns p(x, class), by the midpoint rule in t. */
  double density(double x1, double x2, boolean lower) {
    double moon = lower ? 1 : 0;
    double sum = 0;
    for (int k = 0; k < NODES; k++) {
      double t = Math.PI * (k + 0.5) / NODES;
      sum +=
          Math.exp(
              new Normal(first(moon, t), noise).logDensity(x1)
                  + new Normal(second(moon, t), noise).logDensity(x2));
    }
    return sum / NODES / 2;
  }

  private static double first(double lower, double t) {
    return lower == 1 ? 1 - Math.cos(t) : Math.cos(t);
  }

  private static double second(double lower, double t) {
    return lower == 1 ? 0.5 - Math.sin(t) : Math.sin(t);
  }
}
