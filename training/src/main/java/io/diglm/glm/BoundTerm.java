package io.diglm.glm;

import io.diglm.distribution.Bounds;
import io.diglm.model.HeadConfig;

/**
 * The bound log sigma(xi) + (y - 1/2) phi . m - xi / 2 on E_q[log p(y|z)], at its best xi^2 = phi^T
 * (S + m m^T) phi (Jaakkola and Jordan 2000, equation 8 and after).
 */
final class BoundTerm implements TargetTerm {
  /** Keeps the root's slope finite where mean and spread are 0. */
  private static final double LEAST = 1e-12;

  private final HeadConfig head;
  private final Spread spread;
  private final double[] mapped;

  BoundTerm(HeadConfig head, Spread spread) {
    this.head = head;
    this.spread = spread;
    mapped = spread.room();
  }

  @Override
  public double training(Row row) {
    double mean = row.eta[0];
    double xi = Math.sqrt(spread.variance(row, mapped) + mean * mean + LEAST);
    double bySquare = (Bounds.sigmoid(-xi) - 0.5) / (2 * xi);
    row.byEta[0] = row.target() - 0.5 + 2 * bySquare * mean;
    spread.addGradient(bySquare, mapped, row);
    return -Bounds.softplus(-xi) + (row.target() - 0.5) * mean - 0.5 * xi;
  }

  /** With the logit drawn in by the spread (MacKay 1992, "The evidence framework"). */
  @Override
  public double validation(Row row) {
    row.eta[0] /= Math.sqrt(1 + Math.PI / 8 * spread.variance(row, mapped));
    return head.logLikelihood(row.eta, 0, row.target(), row.byEta);
  }
}
