package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.config.ImageSettings;
import io.diglm.glm.TargetTerm;
import io.diglm.hybrid.HybridModel;
import io.diglm.hybrid.HybridObjective;
import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.model.HeadConfig;
import io.diglm.model.Link;
import io.diglm.schema.Encoder;
import io.diglm.schema.SchemaInference;
import io.diglm.schema.Table;
import io.diglm.torch.NativeScope;
import io.diglm.torch.ParameterStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

final class WorkerTest {
  @Test
  void noiseMovesTheTargetsOfManyRowsOnly() {
    assertEquals(sums(600, 1).target(), sums(600, 2).target());
    assertNotEquals(sums(600, 1).density(), sums(600, 2).density());
    assertNotEquals(sums(10_000, 1).target(), sums(10_000, 2).target());
  }

  @Test
  void targetsOfFewRowsAreMeasuredAsPredictionsAre() {
    TrainingData data = data(600);
    double[] both = new double[2];
    try (ParameterStore store = new ParameterStore(3, ScalarType.Double)) {
      NativeScope.run(
          () -> {
            Worker worker = worker(data, store);
            both[0] = differentiate(worker, data, 1).target();
            both[1] = worker.evaluate(data.train(), 0, 50).target();
          });
    }
    assertEquals(both[1], both[0], 1e-9);
  }

  private static BatchSums sums(int rows, long seed) {
    TrainingData data = data(rows);
    try (ParameterStore store = new ParameterStore(3, ScalarType.Double)) {
      BatchSums[] sums = new BatchSums[1];
      NativeScope.run(() -> sums[0] = differentiate(worker(data, store), data, seed));
      return sums[0];
    }
  }

  private static BatchSums differentiate(Worker worker, TrainingData data, long seed) {
    HybridObjective objective = new HybridObjective(0.05);
    return worker.differentiate(data.train(), 0, 50, seed, 50, objective, Optional.empty());
  }

  @Test
  void reversibleMemoryGivesTheSameGradients() {
    float[] standard = gradient(ImageSettings.Memory.STANDARD);
    float[] reversible = gradient(ImageSettings.Memory.REVERSIBLE);
    float largest = 0;
    for (float number : standard) {
      largest = Math.max(largest, Math.abs(number));
    }
    assertTrue(largest > 0);
    for (int i = 0; i < standard.length; i++) {
      // As close in double precision as ever, and then both rounded.
      assertEquals(standard[i], reversible[i], 1e-9 * largest + Math.ulp(standard[i]));
    }
  }

  private static float[] gradient(ImageSettings.Memory memory) {
    TrainingData data = data(600);
    float[][] gradient = new float[1][];
    try (ParameterStore store = new ParameterStore(3, ScalarType.Double)) {
      NativeScope.run(
          () -> {
            Worker worker = worker(data, store, memory);
            worker.initialise(data.train(), 50);
            differentiate(worker, data, 1);
            gradient[0] = worker.gradients();
          });
    }
    return gradient[0];
  }

  private static Worker worker(TrainingData data, ParameterStore store) {
    return worker(data, store, ImageSettings.Memory.STANDARD);
  }

  private static Worker worker(
      TrainingData data, ParameterStore store, ImageSettings.Memory memory) {
    HeadConfig head =
        HeadConfig.point(FamilyName.GAUSSIAN, Link.IDENTITY, Dispersion.MODELLED, 1, 0, 1);
    HybridModel model = HybridModel.build(Tables.quick("y").flow(), head, data.dimension(), store);
    TargetTerm term = TargetTerm.of(model.head(), data.dimension(), data.labelled(), store);
    store.flatten();
    return new Worker(
        model, term, store, new HybridObjective(0.05), data, memory, Optional.empty());
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
    Encoder encoder =
        new Encoder(
            SchemaInference.infer(table, all, List.of("a", "b"), "y", false, true, false).schema());
    return new TrainingData(encoder, Optional.empty(), encoder.bind(table), y, Map.of(), all, all);
  }
}
