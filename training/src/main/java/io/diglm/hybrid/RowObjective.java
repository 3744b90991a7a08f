package io.diglm.hybrid;

import io.diglm.flow.RowPass;
import io.diglm.glm.HeadGradient;
import java.util.Arrays;

/**
 * The loss -J_lambda over rows and its gradient in plain Java (Nalisnick et al. 2019, equation 7),
 * for flows and heads whose gradients are known; the twin of {@link HybridObjective}.
 */
public final class RowObjective {
  private final RowPass pass;
  private final HeadGradient head;

  public RowObjective(RowPass pass, HeadGradient head) {
    this.pass = pass;
    this.head = head;
  }

  /**
   * Both sums over the rows, in nats.
   *
   * @param target of log p(y|x)
   * @param density of log p(x)
   */
  public record Sums(double target, double density) {}

  /**
   * Returns both sums, and adds the gradient of the loss divided by {@code size}.
   *
   * @param x rows (N, D), row-major
   * @param y targets (N); rows of NaN have no first term
   * @param counted whether a row has the second term (N)
   * @param lambda weight of the second term
   * @param gradients the gradient by all parameters is added (P)
   */
  public Sums add(
      float[] x, double[] y, boolean[] counted, double lambda, double size, float[] gradients) {
    pass.load();
    double target = 0;
    double density = 0;
    int chunk = Math.max(1, pass.atOnce(y.length));
    for (int from = 0; from < y.length; from += chunk) {
      int to = Math.min(y.length, from + chunk);
      float[] latent = new float[(to - from) * pass.dimension()];
      float[] byLatent = new float[latent.length];
      double[] logDensity = new double[to - from];
      double[] byLogDensity = new double[to - from];
      pass.forward(
          Arrays.copyOfRange(x, from * pass.dimension(), to * pass.dimension()),
          latent,
          logDensity);
      double[] targets = Arrays.copyOfRange(y, from, to);
      target += head.add(pass.parameters(), latent, targets, -1 / size, byLatent, gradients);
      for (int row = from; row < to; row++) {
        if (counted[row]) {
          density += logDensity[row - from];
          byLogDensity[row - from] = -lambda / size;
        }
      }
      pass.backward(latent, byLatent, byLogDensity);
    }
    pass.gather(gradients);
    return new Sums(target, density);
  }
}
