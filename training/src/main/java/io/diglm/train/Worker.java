package io.diglm.train;

import io.diglm.distribution.Seeds;
import io.diglm.glm.Beliefs;
import io.diglm.glm.SeenRows;
import io.diglm.gradient.Batch;
import io.diglm.gradient.ModelGradient;
import io.diglm.gradient.Objective;
import io.diglm.model.FamilyName;
import io.diglm.model.HeadConfig;
import io.diglm.network.LinearHead;
import io.diglm.network.Scorer;
import io.diglm.schema.Encoded;
import io.diglm.schema.Encoder;
import io.diglm.schema.Noise;
import io.diglm.schema.TargetEnds;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * One thread's model: the same parameters as the others', a gradient of its own. Not safe to use
 * from two threads at once.
 */
final class Worker {
  /** Sets the warped image's noise apart. */
  private static final long WARPED = 1L << 40;

  /** The share of rows of which a step does not know a number with few, repeated values. */
  private static final double FORGOTTEN = 0.04;

  /** Rows that a thread scores at once, few enough for a scorer not to share them out again. */
  private static final int SCORED = 128;

  private static final float[] NONE = {};

  private final ModelGradient model;
  private final HeadConfig head;
  private final TrainingData data;
  private final float[] gradients;

  Worker(ModelGradient model, HeadConfig head, TrainingData data, int parameters) {
    this.model = model;
    this.head = head;
    this.data = data;
    gradients = new float[parameters];
  }

  /** Returns the gradient that the last {@link #differentiate} found (P). */
  float[] gradients() {
    return gradients;
  }

  /**
   * Finds the gradient of the loss over rows {@code order[from..to)}, divided by a batch size.
   *
   * @param seed of the rows' noise and of what samples
   * @param objective of this step
   */
  BatchSums differentiate(
      Rows rows, long seed, double batchSize, Objective objective, Optional<Beliefs> beliefs) {
    Arrays.fill(gradients, 0);
    DrawnRows encoded = encoded(rows, Noise.seeded(seed));
    Batch batch = batch(rows, encoded, seed);
    SplittableRandom random = Seeds.stream(seed, "coefficients");
    ModelGradient.Sums sums = model.add(batch, objective, batchSize, random, gradients);
    BatchSums found = encoded.sums(sums.target(), sums.density());
    return beliefs.map(b -> found.with(b.sums(seen(batch)))).orElse(found);
  }

  /** What rows say of the coefficients, before a step that uses it. */
  BatchSums observe(Rows rows, long seed, Beliefs beliefs) {
    DrawnRows encoded = encoded(rows, Noise.seeded(seed));
    Batch batch = batch(rows, encoded, seed);
    model.observe(batch);
    return encoded.sums(0, 0).with(beliefs.sums(seen(batch)));
  }

  /** Returns the rows of a batch as the model has just seen them. */
  private SeenRows seen(Batch batch) {
    return new SeenRows(model.latents(), model.etas(), batch.y(), batch.weights(), batch.offsets());
  }

  /**
   * Returns what a step learns from. Few rows learn log p(y|x) at the middle of every quantum,
   * where predictions ask for it, and log p(x) under the noise without which it had no bound: noise
   * in both would blur what a steep function of a coarse column is, and only many rows make up for
   * that.
   */
  private Batch batch(Rows rows, DrawnRows noisy, long seed) {
    boolean apart = data.few() && head.family() != FamilyName.NONE;
    float[] x = apart ? encoded(rows, Noise.midpoint()).v : noisy.v;
    boolean[] forgotten = data.encoder().forget(x, FORGOTTEN, Seeds.stream(seed, "forgotten"));
    boolean[] counted = noisy.first.clone();
    for (int i = 0; i < forgotten.length && !apart; i++) {
      counted[i] &= !forgotten[i]; // such a row is none of p(x)
    }
    float[] warped =
        data.warping()
            .map(encoder -> encoded(encoder, rows, Noise.seeded(seed + WARPED)).v)
            .orElse(NONE);
    boolean image = data.images();
    float[] noised = data.lifted(noisy.v);
    return new Batch(
        apart ? data.lifted(x) : noised,
        noised,
        noisy.y,
        counted,
        guesses(rows),
        warped,
        image,
        noisy.weights,
        noisy.offsets,
        noisy.ends,
        noisy.others);
  }

  /**
   * Returns the guessed probabilities of classes (N, C), zeros in rows without; none if no row has.
   */
  private float[] guesses(Rows rows) {
    if (data.guesses().isEmpty()) {
      return NONE;
    }
    List<float[]> found =
        IntStream.range(rows.from(), rows.to())
            .mapToObj(i -> data.guesses().getOrDefault(Draws.row(rows.order()[i]), NONE))
            .toList();
    int classes = found.stream().mapToInt(guess -> guess.length).max().orElse(0);
    float[] all = new float[found.size() * classes];
    for (int i = 0; i < found.size(); i++) {
      System.arraycopy(found.get(i), 0, all, i * classes, found.get(i).length);
    }
    return all;
  }

