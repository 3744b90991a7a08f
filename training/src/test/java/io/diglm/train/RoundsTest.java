package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.model.Bayes;
import io.diglm.model.FamilyName;
import io.diglm.model.ModelFile;
import io.diglm.model.TensorData;
import io.diglm.schema.LevelAxis;
import io.diglm.schema.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RoundsTest {
  private static final int HELD_OUT = 300;
  private static final Table TABLE = Tables.regression(3300, 5);
  private static final RoundSettings SETTINGS = new RoundSettings(20, 0.9, 0.3);

  private static FitConfig config() {
    return Tables.quick("y")
        .head(h -> h.family(FamilyName.GAUSSIAN))
        .optimiser(o -> o.epochs(4).batchSize(128));
  }

  private static Fit fit(Cluster cluster) {
    return Fit.of(config()).across(cluster, SETTINGS, HELD_OUT);
  }

  private static ModelFile model(Fit fit) {
    try (FitResult result = fit.run(TABLE)) {
      return result.model();
    }
  }

  private static void assertSame(ModelFile expected, ModelFile got) {
    Map<String, TensorData> weights = got.weights();
    assertEquals(expected.weights().keySet(), weights.keySet());
    expected
        .weights()
        .forEach(
            (name, tensor) ->
                assertArrayEquals(
                    tensor.doubles(),
                    Objects.requireNonNull(weights.get(name), name).doubles(),
                    name));
    assertEquals(expected.manifest().thresholds(), got.manifest().thresholds());
  }

  private static List<Table> uneven() {
    return List.of(TABLE.slice(0, 2500), TABLE.slice(2500, 2990), TABLE.slice(2990, 3000));
  }

  @Test
  void theOrderInWhichShardsAnswerChangesNoBit() {
    ModelFile forwards = model(fit(new ShardedTable(uneven(), HELD_OUT, false)));
    ModelFile backwards = model(fit(new ShardedTable(uneven(), HELD_OUT, true)));
    assertSame(forwards, backwards);
  }

  @Test
  void aShardWithoutRowsChangesNothing() {
    List<Table> more = new ArrayList<>(uneven());
    more.add(TABLE.slice(0, 0));
    assertSame(
        model(fit(new ShardedTable(uneven(), HELD_OUT, false))),
        model(fit(new ShardedTable(more, HELD_OUT, false))));
  }

  @Test
  void fourShardsLearnWhatTheirRowsSay() {
    FitConfig config = config().optimiser(o -> o.epochs(12));
    Table test = Tables.regression(2000, 6);
    ShardedTable four = ShardedTable.of(TABLE, HELD_OUT, 4);
    try (FitResult result =
        Fit.of(config).across(four, RoundSettings.DEFAULTS, HELD_OUT).run(TABLE)) {
      // The entropy of the noise, of deviation 0.1 (1 + |b|), is 0.5 on average.
      assertTrue(result.predictor().evaluate(test).measures().nll() < 1.2);
    }
  }

  @Test
  void aFitGoesOnAfterItsDriverDied(@TempDir Path folder) {
    ModelFile whole = model(fit(ShardedTable.of(TABLE, HELD_OUT, 3)));
    Path file = folder.resolve("rounds");
    Fit killed = fit(ShardedTable.of(TABLE, HELD_OUT, 3).dyingAfter(2));
    killed.checkpoint(file, true).checkpointInterval(Duration.ZERO);
    assertThrows(IllegalStateException.class, () -> killed.run(TABLE));
    assertTrue(Files.exists(file));
    ShardedTable rest = ShardedTable.of(TABLE, HELD_OUT, 3);
    ModelFile resumed = model(fit(rest).checkpoint(file, true).checkpointInterval(Duration.ZERO));
    assertSame(whole, resumed);
    assertEquals(whole.manifest().history().size() - 2, rest.rounds());
  }

  @Test
  void allRowsCountTheLevelsOfASample() {
    Table sample = TABLE.take(IntStream.range(0, 3300).filter(i -> i % 3 == 0).toArray());
    List<Table> shards = List.of(TABLE.slice(0, 1000), TABLE.slice(1000, 3000));
    ShardedTable cluster = new ShardedTable(shards, HELD_OUT / 3, false);
    try (FitResult result = Fit.of(config()).across(cluster, SETTINGS, HELD_OUT / 3).run(sample)) {
      LevelAxis axis =
          (LevelAxis) result.model().manifest().schema().features().get(2).axes().get(0);
      int[] counts = new int[3];
      for (int row = 0; row < 3000; row++) {
        String text = TABLE.column("level").text(row).orElseThrow();
        counts[List.of("zero", "one", "two").indexOf(text)]++;
      }
      axis.levels()
          .forEach(
              level ->
                  assertEquals(
                      counts[List.of("zero", "one", "two").indexOf(level.text())],
                      level.count(),
                      level.text()));
      assertEquals(3000, result.model().manifest().provenance().data().rows().train());
    }
  }

  @Test
  void aPosteriorIsRefused() {
    FitConfig bayesian = config().head(h -> h.bayes(Bayes.CONJUGATE));
    Fit fit = Fit.of(bayesian).across(ShardedTable.of(TABLE, HELD_OUT, 2), SETTINGS, HELD_OUT);
    assertEquals(
        "bayes must be none where a cluster trains, got conjugate (train on the driver)",
        assertThrows(IllegalArgumentException.class, () -> fit.run(TABLE)).getMessage());
  }

  @Test
  void weightsOutOfAllBoundsAreOneLine() {
    StateSum sum = new StateSum();
    assertEquals(
        "weights must stay within 4096.0, got NaN (lower the learning rate)",
        assertThrows(
                IllegalStateException.class,
                () ->
                    sum.add(Map.of(Adam.VALUES, new float[] {Float.NaN}), BatchSums.NONE, 1, 1, 0))
            .getMessage());
  }

  @Test
  void theMeanIsWeightedByRows() {
    StateSum sum = new StateSum();
    BatchSums batches = new BatchSums(3, 3, -6, 0, Optional.empty());
    sum.add(Map.of(Adam.VALUES, new float[] {1, -2}), batches, 3, 4, 0);
    StateSum other = new StateSum();
    other.add(Map.of(Adam.VALUES, new float[] {5, 2}), BatchSums.NONE, 1, 4, 2);
    sum.plus(other);
    assertArrayEquals(new float[] {2, -1}, sum.mean(4).get(Adam.VALUES));
    assertEquals(2, sum.batches().nll());
    assertEquals(2, sum.unreadable());
  }

  @Test
  void shardsOfAllSizesMakeTheSameShareOfTheirPasses() {
    FitConfig config = config().optimiser(o -> o.epochs(6).batchSize(512));
    ClusterPlan plan =
        ClusterPlan.of(config, new ShardTotals(4, 40_000, 100, 0, 0), new RoundSettings(50, 1, 0));
    assertEquals(128, plan.batch());
    assertEquals(10, plan.rounds());
    int[] rows = {100, 1000, 38_000};
    for (int count : rows) {
      Schedule schedule = plan.schedule(config, count);
      assertEquals(6 * Math.max(1, Math.round(count / 128.0)), schedule.steps());
    }
  }
}
