package io.diglm.train;

import io.diglm.glm.Beliefs;
import io.diglm.model.TensorData;
import io.diglm.torch.FlatParameters;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Tensors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/** What training changes: weights, optimiser, best weights so far, history. */
final class TrainingState implements AutoCloseable {
  private static final String BELIEFS = "beliefs";

  private final ParameterStore store;
  private final FlatParameters flat;
  private final Adam adam;
  private final double clipNorm;
  private final Optional<Beliefs> beliefs;
  private final boolean judged;
  private final List<EpochRecord> history = new ArrayList<>();
  private float[] best;
  private Map<String, float[]> lastGood;
  private double bestLoss = Double.POSITIVE_INFINITY;
  private int bestEpoch;
  private double rateScale = 1;
  private long skipped;
  private int skipsInRow;
  private int rollbacks;

  /**
   * Starts.
   *
   * @param judged whether the validation loss tells which epoch is best; the last is otherwise
   * @param threads how many share an optimiser's step
   */
  TrainingState(
      ParameterStore store,
      FitConfig config,
      Optional<Beliefs> beliefs,
      boolean judged,
      int threads) {
    this.store = store;
    this.judged = judged;
    this.beliefs = beliefs;
    this.flat = store.flat();
    this.adam = new Adam(flat, config.weightDecay(), config.averaging(), threads);
    this.clipNorm = config.clipNorm();
    this.best = floats(flat.values());
    this.lastGood = vectors();
  }

  int epoch() {
    return history.size();
  }

  long steps() {
    return adam.steps();
  }

  long skipped() {
    return skipped;
  }

  int skipsInRow() {
    return skipsInRow;
  }

  List<EpochRecord> history() {
    return List.copyOf(history);
  }

  int epochsSinceBest() {
    return epoch() - bestEpoch;
  }

  /** Takes a step along the gradient, unless something is not finite: then says what it was. */
  Optional<String> apply(BatchSums sums, double rate, Consumer<List<Runnable>> crew) {
    double norm = flat.gradients().norm().item_double();
    Optional<String> fault = fault(sums, norm);
    if (fault.isPresent()) {
      skipped++;
      skipsInRow++;
      return fault;
    }
    skipsInRow = 0;
    adam.step(rate * rateScale, norm > clipNorm ? clipNorm / norm : 1, crew);
    return fault;
  }

  private static Optional<String> fault(BatchSums sums, double norm) {
    if (!Double.isFinite(sums.target())) {
      return Optional.of("log p(y|x)");
    }
    if (!Double.isFinite(sums.density())) {
      return Optional.of("log p(x)");
    }
    return Double.isFinite(norm) ? Optional.empty() : Optional.of("the gradient");
  }

  /** Goes back to the last epoch's end at half the rate; returns how often that happened. */
  int rollBack() {
    put(lastGood);
    rateScale /= 2;
    skipsInRow = 0;
    return ++rollbacks;
  }

  /** Runs a body with the averaged weights in place. */
  <T> T withAverage(Supplier<T> body) {
    float[] current = floats(flat.values());
    flat.values().copy_(adam.average());
    try {
      return body.get();
    } finally {
      Tensors.fill(flat.values(), current);
    }
  }

  /** Keeps the averaged weights if they validated better than any before, or nothing tells. */
  void endEpoch(EpochRecord record) {
    history.add(record);
    if (record.validationLoss() < bestLoss || !judged) {
      bestLoss = record.validationLoss();
      bestEpoch = record.epoch();
      best = floats(adam.average());
    }
    lastGood = vectors();
  }

  /** Puts the best weights in place. */
  void adoptBest() {
    Tensors.fill(flat.values(), best);
  }

  Checkpoint checkpoint() {
    Map<String, TensorData> tensors = new HashMap<>();
    vectors().forEach((name, values) -> tensors.put(name, TensorData.of(values, values.length)));
    tensors.put("best", TensorData.of(best, best.length));
    store.buffers().forEach((name, buffer) -> tensors.put("buffer." + name, data(buffer)));
    beliefs
        .map(Beliefs::state)
        .ifPresent(state -> tensors.put(BELIEFS, TensorData.of(state, state.length)));
    return new Checkpoint(
        tensors, history, adam.steps(), bestLoss, bestEpoch, rateScale, skipped, rollbacks);
  }

  void restore(Checkpoint checkpoint) {
    Map<String, float[]> vectors = new HashMap<>();
    adam.state().keySet().forEach(n -> vectors.put(n, checkpoint.floats(n)));
    put(vectors);
    store.buffers().forEach((n, b) -> Tensors.fill(b, checkpoint.floats("buffer." + n)));
    beliefs.ifPresent(b -> b.restore(checkpoint.tensor(BELIEFS).doubles()));
    best = checkpoint.floats("best");
    history.clear();
    history.addAll(checkpoint.history());
    adam.resumeAt(checkpoint.steps());
    bestLoss = checkpoint.bestLoss();
    bestEpoch = checkpoint.bestEpoch();
    rateScale = checkpoint.rateScale();
    skipped = checkpoint.skipped();
    rollbacks = checkpoint.rollbacks();
    lastGood = vectors;
  }

  private Map<String, float[]> vectors() {
    Map<String, float[]> vectors = new HashMap<>();
    adam.state().forEach((name, vector) -> vectors.put(name, floats(vector)));
    return vectors;
  }

  private void put(Map<String, float[]> vectors) {
    adam.state()
        .forEach((name, vector) -> Tensors.fill(vector, Objects.requireNonNull(vectors.get(name))));
  }

  private static TensorData data(Tensor tensor) {
    return TensorData.of(floats(tensor), tensor.numel());
  }

  private static float[] floats(Tensor tensor) {
    float[] values = new float[(int) tensor.numel()];
    Tensors.copy(tensor, values);
    return values;
  }

  @Override
  public void close() {
    adam.close();
  }
}
