package io.diglm.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.distribution.Normal;
import io.diglm.selective.TwoSamples;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BaselinesTest {
  private static final double[] X = Golden.numbers("x");
  private static final double[] Y = Golden.numbers("y");
  private static final double[] AT = Golden.numbers("at");

  @Test
  void theProcessPredictsAsScikitLearns() {
    GaussianProcess process = new GaussianProcess(new GaussianProcess.Kernel(0.8, 2.5, 0.4), X, Y);
    double[] means = Golden.numbers("process/mean");
    double[] sds = Golden.numbers("process/sd");
    assertEquals(Golden.number("process/log_marginal"), process.logMarginalLikelihood(), 1e-8);
    for (int i = 0; i < AT.length; i++) {
      Normal answer = process.predict(AT[i]);
      assertEquals(means[i], answer.mean(), 1e-8);
      assertEquals(sds[i], answer.sd(), 1e-8);
    }
  }

  @Test
  void theProcessFindsTheHighestMarginalLikelihood() {
    double found = GaussianProcess.fitted(X, Y).logMarginalLikelihood();
    assertEquals(Golden.number("process/highest_log_marginal"), found, 1e-5);
  }

  @Test
  void theKernelDensityIsScikitLearns() {
    Kde kernel = new Kde(X, 0.3);
    double[] expected = Golden.numbers("kernel/log_density");
    for (int i = 0; i < AT.length; i++) {
      assertEquals(expected[i], kernel.logDensity(AT[i]), 1e-9);
    }
    assertEquals(Golden.number("kernel/leave_one_out"), kernel.leaveOneOut(), 1e-9);
  }

  @Test
  void noOtherBandwidthLeavesOneOutBetter() {
    Kde fitted = Kde.fitted(X);
    for (double factor : new double[] {0.5, 0.9, 1.1, 2}) {
      Kde other = new Kde(X, fitted.bandwidth() * factor);
      assertTrue(other.leaveOneOut() < fitted.leaveOneOut(), "factor " + factor);
    }
  }

  @Test
  void twoSamplesAreToldApartAsByScipy() {
    TwoSamples samples = TwoSamples.of(Golden.numbers("samples/a"), Golden.numbers("samples/b"));
    assertEquals(Golden.number("samples/ks"), samples.ks(), 1e-12);
    assertEquals(Golden.number("samples/ks_p"), samples.ksP(), 1e-12);
    assertEquals(Golden.number("samples/auc"), samples.auc(), 1e-12);
    assertEquals(Golden.number("samples/p"), samples.p(), 1e-12);
  }

  @Test
  void kolmogorovsDistributionIsScipys() {
    double[] t = Golden.numbers("kolmogorov/t");
    double[] p = Golden.numbers("kolmogorov/p");
    for (int i = 0; i < t.length; i++) {
      assertEquals(p[i], TwoSamples.kolmogorov(t[i]), 1e-12);
    }
  }

  @Test
  void leastSquaresIsScikitLearns() {
    double[][] columns =
        IntStream.range(0, 3)
            .mapToObj(j -> Golden.numbers("line/columns/" + j))
            .toArray(double[][]::new);
    LeastSquares line = new LeastSquares(columns, Y, IntStream.range(0, Y.length).toArray());
    double[] means = Golden.numbers("line/mean");
    for (int row = 0; row < means.length; row++) {
      assertEquals(means[row], line.predict(columns, row).mean(), 1e-9);
    }
    assertEquals(Golden.number("line/sd"), line.predict(columns, 0).sd(), 1e-9);
  }

  @Test
  void aConstantIsTheMeanAndTheDeviation() {
    LeastSquares constant =
        new LeastSquares(new double[0][], new double[] {1, 3, 8}, new int[] {0, 1});
    assertEquals(2, constant.predict(new double[0][], 0).mean(), 1e-12);
    assertEquals(1, constant.predict(new double[0][], 0).sd(), 1e-12);
  }
}
