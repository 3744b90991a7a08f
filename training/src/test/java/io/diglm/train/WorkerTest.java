package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.diglm.gradient.Objective;
import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.model.HeadConfig;
import io.diglm.model.Link;
import io.diglm.network.Scorer;
import io.diglm.schema.Table;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class WorkerTest {
  private static final HeadConfig HEAD =
      HeadConfig.point(FamilyName.GAUSSIAN, Link.IDENTITY, Dispersion.MODELLED, 1, 0, 1);

  @Test
  void noiseMovesTheTargetsOfManyRowsOnly() {
    assertEquals(sums(600, 1).target(), sums(600, 2).target());
    assertNotEquals(sums(600, 1).density(), sums(600, 2).density());
    assertNotEquals(sums(10_000, 1).target(), sums(10_000, 2).target());
  }

  @Test
  void targetsOfFewRowsAreMeasuredAsPredictionsAre() {
    TrainingData data = data(600);
    Network network = network(data);
    Worker worker = worker(network, data);
    double trained = differentiate(worker, data, 1).target();
    try (Scorer scorer = network.scorer(network.parameters().values())) {
      BatchSums seen =
          worker.evaluate(scorer, new Worker.Rows(data.train(), 0, 50), new double[50 * 2]);
      assertEquals(seen.target(), trained, 1e-5 * Math.abs(trained));
    }
  }

  private static BatchSums sums(int rows, long seed) {
    TrainingData data = data(rows);
    return differentiate(worker(network(data), data), data, seed);
  }

  private static BatchSums differentiate(Worker worker, TrainingData data, long seed) {
    Worker.Rows rows = new Worker.Rows(data.train(), 0, 50);
    return worker.differentiate(rows, seed, 50, new Objective(0.05), Optional.empty());
  }

  private static Network network(TrainingData data) {
    FitConfig config = Tables.quick("y");
    return Network.start(new LearningTask(data, HEAD, config.flow(), config));
  }

  private static Worker worker(Network network, TrainingData data) {
    return new Worker(network.gradient(), HEAD, data, network.parameters().values().length);
  }

  /** Two columns on a grid of hundredths and a target that follows neither. */
  private static TrainingData data(int rows) {
    double[] a = IntStream.range(0, rows).mapToDouble(i -> i * 7 % 101 / 100.0).toArray();
    double[] b = IntStream.range(0, rows).mapToDouble(i -> i * 13 % 97 / 100.0).toArray();
    double[] y = IntStream.range(0, rows).mapToDouble(i -> i * 31 % 89 / 10.0).toArray();
    Table table =
        new Table(
            "simulated",
            List.of(Tables.numbers("a", a), Tables.numbers("b", b), Tables.numbers("y", y)),
            rows);
    int[] all = IntStream.range(0, rows).toArray();
    return TrainingRows.of(table, all, all, true);
  }
}
