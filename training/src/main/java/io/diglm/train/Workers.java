package io.diglm.train;

import io.diglm.glm.Beliefs;
import io.diglm.glm.NormalEquations;
import io.diglm.gradient.Objective;
import io.diglm.network.LinearHead;
import io.diglm.network.Scorer;
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

  private Worker first() {
    return workers.get(0);
  }

  /** Sets what starts from data from the first rows. */
  void initialise(Worker.Rows rows) {
    first().initialise(rows);
  }

  /** Returns the gradient that the last {@link #differentiate} found (P). */
  float[] gradients() {
    return first().gradients();
  }

  /** Finds the mean gradient over rows. */
  BatchSums differentiate(
      Worker.Rows rows, long seed, Objective objective, Optional<Beliefs> beliefs) {
    int size = rows.count();
    BatchSums sums =
        slices(
            rows,
            (k, part) ->
                workers.get(k).differentiate(part, seed * 31 + k, size, objective, beliefs));
    float[] total = gradients();
    for (int k = 1; k < Math.min(workers.size(), size); k++) {
      float[] part = workers.get(k).gradients();
      for (int i = 0; i < total.length; i++) {
        total[i] += part[i];
      }
    }
    return sums;
  }

  /** What rows say of the coefficients, under the same noise. */
  NormalEquations observe(Worker.Rows rows, long seed, Beliefs beliefs) {
    return slices(rows, (k, part) -> workers.get(k).observe(part, seed * 31 + k, beliefs))
        .equations()
        .orElseThrow();
  }

  /**
   * Sums over these rows as a prediction sees them.
   *
   * @param others what predicts further targets
   * @param etas gets their linear predictors (N, P) by target
   */
  BatchSums evaluate(Scorer scorer, List<LinearHead> others, int[] rows, double[][] etas) {
    return slices(
        new Worker.Rows(rows, 0, rows.length),
        (k, part) -> workers.get(k).evaluate(scorer, others, part, etas));
  }

  private interface Slice {
    BatchSums of(int worker, Worker.Rows rows);
  }

  /** Runs the parts at once and adds their results in order, so that rounding repeats. */
  private BatchSums slices(Worker.Rows rows, Slice slice) {
    int count = Math.max(1, Math.min(workers.size(), rows.count()));
    List<Callable<BatchSums>> slices = new ArrayList<>(count);
    for (int k = 0; k < count; k++) {
      int worker = k;
      int low = rows.from() + (int) ((long) rows.count() * k / count);
      int high = rows.from() + (int) ((long) rows.count() * (k + 1) / count);
      Worker.Rows part = new Worker.Rows(rows.order(), low, high);
      slices.add(() -> slice.of(worker, part));
    }
    return crew.run(slices).stream().reduce(BatchSums.NONE, BatchSums::plus);
  }

  /** How many work at once. */
  int count() {
    return workers.size();
  }

  /** Runs the parts at once. */
  void all(List<Runnable> parts) {
    crew.run(parts.stream().map(Executors::callable).toList());
  }

  @Override
  public void close() {
    crew.close();
    workers.forEach(Worker::close);
  }
}
