package io.diglm.model;

import io.diglm.distribution.Bounds;
import io.diglm.distribution.Distribution;
import io.diglm.distribution.Lifetime;
import io.diglm.distribution.Residual;
import java.util.List;

/**
 * A positive time with ln y = location + scale e, the accelerated failure time model; eta =
 * [location, log scale] of the standardised ln y (Kalbfleisch and Prentice 2002, section 2.3).
 */
final class LifetimeFamily implements Family {
  private final Residual residual;
  private final String words;

  LifetimeFamily(Residual residual, String words) {
    this.residual = residual;
    this.words = words;
  }

  @Override
  public List<Link> links() {
    return List.of(Link.IDENTITY);
  }

  @Override
  public int predictors(int count) {
    return 2;
  }

  @Override
  public int linearPredictors(int count, boolean modelled) {
    return modelled ? 2 : 1;
  }

  @Override
  public boolean logarithmic(Link link) {
    return true;
  }

  @Override
  public boolean censors() {
    return true;
  }

  /** The bounds are those of exp(location). */
  @Override
  public Distribution distribution(HeadConfig head, double[] eta, int at) {
    double location = head.shift() + head.scale() * eta[at];
    double bounded =
        head.range()
            .map(r -> Math.log(Bounds.mean(r.mean(Math.exp(location)))))
            .orElse(Math.max(-MOST_LOCATION, Math.min(MOST_LOCATION, location)));
    return new Lifetime(residual, bounded, head.scale() * Bounds.scale(eta[at + 1]));
  }

  /** Within exp(±300) a time is a double. */
  private static final double MOST_LOCATION = 300;

  @Override
  public double logLikelihood(HeadConfig head, double[] eta, int at, double y, double[] byEta) {
    double logScale = Bounds.logScale(eta[at + 1]);
    double rate = Math.exp(-logScale);
    double t = (y - eta[at]) * rate;
    double slope = residual.slope(t);
    byEta[at] = -slope * rate;
    byEta[at + 1] = (-slope * t - 1) * Bounds.logScaleSlope(eta[at + 1]);
    double logarithm = head.shift() + head.scale() * y;
    return residual.logDensity(t) - logScale - Math.log(head.scale()) - logarithm;
  }

  @Override
  public double logBetween(
      HeadConfig head, double[] eta, int at, double low, double high, double[] byEta) {
    double rate = Math.exp(-Bounds.logScale(eta[at + 1]));
    double from = (low - eta[at]) * rate;
    double to = (high - eta[at]) * rate;
    byEta[at] = -residual.slope(from, to) * rate;
    byEta[at + 1] = -residual.stretch(from, to) * Bounds.logScaleSlope(eta[at + 1]);
    return residual.logBetween(from, to);
  }

  @Override
  public boolean takes(TargetKind target) {
    return target.numbers() && target.least() > 0;
  }

  @Override
  public boolean standardised() {
    return true;
  }

  @Override
  public double modelled(double y) {
    return Math.log(y);
  }

  @Override
  public String words(int count) {
    return words;
  }
}
