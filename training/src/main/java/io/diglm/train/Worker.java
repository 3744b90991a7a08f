package io.diglm.train;

import io.diglm.config.ImageSettings;
import io.diglm.flow.Mode;
import io.diglm.flow.Pass;
import io.diglm.flow.ReversiblePass;
import io.diglm.flow.RowPass;
import io.diglm.glm.Beliefs;
import io.diglm.glm.HeadGradient;
import io.diglm.glm.NormalEquations;
import io.diglm.glm.TargetTerm;
import io.diglm.hybrid.HybridModel;
import io.diglm.hybrid.HybridObjective;
import io.diglm.hybrid.HybridOutput;
import io.diglm.hybrid.RowObjective;
import io.diglm.model.FamilyName;
import io.diglm.schema.Encoder;
import io.diglm.schema.Noise;
import io.diglm.torch.NativeScope;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Seeds;
import io.diglm.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * One thread's model: the same values as its twins, gradients of its own. Not safe to use from two
 * threads at once.
 */
final class Worker {
  /** Sets the warped image's noise apart. */
  private static final long WARPED = 1L << 40;

  private static final float[] NO_GUESS = {};

  private final HybridModel model;
  private final TargetTerm term;
  private final ParameterStore store;
  private final HybridObjective objective;
  private final TrainingData data;
  private final ImageSettings.Memory memory;
  private final Optional<RowPass> rowPass;
  private final Optional<RowObjective> byHand;
  private final float[] gradients;

  Worker(
      HybridModel model,
      TargetTerm term,
      ParameterStore store,
      HybridObjective objective,
      TrainingData data,
      ImageSettings.Memory memory,
      Optional<RowPass> rowPass) {
    this.model = model;
    this.term = term;
    this.store = store;
    this.objective = objective;
    this.data = data;
    this.memory = memory;
    this.rowPass = rowPass;
    byHand =
        rowPass.flatMap(
            pass ->
                HeadGradient.of(term, model.head().config(), pass.dimension(), store, "head")
                    .map(head -> new RowObjective(pass, head)));
    gradients = new float[(int) store.flat().gradients().numel()];
  }

  ParameterStore store() {
    return store;
  }

  /** Returns how many rows to evaluate at once. */
  int batch() {
    return data.encoder().batch();
  }

  /** Returns what is kept of the coefficients' posterior while training, if anything is. */
  Optional<Beliefs> beliefs() {
    return Beliefs.of(model.head(), term, data.dimension(), data.labelled());
  }

  /** Returns the gradient that the last {@link #differentiate} found (P). */
  float[] gradients() {
    return gradients;
  }

  /**
   * Finds the gradient of the loss over rows {@code order[from..to)}, divided by a batch size.
   *
   * @param seed of the rows' noise and of a term that samples
   * @param objective of this step
   */
  BatchSums differentiate(
      int[] order,
      int from,
      int to,
      long seed,
      double batchSize,
      HybridObjective objective,
      Optional<Beliefs> beliefs) {
    Arrays.fill(gradients, 0);
    return NativeScope.compute(
        () -> {
          Batch batch = batch(order, from, to, Noise.seeded(seed));
          if (byHand.isPresent() && !objective.hasMore(model.head().config(), batch.y())) {
            return byHand(byHand.get(), batch, order, from, to, batchSize, objective.lambda());
          }
          List<Pass> passes = new ArrayList<>();
          HybridOutput output = output(batch, order, from, to, x -> training(x, passes));
          SplittableRandom random = Seeds.stream(seed, "coefficients");
          HybridObjective.Terms terms = objective.training(term, output, batch.target(), random);
          Tensor loss =
              extra(objective, batch, output, order, from, to, seed, random)
                  .map(terms.loss()::add)
                  .orElse(terms.loss());
          Tensors.times(loss, 1 / batchSize).backward();
          passes.forEach(Pass::backward);
          takeAutograds();
          return sums(batch, output, terms, beliefs);
        });
  }

  /** Moves what autograd found to what was found by hand. */
  private void takeAutograds() {
    float[] found = new float[gradients.length];
    Tensors.copy(store.flat().gradients(), found);
    for (int i = 0; i < found.length; i++) {
      gradients[i] += found[i];
    }
    store.flat().gradients().zero_();
  }

