package io.diglm.train;

import io.diglm.glm.GaussianPosterior;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Where a pass over the rows expands their log-likelihoods: the posterior so far, and a point. Sent
 * to each machine once a pass.
 */
public final class Expansion implements Serializable {
  private static final long serialVersionUID = 1;

  private final double prior;
  private final double[] gram;
  private final double[] moment;
  private final double[] point;
  private transient @Nullable GaussianPosterior posterior;

  /**
   * Prepares to send both.
   *
   * @param about the posterior so far
   * @param point coefficients (K)
   */
  Expansion(GaussianPosterior about, double[] point) {
    prior = about.prior();
    gram = about.gram();
    moment = about.moment();
    this.point = point.clone();
  }

  /** Returns the posterior, which a machine infers once. */
  synchronized GaussianPosterior about() {
    GaussianPosterior known = posterior;
    if (known == null) {
      known = GaussianPosterior.of(prior, gram, moment);
      posterior = known;
    }
    return known;
  }

  double[] point() {
    return point;
  }
}
