package io.diglm.glm;

import io.diglm.distribution.Bounds;
import io.diglm.model.HeadConfig;

/**
 * E_q[log N(y; phi . beta, sigma^2)] = log N(y; phi . m, sigma^2) - phi^T S phi / (2 sigma^2).
 *
 * <p>With q at its optimum the sum of this over all rows less KL(q || prior) is the marginal
 * likelihood (Nalisnick et al. 2019, equation 13), and by the envelope theorem its gradient in z is
 * that of the marginal likelihood: no row needs another's.
 */
final class ConjugateTerm implements TargetTerm {
  private final HeadConfig head;
  private final Spread spread;
  private final double[] mapped;

  ConjugateTerm(HeadConfig head, Spread spread) {
    this.head = head;
    this.spread = spread;
    mapped = spread.room();
  }

  /** The cost v / (2 sigma^2) has the slope -2 times itself by log sigma. */
  @Override
  public double training(Row row) {
    double value = head.logLikelihood(row.eta, 0, row.target(), row.byEta);
    double precision = Math.exp(-2 * Bounds.logScale(row.eta[1]));
    double cost = 0.5 * precision * spread.variance(row, mapped);
    spread.addGradient(-0.5 * precision, mapped, row);
    row.byEta[1] += 2 * cost * Bounds.logScaleSlope(row.eta[1]);
    return value - cost;
  }

  @Override
  public double validation(Row row) {
    double variance = Math.exp(2 * Bounds.logScale(row.eta[1]));
    row.eta[1] = 0.5 * Math.log(variance + spread.variance(row, mapped));
    return head.logLikelihood(row.eta, 0, row.target(), row.byEta);
  }
}
