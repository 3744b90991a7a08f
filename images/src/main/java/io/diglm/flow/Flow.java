package io.diglm.flow;

import io.diglm.distribution.Seeds;
import io.diglm.torch.Shapes;
import io.diglm.torch.Tensors;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A bijection to z = f(x) whose columns are independent normals: log p(x) = log p_z(f(x)) + log|det
 * df/dx| (Nalisnick et al. 2019, equation 1).
 *
 * @param bijection f
 * @param dimension D
 * @param baseVariance v of p_z = N(0, v); 1/lambda instead of 1 leaves only the Jacobian's weight
 *     changed where log p(x) is weighted by lambda (the paper's section 3)
 */
public record Flow(Bijection bijection, int dimension, double baseVariance) {
  /** Checks the dimension and the variance. */
  public Flow {
    if (dimension < 1) {
      throw new IllegalArgumentException("dimension must be at least 1, got " + dimension);
    }
    if (!(baseVariance > 0 && Double.isFinite(baseVariance))) {
      throw new IllegalArgumentException(
          "base variance must be positive and finite, got " + baseVariance);
    }
  }

  /**
   * Maps x to z and gives log p(x), in one pass.
   *
   * @param x (N, D)
   * @param mode training or evaluation
   * @return z (N, D) and log p(x) in nats (N)
   * @throws IllegalArgumentException if x has another shape
   */
  public Density density(Tensor x, Mode mode) {
    Shapes.requireEvent("x", x, dimension);
    return density(bijection.forward(x, mode));
  }

  /**
   * Does what {@link #density(Tensor, Mode)} does, and gives the log-det (N) of each block to
   * {@code each}.
   *
   * @param x (N, D)
   * @param mode training or evaluation
   * @param each receives the log-det of each block
   * @return z (N, D) and log p(x) in nats (N)
   */
  public Density density(Tensor x, Mode mode, Consumer<Tensor> each) {
    Shapes.requireEvent("x", x, dimension);
    if (bijection instanceof Chain chain) {
      return density(chain.forward(x, mode, each));
    }
    Mapped mapped = bijection.forward(x, mode);
    each.accept(mapped.logDet());
    return density(mapped);
  }

  /** {@return the number of blocks of f: the steps of a chain} */
  public int blocks() {
    return bijection instanceof Chain chain ? chain.steps().size() : 1;
  }

  /** z and the log-det of x to z and log p(x). */
  Density density(Mapped mapped) {
    Tensor squares = Mapped.sumOfRow(mapped.value().to(ScalarType.Double).square());
    double constant = -0.5 * dimension * Math.log(2 * Math.PI * baseVariance);
    Tensor base = Tensors.plus(Tensors.times(squares, -0.5 / baseVariance), constant);
    return new Density(mapped.value(), base.add(mapped.logDet()));
  }

  /**
   * {@return x = f^-1(z) (N, D)}
   *
   * @param z (N, D)
   */
  public Tensor inverse(Tensor z) {
    Shapes.requireEvent("z", z, dimension);
    return bijection.inverse(z).value();
  }

  /**
   * {@return rows x (N, D), drawn from p(x)}
   *
   * @param rows N
   * @param random source of the draws
   * @param type Float or Double
   */
  public Tensor sample(int rows, SplittableRandom random, ScalarType type) {
    float[] drawn = Seeds.normal(random, rows * dimension, Math.sqrt(baseVariance));
    return inverse(Tensors.of(drawn, rows, dimension).to(type));
  }

  /**
   * Initialises, once, the parameters that are set from rows x (N, D).
   *
   * @param x rows (N, D)
   */
  public void initialise(Tensor x) {
    Shapes.requireEvent("x", x, dimension);
    if (bijection instanceof DataInitialised initialised) {
      initialised.initialise(x);
    }
  }
}