  private BatchSums byHand(
      RowObjective own,
      Batch batch,
      int[] order,
      int from,
      int to,
      double batchSize,
      double lambda) {
    RowObjective.Sums sums;
    if (apart()) {
      Batch middle = batch(order, from, to, Noise.midpoint());
      int rows = to - from;
      float[] both = Arrays.copyOf(middle.v(), 2 * middle.v().length);
      System.arraycopy(batch.v(), 0, both, middle.v().length, batch.v().length);
      double[] y = Arrays.copyOf(batch.y(), 2 * rows);
      Arrays.fill(y, rows, 2 * rows, Double.NaN);
      boolean[] counted = new boolean[2 * rows];
      System.arraycopy(batch.first(), 0, counted, rows, rows);
      sums = own.add(both, y, counted, lambda, batchSize, gradients);
    } else {
      sums = own.add(batch.v(), batch.y(), batch.first(), lambda, batchSize, gradients);
    }
    return sums(batch, sums.target(), sums.density(), Optional.empty());
  }

  /** What the loss has besides: of warped images their consistency, of rows an adversary's. */
  private Optional<Tensor> extra(
      HybridObjective objective,
      Batch batch,
      HybridOutput output,
      int[] order,
      int from,
      int to,
      long seed,
      SplittableRandom random) {
    if (data.encoder().image().isEmpty()) {
      return objective.rows(
          model, batch.x(), output.eta(), batch.target(), guesses(order, from, to), random);
    }
    Optional<Tensor> warped =
        data.warping()
            .map(encoder -> batch(encoder, order, from, to, Noise.seeded(seed + WARPED)).x());
    return objective.images(model, warped, output.eta(), batch.target());
  }

  /**
   * Returns the guessed probabilities of classes (N, C), zeros in rows without; none if none is.
   */
  private Optional<Tensor> guesses(int[] order, int from, int to) {
    List<float[]> found =
        IntStream.range(from, to)
            .mapToObj(i -> data.guesses().getOrDefault(Draws.row(order[i]), NO_GUESS))
            .toList();
    int classes = found.stream().mapToInt(guess -> guess.length).max().orElse(0);
    if (classes == 0) {
      return Optional.empty();
    }
    float[] all = new float[found.size() * classes];
    for (int i = 0; i < found.size(); i++) {
      System.arraycopy(found.get(i), 0, all, i * classes, found.get(i).length);
    }
    return Optional.of(Tensors.of(all, found.size(), classes).to(store.type()));
  }

  /** A pass to differentiate; one that autograd does not see is put by, to be walked back. */
  private HybridOutput training(Tensor x, List<Pass> passes) {
    Optional<Pass> pass =
        memory == ImageSettings.Memory.REVERSIBLE
            ? Optional.of(ReversiblePass.of(model.flow(), x))
            : rowPass.map(p -> p.walk(x, gradients));
    pass.ifPresent(passes::add);
    return pass.map(p -> model.output(p.density()))
        .orElseGet(() -> model.forward(x, Mode.TRAINING));
  }

  /** Sums over rows {@code order[from..to)} as a prediction sees them. */
  BatchSums evaluate(int[] order, int from, int to) {
    return NativeScope.infer(
        () -> {
          Batch batch = batch(order, from, to, Noise.midpoint());
          HybridOutput output = model.forward(batch.x(), Mode.EVALUATION);
          HybridObjective.Terms terms = objective.validation(term, output, batch.target());
          return sums(batch, output, terms, Optional.empty());
        });
  }

  /** What rows {@code order[from..to)} say of the coefficients, before a step that uses it. */
  BatchSums observe(int[] order, int from, int to, long seed, Beliefs beliefs) {
    return NativeScope.infer(
        () -> {
          Batch batch = batch(order, from, to, Noise.seeded(seed));
          HybridOutput output =
              output(batch, order, from, to, x -> model.forward(x, Mode.TRAINING));
          return new BatchSums(to - from, 0, 0, 0, Optional.of(equations(batch, output, beliefs)));
        });
  }

  /** Sets what depends on data from the first rows. */
  void initialise(int[] order, int rows) {
    NativeScope.infer(
        () -> {
          model.initialise(batch(order, 0, rows, Noise.midpoint()).x());
          return true;
        });
  }

