package io.diglm.hybrid;

import io.diglm.flow.RowPass;
import io.diglm.glm.HeadGradient;

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
    float[] latent = new float[x.length];
    double[] logDensity = new double[y.length];
    pass.forward(x, latent, logDensity);
    float[] byLatent = new float[x.length];
    double target = head.add(pass.parameters(), latent, y, -1 / size, byLatent, gradients);
    double density = 0;
    double[] byLogDensity = new double[y.length];
    for (int row = 0; row < y.length; row++) {
      if (counted[row]) {
        density += logDensity[row];
        byLogDensity[row] = -lambda / size;
      }
    }
    pass.backward(latent, byLatent, byLogDensity, gradients);
    return new Sums(target, density);
  }
}