  /** As the next of a single target. */
  BatchSums evaluate(Scorer scorer, Rows rows, double[] etas) {
    return evaluate(scorer, List.of(), rows, new double[][] {etas});
  }

  /**
   * Sums over rows as a prediction sees them.
   *
   * @param others what predicts further targets by the features
   * @param etas by target, gets the linear predictors of row {@code i} of the order at {@code i *
   *     P}
   */
  BatchSums evaluate(Scorer scorer, List<LinearHead> others, Rows rows, double[][] etas) {
    BatchSums sums = BatchSums.NONE;
    int most = Math.min(SCORED, data.encoder().batch());
    for (int from = rows.from(); from < rows.to(); from += most) {
      Rows some = new Rows(rows.order(), from, Math.min(rows.to(), from + most));
      sums = sums.plus(scored(scorer, others, encoded(some, Noise.midpoint()), from, etas));
    }
    return sums;
  }

  private BatchSums scored(
      Scorer scorer, List<LinearHead> others, DrawnRows rows, int first, double[][] etas) {
    int n = rows.y.length;
    float[] latent = new float[n * scorer.width()];
    double[] eta = new double[n * head.predictors()];
    double[] logDensity = new double[n];
    scorer.score(rows.v, n, latent, eta, logDensity);
    for (int i = 0; i < rows.offsets.length; i++) {
      head.addOffset(eta, i * head.predictors(), rows.offsets[i]);
    }
    System.arraycopy(eta, 0, etas[0], first * head.predictors(), eta.length);
    double density = IntStream.range(0, n).mapToDouble(i -> rows.weights[i] * logDensity[i]).sum();
    double target = model.validation(latent, eta, rows.y, rows.weights, rows.ends);
    for (int k = 0; k < others.size(); k++) {
      double[] own = others.get(k).eta(latent, n);
      System.arraycopy(own, 0, etas[k + 1], first * (own.length / n), own.length);
      target += model.validationOfOther(k, latent, own, rows.others[k], rows.weights);
    }
    return rows.sums(target, density);
  }

  /** Sets what starts from data from the first rows. */
  void initialise(Rows rows) {
    model.initialise(data.lifted(encoded(rows, Noise.midpoint()).v));
  }

  void close() {
    model.close();
  }

  /** Rows {@code order[from..to)}. */
  record Rows(int[] order, int from, int to) {
    int count() {
      return to - from;
    }
  }

  /**
   * Rows for the network.
   *
   * @param v encoded (N, D), row-major
   * @param y targets (N), NaN where missing
   * @param logDet of the encoding (N)
   * @param first whether the row counts for p(x): not if it was drawn before (N)
   * @param weights how much the row counts (N)
   * @param offsets known parts of the location (N); empty if there are none
   * @param ends between which targets lie that are not known exactly
   * @param others further targets (K - 1, N), like {@code y}
   */
  private record DrawnRows(
      float[] v,
      double[] y,
      double[] logDet,
      boolean[] first,
      double[] weights,
      double[] offsets,
      TargetEnds ends,
      double[][] others) {
    /** Returns the sums over these rows, log p(x) in the units of the user's columns. */
    BatchSums sums(double target, double density) {
      double labelled = 0;
      double count = 0;
      double encoded = density;
      for (int i = 0; i < y.length; i++) {
        labelled += known(i) ? weights[i] : 0;
        count += first[i] ? weights[i] : 0;
        encoded += weights[i] * logDet[i];
      }
      return new BatchSums(count, labelled, target, encoded, Optional.empty());
    }

    /** Whether a row has a target, or one of several. */
    private boolean known(int row) {
      boolean known = !Double.isNaN(y[row]);
      for (double[] other : others) {
        known |= !Double.isNaN(other[row]);
      }
      return known;
    }
  }

  private DrawnRows encoded(Rows rows, Noise noise) {
    return encoded(data.encoder(), rows, noise);
  }

  private DrawnRows encoded(Encoder encoder, Rows rows, Noise noise) {
    int n = rows.count();
    int[] drawn = new int[n];
    boolean[] first = new boolean[n];
    for (int i = 0; i < n; i++) {
      drawn[i] = Draws.row(rows.order()[rows.from() + i]);
      first[i] = Draws.first(rows.order()[rows.from() + i]);
    }
    Encoded encoded = encoder.encode(data.table(), drawn, 0, n, noise);
    double[] logDet = encoded.logDet();
    double[] y = new double[n];
    double[] weights = data.weights(drawn);
    for (int i = 0; i < n; i++) {
      y[i] = data.targets()[drawn[i]];
      logDet[i] = first[i] ? logDet[i] : 0;
    }
    double[][] others =
        data.others().stream()
            .map(other -> IntStream.of(drawn).mapToDouble(row -> other.targets()[row]).toArray())
            .toArray(double[][]::new);
    return new DrawnRows(
        encoded.v(), y, logDet, first, weights, data.offsets(drawn), data.ends().of(drawn), others);
  }
}