  /**
   * Returns what a step learns from. Few rows learn log p(y|x) at the middle of every quantum,
   * where predictions ask for it, and log p(x) under the noise without which it had no bound: noise
   * in both would blur what a steep function of a coarse column is, and only many rows make up for
   * that.
   */
  private HybridOutput output(
      Batch noisy, int[] order, int from, int to, Function<Tensor, HybridOutput> forward) {
    if (!apart()) {
      return noisy.counted(forward.apply(noisy.x()));
    }
    long rows = (long) to - from;
    Batch middle = batch(order, from, to, Noise.midpoint());
    HybridOutput both = forward.apply(Tensors.cat(0, middle.x(), noisy.x()));
    return noisy.counted(
        new HybridOutput(
            both.latent().narrow(0, 0, rows),
            both.eta().narrow(0, 0, rows),
            both.logDensity().narrow(0, rows, rows)));
  }

  /** Returns whether log p(y|x) and log p(x) are of rows under different noise. */
  private boolean apart() {
    return data.few() && model.head().config().family() != FamilyName.NONE;
  }

  /**
   * Rows for the network.
   *
   * @param v encoded (N, D), row-major
   * @param y targets (N), NaN where missing
   * @param logDet of the encoding (N)
   * @param first whether the row counts for p(x): not if it was drawn before (N)
   * @param type of tensors
   */
  private record Batch(float[] v, double[] y, double[] logDet, boolean[] first, ScalarType type) {
    /** Encoded (N, D). */
    Tensor x() {
      return Tensors.of(v, y.length, v.length / y.length).to(type);
    }

    /** Targets (N), NaN where missing. */
    Tensor target() {
      return Tensors.of(y, y.length).to(type);
    }

    /** Returns how many rows count for p(x). */
    long count() {
      return IntStream.range(0, first.length).filter(i -> first[i]).count();
    }

    /** Returns the same output, without the density of rows that were drawn before. */
    HybridOutput counted(HybridOutput output) {
      if (count() == first.length) {
        return output;
      }
      Tensor logDensity = output.logDensity();
      double[] weights =
          IntStream.range(0, first.length).mapToDouble(i -> first[i] ? 1 : 0).toArray();
      Tensor mask = Tensors.of(weights, weights.length).to(logDensity.scalar_type());
      return new HybridOutput(output.latent(), output.eta(), logDensity.mul(mask));
    }
  }

  private Batch batch(int[] order, int from, int to, Noise noise) {
    return batch(data.encoder(), order, from, to, noise);
  }

  private Batch batch(Encoder encoder, int[] order, int from, int to, Noise noise) {
    int rows = to - from;
    int[] drawn = new int[rows];
    boolean[] first = new boolean[rows];
    for (int i = 0; i < rows; i++) {
      drawn[i] = Draws.row(order[from + i]);
      first[i] = Draws.first(order[from + i]);
    }
    float[] v = new float[rows * data.dimension()];
    double[] logDet = new double[rows];
    encoder.encode(data.table(), drawn, 0, rows, noise, v, logDet);
    double[] y = new double[rows];
    for (int i = 0; i < rows; i++) {
      y[i] = data.targets()[drawn[i]];
      logDet[i] = first[i] ? logDet[i] : 0;
    }
    return new Batch(v, y, logDet, first, store.type());
  }

  private BatchSums sums(
      Batch batch, HybridOutput output, HybridObjective.Terms terms, Optional<Beliefs> beliefs) {
    return sums(
        batch,
        terms.target().item_double(),
        terms.density().item_double(),
        beliefs.map(b -> equations(batch, output, b)));
  }

  private static BatchSums sums(
      Batch batch, double target, double density, Optional<NormalEquations> equations) {
    long labelled = Arrays.stream(batch.y()).filter(y -> !Double.isNaN(y)).count();
    double encoded = density + Arrays.stream(batch.logDet()).sum();
    return new BatchSums(batch.count(), labelled, target, encoded, equations);
  }

  private NormalEquations equations(Batch batch, HybridOutput output, Beliefs beliefs) {
    float[] latent = new float[batch.y().length * data.dimension()];
    Tensors.copy(output.latent(), latent);
    return beliefs.sums(latent, Tensors.doubles(output.eta()), batch.y());
  }
}
