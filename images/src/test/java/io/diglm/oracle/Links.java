package io.diglm.oracle;

import io.diglm.distribution.Bounds;
import io.diglm.model.Link;
import io.diglm.torch.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Inverse links on libtorch, within {@link Bounds}. A value is clamped before it could overflow, so
 * that its gradient there is 0 and not 0 times infinity.
 */
final class Links {
  /** Beyond these eta the log-odds of a complementary log-log are beyond ±30. */
  private static final double CLOGLOG_LOW = -Bounds.LOG_ODDS - 1;

  private static final double CLOGLOG_HIGH = 4;

  private Links() {}

  /** Returns the mean g^-1(eta), the twin of {@link Link#inverse} for means. */
  static Tensor mean(Link link, Tensor eta) {
    return switch (link) {
      case IDENTITY -> eta;
      case LOG -> logMean(link, eta).exp();
      case SQRT -> bounded(eta.square());
      case INVERSE -> bounded(eta.clamp_min(new Scalar(Bounds.INVERSE)).reciprocal());
      case SOFTPLUS -> bounded(softplus(eta));
      case LOGIT, PROBIT, CLOGLOG -> throw unfit(link, "a mean");
    };
  }

  /** Returns log g^-1(eta) for links of positive means. */
  static Tensor logMean(Link link, Tensor eta) {
    return link == Link.LOG
        ? Tensors.clamp(eta, -Bounds.LOG_MEAN, Bounds.LOG_MEAN)
        : mean(link, eta).log();
  }

  /** Returns log(p / (1 - p)), p = g^-1(eta); the twin of {@link Link#logOdds}. */
  static Tensor logOdds(Link link, Tensor eta) {
    Tensor free =
        switch (link) {
          case LOGIT -> eta;
          case PROBIT -> torch.special_log_ndtr(eta).sub(torch.special_log_ndtr(eta.neg()));
          case CLOGLOG -> Tensors.clamp(eta, CLOGLOG_LOW, CLOGLOG_HIGH).exp().expm1().log();
          case IDENTITY, LOG, SQRT, INVERSE, SOFTPLUS -> throw unfit(link, "a probability");
        };
    return Tensors.clamp(free, -Bounds.LOG_ODDS, Bounds.LOG_ODDS);
  }

  /** Returns log(1 + exp(x)); libtorch's own turns into x at 20, an error of 2e-9. */
  static Tensor softplus(Tensor x) {
    return torch.log_sigmoid(x.neg()).neg();
  }

  /** Clamps the logarithm of a scale or dispersion. */
  static Tensor logScale(Tensor eta) {
    return Tensors.clamp(eta, -Bounds.LOG_SCALE, Bounds.LOG_SCALE);
  }

  private static Tensor bounded(Tensor mean) {
    return Tensors.clamp(mean, Math.exp(-Bounds.LOG_MEAN), Math.exp(Bounds.LOG_MEAN));
  }

  private static IllegalArgumentException unfit(Link link, String what) {
    return new IllegalArgumentException("link must be that of " + what + ", got " + link);
  }
}
