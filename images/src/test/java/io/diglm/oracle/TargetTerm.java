package io.diglm.oracle;

import io.diglm.torch.ParameterStore;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;

/** The part of the training objective that the targets have, by how coefficients are inferred. */
public sealed interface TargetTerm permits PointTerm, ConjugateTerm, BoundTerm, ElboTerm {
  /** Tensors that only training needs are named so; a model file leaves them out. */
  String PREFIX = "term.";

  /**
   * Returns what each row adds to the objective in training (N), in nats: log p(y|z), or its
   * expectation over the coefficients where they have a posterior, 0 where y is missing.
   *
   * @param z latents (N, D)
   * @param eta linear predictors (N, P) by the coefficients' means
   * @param y targets (N), NaN where missing
   * @param random for a term that samples
   */
  Tensor training(Tensor z, Tensor eta, Tensor y, SplittableRandom random);

  /** Returns log p(y|z) (N) in nats as a prediction has it, coefficients integrated out. */
  Tensor validation(Tensor z, Tensor eta, Tensor y);

  /**
   * Returns the term of a head.
   *
   * @param dimension D
   * @param rows labelled rows of the whole training set, over which a prior's cost is spread
   */
  static TargetTerm of(GlmHead head, int dimension, long rows, ParameterStore store) {
    return switch (head.config().bayes()) {
      case NONE, AUTO, LAPLACE -> new PointTerm(head);
      case CONJUGATE -> new ConjugateTerm(head, Spread.of(store, dimension));
      case BOUND -> new BoundTerm(head, Spread.of(store, dimension));
      case ELBO -> ElboTerm.of(head, dimension, rows, store);
    };
  }
}
