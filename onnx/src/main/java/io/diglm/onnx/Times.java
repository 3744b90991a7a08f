package io.diglm.onnx;

import io.diglm.distribution.Bounds;
import io.diglm.distribution.Lifetime;
import io.diglm.distribution.Residual;
import io.diglm.model.HeadConfig;
import io.diglm.onnx.Distributions.Moments;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * Positive times with ln y = location + scale e, as {@link Lifetime}, from predictors (N, S, 2).
 *
 * <p>The moments of a Weibull are gamma functions of its scale. No operator computes them, so they
 * are tables here.
 */
final class Times {
  /** Logarithms of moments count as at most this, as in {@link Lifetime}. */
  private static final double MOST_LOG = 100;

  /** More than any logarithm of a moment that is not cut off, whatever the location. */
  private static final double BEYOND = 700;

  /** Below this scale the spread of a Weibull is a series. */
  private static final double SMALL = 1e-3;

  /** The largest order of a moment of a logistic. */
  private static final double BELOW_ONE = Math.nextDown(1.0);

  private static final double ZETA_2 = Math.PI * Math.PI / 6;
  private static final double ZETA_3 = 1.2020569031595942;
  private static final double ZETA_4 = 1.0823232337111381;

  private final Ops ops;
  private final HeadConfig head;
  private final Residual residual;

  /** Takes a head of a family of times. */
  Times(Ops ops, HeadConfig head) {
    this.ops = ops;
    this.head = head;
    residual =
        switch (head.family()) {
          case WEIBULL -> Residual.GUMBEL;
          case LOG_NORMAL -> Residual.NORMAL;
          case LOG_LOGISTIC -> Residual.LOGISTIC;
          default ->
              throw new IllegalStateException("family must be one of times, got " + head.family());
        };
  }

  /** Returns the distribution of e. */
  Residual residual() {
    return residual;
  }

  /** Returns the location of ln y (N, S, 1). */
  Value location(Value eta) {
    Value location = ops.add(ops.mul(ops.slice(eta, 2, 0, 1), head.scale()), head.shift());
    return new Distributions(ops, head).boundedLogarithm(location);
  }

  /** Returns the scale of ln y (N, S, 1). */
  Value scale(Value eta) {
    return ops.mul(ops.exp(logScale(eta)), head.scale());
  }

  private Value logScale(Value eta) {
    return ops.clip(ops.slice(eta, 2, 1, 2), -Bounds.LOG_SCALE, Bounds.LOG_SCALE);
  }

  /** Returns means and deviations; those that do not exist are very large. */
  Moments moments(Value eta) {
    Value location = location(eta);
    Value first = ops.add(location, logMean(eta));
    Value second = ops.add(first, logSpread(eta));
    return new Moments(moment(eta, first, 1), moment(eta, second, 2));
  }

  private Value moment(Value eta, Value log, int order) {
    Value most = ops.real(MOST_LOG);
    Value known = exists(eta, order).map(there -> ops.where(there, log, most)).orElse(log);
    return ops.exp(ops.min(known, most));
  }

  /** Returns whether E[y^order] exists (N, S, 1); nothing if it always does. */
  Optional<Value> exists(Value eta, int order) {
    return residual == Residual.LOGISTIC
        ? Optional.of(ops.less(ops.mul(scale(eta), order), 1))
        : Optional.empty();
  }

  /** log E[y] less the location; anything where there is none. */
  private Value logMean(Value eta) {
    return switch (residual) {
      case GUMBEL -> table(eta, residual::logMoment);
      case NORMAL -> ops.mul(ops.square(scale(eta)), 0.5);
      case LOGISTIC -> logistic(ops.min(scale(eta), BELOW_ONE));
    };
  }

  /** log of the deviation over the mean; anything where there is none. */
  private Value logSpread(Value eta) {
    return switch (residual) {
      case GUMBEL -> table(eta, Times::logSpread);
      case NORMAL -> halfLog(ops.square(scale(eta)));
      case LOGISTIC -> {
        Value scale = ops.min(scale(eta), BELOW_ONE / 2);
        yield halfLog(ops.sub(logistic(ops.mul(scale, 2)), ops.mul(logistic(scale), 2)));
      }
    };
  }

  /** log of sqrt(e^x - 1). */
  private Value halfLog(Value x) {
    return ops.mul(ops.log(ops.expm1(x)), 0.5);
  }

  /** log E[exp(order e)] of a logistic: log of pi order / sin(pi order). */
  private Value logistic(Value order) {
    Value angle = ops.mul(order, Math.PI);
    return ops.log(ops.div(angle, ops.sin(angle)));
  }

  /** Of a Weibull: log of the square root of E[y^2] / E[y]^2 - 1. */
  private static double logSpread(double scale) {
    double apart = Residual.GUMBEL.logMoment(2 * scale) - 2 * Residual.GUMBEL.logMoment(scale);
    double series = scale * scale * (ZETA_2 - scale * (2 * ZETA_3 - scale * 3.5 * ZETA_4));
    double known = scale < SMALL ? series : apart;
    return known > 1
        ? (known + Math.log1p(-Math.exp(-known))) / 2
        : Math.log(Math.expm1(known)) / 2;
  }

  /** A function of the scale, by the predictor that is its logarithm. */
  private Value table(Value eta, DoubleUnaryOperator ofScale) {
    DoubleUnaryOperator function =
        log -> Math.min(BEYOND, ofScale.applyAsDouble(head.scale() * Math.exp(log)));
    return new Curve(-Bounds.LOG_SCALE, Bounds.LOG_SCALE, function).of(ops, logScale(eta));
  }
}
