package io.diglm.oracle;

import io.diglm.model.HeadConfig;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Shapes;
import io.diglm.torch.Tensors;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The GLM on z: eta = W z + b and p(y|eta), with every predictor of a family in eta (McCullagh and
 * Nelder 1989; a double GLM where the dispersion is modelled, Smyth 1989).
 *
 * <p>A predictor that does not depend on z, such as a constant dispersion, has no row in W. A head
 * of family NONE has no tensors, an eta of width 0 and a log-likelihood of 0.
 */
public final class GlmHead {
  private final HeadConfig config;
  private final Family family;
  private final int dimension;
  private final Optional<Coefficients> coefficients;

  /** W (P', D) and b (P). */
  private record Coefficients(Tensor weight, Tensor bias) {}

  private GlmHead(HeadConfig config, int dimension, Optional<Coefficients> coefficients) {
    this.config = config;
    this.family = Family.of(config);
    this.dimension = dimension;
    this.coefficients = coefficients;
  }

  /**
   * Builds a head over the tensors {@code name.weight} (P', D) and {@code name.bias} (P) of a
   * store; those it lacks are initialised from its seed.
   *
   * @param dimension D, the width of z
   */
  public static GlmHead build(HeadConfig config, int dimension, ParameterStore store, String name) {
    if (config.predictors() == 0) {
      return new GlmHead(config, dimension, Optional.empty());
    }
    InitialValues initial = new InitialValues(config);
    Tensor weight =
        store.parameter(name + ".weight", () -> initial.weight(dimension, store.random(name)));
    Tensor bias = store.parameter(name + ".bias", initial::bias);
    Shapes.requireShape("weight of the head", weight, config.linearPredictors(), dimension);
    Shapes.requireShape("bias of the head", bias, config.predictors());
    return new GlmHead(config, dimension, Optional.of(new Coefficients(weight, bias)));
  }

  /** W (P', D), learned. */
  Tensor weight() {
    return coefficients.orElseThrow().weight();
  }

  /** b (P), learned. */
  Tensor bias() {
    return coefficients.orElseThrow().bias();
  }

  /** Takes coefficients (R, D + 1), row-major, for the first R predictors: biases last. */
  void adopt(double[] values) {
    long width = dimension + 1L;
    Tensor given = Tensors.of(values, values.length / width, width).to(weight().scalar_type());
    long rows = given.size(0);
    weight().detach().narrow(0, 0, rows).copy_(given.narrow(1, 0, width - 1));
    bias().detach().narrow(0, 0, rows).copy_(given.select(1, width - 1));
  }

  /** Takes a Gaussian's constant log-deviation, in units of the standardised target. */
  void adoptLogSd(double logSd) {
    bias().detach().narrow(0, 1, 1).fill_(new Scalar(logSd));
  }

  /** Returns what the head was built from. */
  public HeadConfig config() {
    return config;
  }

  /**
   * Returns the linear predictors: z (N, D) -&gt; eta (N, P), laid out as {@link
   * io.diglm.model.FamilyName} says.
   */
  public Tensor eta(Tensor z) {
    Shapes.requireEvent("z", z, dimension);
    return coefficients.map(own -> eta(z, own.weight(), own.bias())).orElse(z.narrow(1, 0, 0));
  }

  private static Tensor eta(Tensor z, Tensor weight, Tensor bias) {
    long constants = bias.size(0) - weight.size(0);
    // A constant is a linear predictor without weights.
    Tensor rows =
        constants == 0
            ? weight
            : torch.constant_pad_nd(weight, new long[] {0, 0, 0, constants}, new Scalar(0.0));
    return torch.linear(z, rows, bias);
  }

  /**
   * Returns log p(y|eta) (N) in nats, in the target's own units, with all constants; exactly 0,
   * with a gradient of 0, where y is missing. Finite for every finite eta, which are clamped to
   * {@link io.diglm.distribution.Bounds}; not for a y that the family cannot take.
   *
   * @param eta linear predictors (N, P)
   * @param y targets (N) in the user's units, classes by their index, NaN where missing
   * @throws IllegalArgumentException if a shape is another
   */
  public Tensor logLikelihood(Tensor eta, Tensor y) {
    Shapes.requireEvent("eta", eta, config.predictors());
    Shapes.requireRows("y", y, eta.size(0));
    Tensor missing = y.isnan();
    // 1 is a value of every family; standardised first, because it may be far off in y's units.
    Tensor known = standardised(y).masked_fill(missing, new Scalar(1.0));
    return family
        .logLikelihood(eta, known.to(eta.scalar_type()))
        .masked_fill(missing, new Scalar(0.0));
  }

  /**
   * Returns log p(y = k|eta) (N, K) in nats of a head of classes, nothing of others.
   *
   * @param eta linear predictors (N, P)
   */
  public Optional<Tensor> logProbabilities(Tensor eta) {
    Shapes.requireEvent("eta", eta, config.predictors());
    return family.logProbabilities(eta);
  }

  private Tensor standardised(Tensor y) {
    boolean logarithm =
        switch (config.family()) {
          case LOG_MIXTURE, WEIBULL, LOG_NORMAL, LOG_LOGISTIC -> true;
          default -> false;
        };
    if (!logarithm && config.shift() == 0 && config.scale() == 1) {
      return y;
    }
    Tensor taken = logarithm ? y.log() : y;
    return taken.sub(new Scalar(config.shift())).div(new Scalar(config.scale()));
  }
}
