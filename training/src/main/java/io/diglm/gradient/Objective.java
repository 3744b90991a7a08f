package io.diglm.gradient;

import io.diglm.model.Bayes;

/**
 * The loss -J_lambda (Nalisnick et al. 2019, equation 7).
 *
 * <p>J_lambda = sum_n log p(y_n | x_n) + lambda log p(x_n). A row without a target has only its
 * second term (equation 8). Where coefficients have a posterior, the first is its expectation
 * ({@link Bayes}).
 *
 * <p>Where rows without a target are to say more than their density, and y is a class, the loss has
 * up to three more terms: the entropy of p(y|x) of those rows (Grandvalet and Bengio 2005; section
 * 6.5); -sum_c q_c log p(y = c | x), q what is guessed of the class of such a row by its
 * neighbours; and the divergence KL(p(y|x) || p(y|x + r)) of all rows, r the move of a given length
 * that changes p(y|x) most (virtual adversarial training, Miyato et al. 2018, one power iteration).
 * Of images the last is instead -log p(y|x'), x' the image warped, of rows whose y is known or of
 * which the model is sure: y is then the class it gives x (Sohn et al. 2020, "FixMatch").
 *
 * @param lambda weight of the generative term
 * @param entropyWeight weight of the entropy
 * @param consistencyWeight weight of the divergence
 * @param radius length of r
 * @param propagationWeight weight of guessed classes
 */
public record Objective(
    double lambda,
    double entropyWeight,
    double consistencyWeight,
    double radius,
    double propagationWeight) {
  /**
   * The objective without the terms of rows without a target.
   *
   * @param lambda weight of log p(x)
   */
  public Objective(double lambda) {
    this(lambda, 0, 0, 1, 0);
  }

  /** Returns whether rows without a target weigh more than their density. */
  boolean asksMore() {
    return entropyWeight > 0 || consistencyWeight > 0 || propagationWeight > 0;
  }
}
