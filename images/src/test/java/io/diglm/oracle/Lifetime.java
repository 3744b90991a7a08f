package io.diglm.oracle;

import io.diglm.distribution.Residual;
import io.diglm.torch.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A positive time whose standardised logarithm is location + scale e; eta = [location, log scale].
 */
public record Lifetime(Residual residual, double shift, double scale) implements Family {
  private static final double LARGE = 30;

  @Override
  public Tensor logLikelihood(Tensor eta, Tensor y) {
    Tensor logScale = Links.logScale(eta.select(1, 1));
    Tensor t = y.sub(eta.select(1, 0)).mul(logScale.neg().exp());
    Tensor logarithm = y.mul(new Scalar(scale)).add(new Scalar(shift + Math.log(scale)));
    return logDensity(t).sub(logScale).sub(logarithm);
  }

  private Tensor logDensity(Tensor t) {
    return switch (residual) {
      case GUMBEL -> t.clamp_max(new Scalar(LARGE)).add(logSurvival(residual, t));
      case NORMAL -> Tensors.plus(Tensors.times(t.square(), -0.5), -0.5 * Math.log(2 * Math.PI));
      case LOGISTIC -> torch.log_sigmoid(t).add(torch.log_sigmoid(t.neg()));
    };
  }

  private static Tensor logSurvival(Residual residual, Tensor t) {
    return switch (residual) {
      case GUMBEL -> {
        Tensor more = Tensors.plus(Tensors.plus(t, -LARGE).clamp_min(new Scalar(0)), 1);
        yield t.clamp_max(new Scalar(LARGE)).exp().mul(more).neg();
      }
      case NORMAL -> torch.special_log_ndtr(t.neg());
      case LOGISTIC -> torch.log_sigmoid(t.neg());
    };
  }

  private static Tensor logCdf(Residual residual, Tensor t) {
    return switch (residual) {
      case GUMBEL -> logSurvival(residual, t).expm1().neg().log();
      case NORMAL -> torch.special_log_ndtr(t);
      case LOGISTIC -> torch.log_sigmoid(t);
    };
  }

  /**
   * Returns log P(low &lt; e &lt;= high) of residuals of moderate size; {@code low} is minus
   * infinity or {@code high} is infinity in all rows or in none.
   */
  public static Tensor logBetween(Residual residual, Tensor low, Tensor high) {
    if (high.isinf().any().item_bool()) {
      return logSurvival(residual, low);
    }
    if (low.isinf().any().item_bool()) {
      return logCdf(residual, high);
    }
    Tensor above = logSurvival(residual, low);
    return above.add(logSurvival(residual, high).sub(above).expm1().neg().log());
  }
}
