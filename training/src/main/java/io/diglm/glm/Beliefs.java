package io.diglm.glm;

import io.diglm.model.Bayes;
import java.util.Arrays;
import java.util.Optional;

/**
 * The posterior of the coefficients while the flow under it is trained, kept at its optimum for the
 * rows seen: exactly, if every step sees all rows, else for sums that fade (Hoffman et al. 2013,
 * "Stochastic variational inference"). Prior precision and a common noise follow the evidence.
 */
public final class Beliefs {
  /** Sums are worth at least as many batches, so that the posterior is not one batch's. */
  private static final double LEAST_BATCHES = 50;

  /** Steps of the evidence's maximisation for each step of the flow. */
  private static final int EVIDENCE_STEPS = 3;

  private final Head head;
  private final WorkingRows working;
  private final double rows;
  private Optional<NormalEquations> sums = Optional.empty();
  private Evidence evidence = Evidence.START;
  private GaussianPosterior posterior;

  /**
   * Starts without having seen a row.
   *
   * @param rows labelled rows of the whole training set
   */
  Beliefs(Head head, WorkingRows working, double rows) {
    this.head = head;
    this.working = working;
    this.rows = rows;
    posterior = evidence.posterior(new NormalEquations(working.predictors(), working.width()));
  }

  /**
   * {@return the sums over rows}
   *
   * @param rows as the head sees them
   */
  public NormalEquations sums(SeenRows rows) {
    return working.sums(rows, posterior, posterior.mean());
  }

  /** {@return whether nothing was seen yet} */
  public boolean blank() {
    return sums.isEmpty();
  }

  /**
   * Believes what these rows say of all rows.
   *
   * @param seen sums over all rows
   */
  public void adopt(NormalEquations seen) {
    if (seen.rows() > 0 && seen.finite()) {
      sums = Optional.of(seen.mixed(rows / seen.rows(), seen, 0));
      infer();
    }
  }

  /**
   * Mixes in what the rows of one batch say.
   *
   * @param batch sums over the rows of one batch
   */
  public void follow(NormalEquations batch) {
    if (batch.rows() == 0 || !batch.finite()) {
      return;
    }
    double weight = Math.max(batch.rows() / rows, 1 / LEAST_BATCHES);
    double scale = rows / batch.rows();
    NormalEquations before = sums.orElse(batch);
    sums = Optional.of(before.mixed(1 - weight, batch, weight * scale));
    infer();
  }

  /**
   * Believes the mean of what others believe, who started from these beliefs.
   *
   * @param states mean of what {@link #state} returned to them; of its sums only, as prior and
   *     noise follow the evidence of all
   */
  public void believe(double[] states) {
    NormalEquations seen = equations(states);
    if (seen.rows() > 0 && seen.finite()) {
      sums = Optional.of(seen);
      infer();
    }
  }

  private NormalEquations equations(double[] state) {
    double[] flat = Arrays.copyOf(state, state.length - 2);
    return NormalEquations.ofFlat(working.predictors(), working.width(), flat);
  }

  private void infer() {
    NormalEquations seen = sums.orElseThrow();
    boolean common = working.commonNoise();
    evidence = evidence.improved(seen, common, EVIDENCE_STEPS);
    posterior = evidence.posterior(seen);
    head.adopt(posterior.mean());
    if (head.config().bayes() == Bayes.CONJUGATE && common) {
      head.adoptLogSd(0.5 * Math.log(evidence.noise()));
    }
    head.adoptSpread(posterior.root());
  }

  /** {@return what the beliefs cost a labelled row: KL(q || prior) / N in nats} */
  public double costPerRow() {
    return posterior.divergence() / rows;
  }

  /** {@return what a resumed run must know} */
  public double[] state() {
    double[] flat =
        sums.orElseGet(() -> new NormalEquations(working.predictors(), working.width())).flat();
    double[] state = Arrays.copyOf(flat, flat.length + 2);
    state[flat.length] = evidence.prior();
    state[flat.length + 1] = evidence.noise();
    return state;
  }

  /**
   * Goes on from a state.
   *
   * @param state what {@link #state} returned
   */
  public void restore(double[] state) {
    evidence = new Evidence(state[state.length - 2], state[state.length - 1]);
    NormalEquations seen = equations(state);
    if (seen.rows() > 0) {
      sums = Optional.of(seen);
      posterior = evidence.posterior(seen);
      head.adoptSpread(posterior.root());
    }
  }
}
