package io.diglm.train;

import io.diglm.glm.Beliefs;
import io.diglm.glm.NormalEquations;
import io.diglm.hybrid.HybridObjective;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/** The threads that share a batch by rows, with one barrier a step. */
final class Workers implements AutoCloseable {
  private final List<Worker> workers;
  private final Crew crew;

  Workers(List<Worker> workers) {
    this.workers = List.copyOf(workers);
    crew = new Crew(workers.size() - 1);
  }

  /** The worker whose store owns the values. */
  Worker first() {
    return workers.get(0);
  }

  /** Finds the mean gradient over rows {@code order[from..to)}, in the first worker's vector. */
  BatchSums differentiate(
      int[] order,
      int from,
      int to,
      long seed,
      HybridObjective objective,
      Optional<Beliefs> beliefs) {
    BatchSums sums =
        slices(
            from,
            to,
            (k, low, high) ->
                workers
                    .get(k)
                    .differentiate(order, low, high, seed * 31 + k, to - from, objective, beliefs));
    float[] total = first().gradients();
    for (int k = 1; k < Math.min(workers.size(), to - from); k++) {
      float[] part = workers.get(k).gradients();
      for (int i = 0; i < total.length; i++) {
        total[i] += part[i];
      }
    }
    return sums;
  }

  /** What rows {@code order[from..to)} say of the coefficients, under the same noise. */
  NormalEquations observe(int[] order, int from, int to, long seed, Beliefs beliefs) {
    return slices(
            from,
            to,
            (k, low, high) -> workers.get(k).observe(order, low, high, seed * 31 + k, beliefs))
        .equations()
        .orElseThrow();
  }

  private interface Slice {
    BatchSums of(int worker, int from, int to);
  }

  private BatchSums slices(int from, int to, Slice slice) {
    int count = Math.min(workers.size(), to - from);
    List<Callable<BatchSums>> slices = new ArrayList<>(count);
    for (int k = 0; k < count; k++) {
      int worker = k;
      int low = from + (int) ((long) (to - from) * k / count);
      int high = from + (int) ((long) (to - from) * (k + 1) / count);
      slices.add(() -> slice.of(worker, low, high));
    }
    return sum(slices);
  }

  /** How many work at once. */
  int count() {
    return workers.size();
  }

  /** Sums over these rows as a prediction sees them. */
  BatchSums evaluate(int[] rows) {
    int count = workers.size();
    List<Callable<BatchSums>> shares = new ArrayList<>(count);
    for (int k = 0; k < count; k++) {
      Worker worker = workers.get(k);
      int low = (int) ((long) rows.length * k / count);
      int high = (int) ((long) rows.length * (k + 1) / count);
      shares.add(
          () -> {
            BatchSums sums = BatchSums.NONE;
            for (int i = low; i < high; i += worker.batch()) {
              sums = sums.plus(worker.evaluate(rows, i, Math.min(high, i + worker.batch())));
            }
            return sums;
          });
    }
    return sum(shares);
  }

  /** Runs the parts at once and adds their results in order, so that rounding repeats. */
  private BatchSums sum(List<Callable<BatchSums>> parts) {
    return crew.run(parts).stream().reduce(BatchSums.NONE, BatchSums::plus);
  }

  /** Runs the parts at once. */
  void all(List<Runnable> parts) {
    crew.run(parts.stream().map(Executors::callable).toList());
  }

  @Override
  public void close() {
    crew.close();
    workers.forEach(worker -> worker.store().close());
  }
}
