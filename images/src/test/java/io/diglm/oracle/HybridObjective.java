package io.diglm.oracle;

import io.diglm.distribution.Seeds;
import io.diglm.flow.Mode;
import io.diglm.model.HeadConfig;
import io.diglm.torch.Tensors;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The loss -J_lambda (Nalisnick et al. 2019, equation 7).
 *
 * <p>J_lambda = sum_n log p(y_n | x_n) + lambda log p(x_n). A row without a target has only its
 * second term (equation 8).
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
public record HybridObjective(
    double lambda,
    double entropyWeight,
    double consistencyWeight,
    double radius,
    double propagationWeight) {
  /** Length of the move that finds the direction of r, in lengths of r. */
  private static final double PROBE = 1e-2;

  /** From this probability on an answer counts as a target. */
  private static final double SURE = 0.95;

  /** The objective without the terms of rows without a target. */
  public HybridObjective(double lambda) {
    this(lambda, 0, 0, 1, 0);
  }

  /**
   * Both sums over the rows of a batch, and their weighted loss.
   *
   * @param loss -(target + lambda density), a scalar to differentiate
   * @param target sum of log p(y|x) in nats, a scalar
   * @param density sum of log p(x) in nats, a scalar
   */
  public record Terms(Tensor loss, Tensor target, Tensor density) {}

  /**
   * Evaluates the objective as training maximises it.
   *
   * @param output the model's output for N rows
   * @param y targets (N); NaN where missing
   * @param random for a term that samples
   */
  public Terms training(TargetTerm term, HybridOutput output, Tensor y, SplittableRandom random) {
    return of(term.training(output.latent(), output.eta(), y, random), output);
  }

  /** Evaluates the objective as a prediction has it. */
  public Terms validation(TargetTerm term, HybridOutput output, Tensor y) {
    return of(term.validation(output.latent(), output.eta(), y), output);
  }

  /**
   * Returns whether the loss of rows with these targets has terms beside J.
   *
   * @param y targets (N); NaN where missing
   */
  public boolean hasMore(HeadConfig head, double[] y) {
    boolean weighs = entropyWeight > 0 || consistencyWeight > 0 || propagationWeight > 0;
    boolean classes = head.definition().classes();
    return weighs && classes && Arrays.stream(y).anyMatch(Double::isNaN);
  }

  /**
   * Returns the weighted terms of rows beside J, a scalar to add to the loss; nothing if no row is
   * one, y is not a class, or nothing weighs.
   *
   * @param x the rows (N, D)
   * @param eta the linear predictors at x (N, P)
   * @param y targets (N); NaN where missing
   * @param guesses probabilities of the classes of rows without a target (N, C), zeros for none
   * @param random draws where the search for r starts
   */
  public Optional<Tensor> rows(
      HybridModel model,
      Tensor x,
      Tensor eta,
      Tensor y,
      Optional<Tensor> guesses,
      SplittableRandom random) {
    if (!hasMore(model.head().config(), Tensors.doubles(y))) {
      return Optional.empty();
    }
    Tensor missing = y.isnan();
    return model
        .head()
        .logProbabilities(eta)
        .map(
            logs -> {
              Tensor loss = smoothness(model, x, logs, missing, random);
              return guesses
                  .map(q -> loss.sub(Tensors.times(q.mul(logs).sum(), propagationWeight)))
                  .orElse(loss);
            });
  }

  /**
   * Returns the weighted terms of images beside J, a scalar to add to the loss; nothing if y is not
   * a class, or nothing weighs.
   *
   * @param warped the images moved so far that their targets still hold (N, D)
   * @param eta the linear predictors of the images themselves (N, P)
   * @param y targets (N); NaN where missing
   */
  public Optional<Tensor> images(HybridModel model, Optional<Tensor> warped, Tensor eta, Tensor y) {
    Tensor missing = y.isnan();
    boolean doubts = entropyWeight > 0 && missing.any().item_bool();
    boolean moves = consistencyWeight > 0 && warped.isPresent();
    if (!doubts && !moves) {
      return Optional.empty();
    }
    return model
        .head()
        .logProbabilities(eta)
        .map(
            logs -> {
              Tensor doubt = doubt(logs, missing);
              return moves ? doubt.add(disagreement(model, warped.get(), targets(logs, y))) : doubt;
            });
  }

  private Tensor disagreement(HybridModel model, Tensor warped, Tensor targets) {
    Tensor eta = model.forward(warped, Mode.TRAINING).eta();
    return Tensors.times(model.head().logLikelihood(eta, targets).sum(), -consistencyWeight);
  }

  /** Returns y, where missing the class that the model is sure of (N); NaN where of none. */
  private static Tensor targets(Tensor logs, Tensor y) {
    double[] known = Tensors.doubles(y);
    double[] answers = Tensors.doubles(logs);
    int classes = answers.length / known.length;
    for (int i = 0; i < answers.length; i++) {
      if (Double.isNaN(known[i / classes]) && answers[i] >= Math.log(SURE)) {
        known[i / classes] = i % classes;
      }
    }
    return Tensors.of(known, known.length).to(y.scalar_type());
  }

  private Tensor doubt(Tensor logs, Tensor missing) {
    Tensor entropies = Tensors.sumOfEvent(logs.exp().mul(logs)).neg();
    return Tensors.times(entropies.mul(missing.to(entropies.scalar_type())).sum(), entropyWeight);
  }

  private Tensor smoothness(
      HybridModel model, Tensor x, Tensor logs, Tensor missing, SplittableRandom random) {
    Tensor loss = doubt(logs, missing);
    if (consistencyWeight == 0) {
      return loss;
    }
    Tensor here = logs.detach();
    Tensor there = x.detach().add(adversarial(model, x.detach(), here, random));
    return loss.add(Tensors.times(divergence(model, here, there), consistencyWeight));
  }

  /** Returns r (N, D): the gradient's direction just beside x, where it is not 0 as it is at x. */
  private Tensor adversarial(HybridModel model, Tensor x, Tensor here, SplittableRandom random) {
    float[] normal = Seeds.normal(random, (int) x.numel(), 1);
    Tensor start = Tensors.of(normal, x.size(0), x.size(1)).to(x.scalar_type());
    Tensor probe = x.add(lengthened(start, PROBE * radius)).requires_grad_(true);
    Tensor divergence = divergence(model, here, probe);
    Tensor gradient =
        torch.grad(new TensorVector(divergence), new TensorVector(probe)).get(0).detach();
    return lengthened(gradient, radius);
  }

  private static Tensor divergence(HybridModel model, Tensor here, Tensor x) {
    Tensor there =
        model.head().logProbabilities(model.forward(x, Mode.TRAINING).eta()).orElseThrow();
    return here.exp().mul(here.sub(there)).sum();
  }

  /** A row of zeros stays one. */
  private static Tensor lengthened(Tensor rows, double length) {
    Tensor norms = Tensors.sumOfEvent(rows.mul(rows)).sqrt().unsqueeze(1);
    return Tensors.times(rows.div(Tensors.plus(norms, 1e-30)), length);
  }

  private Terms of(Tensor targets, HybridOutput output) {
    Tensor target = targets.sum();
    Tensor density = output.logDensity().sum();
    Tensor loss = lambda == 0 ? target.neg() : target.add(Tensors.times(density, lambda)).neg();
    return new Terms(loss, target, density);
  }
}
