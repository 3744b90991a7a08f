package io.diglm.train;

import io.diglm.glm.Beliefs;
import io.diglm.gradient.Parameters;
import io.diglm.model.TensorData;
import io.diglm.network.Hinges;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** What training changes: weights, optimiser, best weights so far, history. */
final class TrainingState {
  private static final String BELIEFS = "beliefs";
  private static final String BUFFER = "buffer.";

  private final Parameters parameters;
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
      Parameters parameters,
      FitConfig config,
      Optional<Beliefs> beliefs,
      boolean judged,
      int threads) {
    this.parameters = parameters;
    this.judged = judged;
    this.beliefs = beliefs;
    this.adam =
        new Adam(
            parameters.values(),
            config.optimiser().decay(parameters.buffers().containsKey(Hinges.TENSOR)),
            config.optimiser().averaging(),
            threads);
    this.clipNorm = config.optimiser().clipNorm();
    this.best = parameters.values().clone();
    this.lastGood = adam.state();
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

  /** Returns the record of the last epoch, of which there must be one. */
  EpochRecord last() {
    return history.get(history.size() - 1);
  }

  int epochsSinceBest() {
    return epoch() - bestEpoch;
  }

  /** Takes a step along the gradient, unless something is not finite: then says what it was. */
  Optional<String> apply(
      BatchSums sums, float[] gradient, double rate, Consumer<List<Runnable>> crew) {
    double norm = norm(gradient);
    Optional<String> fault = fault(sums, norm);
    if (fault.isPresent()) {
      skipped++;
      skipsInRow++;
      return fault;
    }
    skipsInRow = 0;
    adam.step(gradient, rate * rateScale, norm > clipNorm ? clipNorm / norm : 1, crew);
    return fault;
  }

  /**
   * Returns the length of a gradient. Four sums, so that an addition need not wait for the one
   * before.
   */
  static double norm(float[] gradient) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i < gradient.length - 3; i += 4) {
      a += (double) gradient[i] * gradient[i];
      b += (double) gradient[i + 1] * gradient[i + 1];
      c += (double) gradient[i + 2] * gradient[i + 2];
      d += (double) gradient[i + 3] * gradient[i + 3];
    }
    for (; i < gradient.length; i++) {
      a += (double) gradient[i] * gradient[i];
    }
    return Math.sqrt(a + b + c + d);
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
    adam.restore(lastGood);
    rateScale /= 2;
    skipsInRow = 0;
    return ++rollbacks;
  }

  /** Returns the averaged weights (P), which are what is validated; not to be written to. */
  float[] average() {
    return adam.average();
  }

  /** Keeps the averaged weights if they validated better than any before, or nothing tells. */
  void endEpoch(EpochRecord record) {
    history.add(record);
    if (record.validationLoss() < bestLoss || !judged) {
      bestLoss = record.validationLoss();
      bestEpoch = record.epoch();
      best = adam.average().clone();
    }
    lastGood = adam.state();
  }

  /** Puts the best weights in place. */
  void adoptBest() {
    System.arraycopy(best, 0, parameters.values(), 0, best.length);
  }

  /** Copies of what the workers of a cluster share: the weights, their moments, and buffers. */
  Map<String, float[]> shared() {
    Map<String, float[]> shared = adam.moments();
    moving().forEach((name, buffer) -> shared.put(BUFFER + name, buffer.clone()));
    return shared;
  }

  /** Takes what others made of it. */
  void take(Map<String, float[]> moved) {
    adam.take(moved);
    take(moving(), name -> Objects.requireNonNull(moved.get(name)));
  }

  /** Follows what was taken, which others made in so many steps. */
  void follow(int taken) {
    adam.follow(taken);
  }

  /** Starts from what so many machines share, after so many steps. */
  void join(Map<String, float[]> shared, long steps, double machines) {
    take(shared);
    adam.resumeAt(steps);
    adam.among(machines);
    lastGood = adam.state();
  }

  /** The buffers that steps may change; hinges were placed before and stay. */
  private Map<String, float[]> moving() {
    Map<String, float[]> moving = new HashMap<>(parameters.buffers());
    moving.remove(Hinges.TENSOR);
    return moving;
  }

  private static void take(Map<String, float[]> buffers, Function<String, float[]> of) {
    buffers.forEach((name, b) -> System.arraycopy(of.apply(BUFFER + name), 0, b, 0, b.length));
  }

  Checkpoint checkpoint() {
    Map<String, TensorData> tensors = new HashMap<>();
    adam.state().forEach((name, values) -> tensors.put(name, TensorData.of(values, values.length)));
    tensors.put("best", TensorData.of(best, best.length));
    parameters
        .buffers()
        .forEach(
            (name, buffer) ->
                tensors.put(BUFFER + name, TensorData.of(buffer.clone(), buffer.length)));
    beliefs
        .map(Beliefs::state)
        .ifPresent(state -> tensors.put(BELIEFS, TensorData.of(state, state.length)));
    return new Checkpoint(
        tensors, history, adam.steps(), bestLoss, bestEpoch, rateScale, skipped, rollbacks);
  }

  void restore(Checkpoint checkpoint) {
    Map<String, float[]> vectors = new HashMap<>();
    adam.names().forEach(n -> vectors.put(n, checkpoint.floats(n)));
    adam.restore(vectors);
    take(parameters.buffers(), checkpoint::floats);
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
}
