package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.model.FamilyName;
import io.diglm.model.ModelFile;
import io.diglm.model.TensorData;
import io.diglm.network.Hinges;
import io.diglm.schema.Cells;
import io.diglm.schema.Encoder;
import io.diglm.schema.LevelAxis;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RoundsTest {
  private static final int HELD_OUT = 300;
  private static final Table TABLE = Tables.regression(3300, 5);
  private static final RoundSettings SETTINGS = new RoundSettings(20, 0.9, 0.3);
  private static Optional<ModelFile> unevenly = Optional.empty();

  private static FitConfig config() {
    return Tables.quick("y")
        .head(h -> h.family(FamilyName.GAUSSIAN))
        .optimiser(o -> o.epochs(4).batchSize(128));
  }

  private static Fit fit(Cluster cluster) {
    return fit(config(), cluster);
  }

  private static Fit fit(FitConfig config, Cluster cluster) {
    return Fit.of(config).across(cluster, SETTINGS, HELD_OUT);
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

  /** The model of these shards, fitted once for all tests. */
  private static synchronized ModelFile unevenly() {
    ModelFile model =
        unevenly.orElseGet(() -> model(fit(new ShardedTable(uneven(), HELD_OUT, false))));
    unevenly = Optional.of(model);
    return model;
  }

  @Test
  void theOrderInWhichShardsAnswerChangesNoBit() {
    ModelFile forwards = unevenly();
    ModelFile backwards = model(fit(new ShardedTable(uneven(), HELD_OUT, true)));
    assertSame(forwards, backwards);
  }

  @Test
  void aShardWithoutRowsChangesNothing() {
    List<Table> more = new ArrayList<>(uneven());
    more.add(TABLE.slice(0, 0));
    assertSame(unevenly(), model(fit(new ShardedTable(more, HELD_OUT, false))));
  }

  private static double nll(Fit fit) {
    Table test = Tables.regression(2000, 6);
    try (FitResult result = fit.run(TABLE)) {
      return result.predictor().evaluate(test).measures().nll();
    }
  }

  @Test
  void shardsLearnAsOneMachineDoesInAsManyPasses() {
    FitConfig config = config().optimiser(o -> o.epochs(12));
    double one = nll(Fit.of(config.data(d -> d.validation(HELD_OUT).test(0))));
    for (int shards : new int[] {2, 4}) {
      ShardedTable table = ShardedTable.of(TABLE, HELD_OUT, shards);
      double many = nll(Fit.of(config).across(table, RoundSettings.DEFAULTS, HELD_OUT));
      assertTrue(many < one + 0.05, "%d shards: %s, one machine: %s".formatted(shards, many, one));
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

  private static float[] hinges(ModelFile model) {
    return Objects.requireNonNull(model.weights().get(Hinges.TENSOR)).floats();
  }

  @Test
  void shardsLearnOnTheFeaturesOfAllTrainingRows() {
    FitConfig bent = config().pieces(4);
    ModelFile one = model(fit(bent, ShardedTable.of(TABLE, HELD_OUT, 1)));
    ModelFile four = model(fit(bent, ShardedTable.of(TABLE, HELD_OUT, 4)));
    Encoder encoder = new Encoder(one.manifest().schema());
    int[] train = IntStream.range(0, TABLE.rows() - HELD_OUT).toArray();
    TrainingData data =
        TrainingData.alike(encoder, encoder.bind(TABLE), new double[0], train, train);
    float[] placed = HingePlacement.of(data, 4).orElseThrow().numbers();
    // a and b bend at quantiles, the level at its three values.
    assertEquals((4 + 4 + 2) * Hinges.NUMBERS, placed.length);
    assertArrayEquals(placed, hinges(one));
    assertArrayEquals(placed, hinges(four));
    assertEquals(10, four.manifest().flow().hinges().orElseThrow());
  }

  /** Weights are that large only if training failed; slopes of narrow intervals are by right. */
  @Test
  void steepFeaturesAreNoWeightsThatGrew() {
    double[] a = ((Cells.Numbers) TABLE.column("a").cells()).values();
    double[] narrow = DoubleStream.of(a).map(x -> x < 0 ? 1e-6 * x : 5 + x).toArray();
    List<TableColumn> columns = new ArrayList<>(TABLE.columns());
    columns.set(0, Tables.numbers("a", narrow));
    Table steep = new Table(TABLE.source(), columns, TABLE.rows());
    Fit fit = fit(config().pieces(8), ShardedTable.of(steep, HELD_OUT, 3));
    try (FitResult result = fit.run(steep)) {
      float[] numbers = hinges(result.model());
      float slope = 0;
      for (int at = 1; at < numbers.length; at += Hinges.NUMBERS) {
        slope = Math.max(slope, numbers[at]);
      }
      assertTrue(slope > 1e5, "slope " + slope);
      // As above: the entropy of the noise is 0.5 on average.
      double nll = result.predictor().evaluate(steep).measures().nll();
      assertTrue(nll < 2.2, "nll " + nll);
    }
  }

  @Test
  void rowsWithoutAClassInOtherShardsLeaveNetworksUnbent() {
    FitConfig config =
        FitConfig.of("kind").optimiser(o -> o.epochs(1)).run(r -> r.seed(1).threads(2));
    Table classes = Tables.classes(900, 5);
    for (long lacking : List.of(0L, 7L)) {
      ShardedTable shards = ShardedTable.of(classes, HELD_OUT, 2).lacking(lacking);
      try (FitResult result = Fit.of(config).across(shards, SETTINGS, HELD_OUT).run(classes)) {
        assertEquals(lacking == 0, result.model().manifest().flow().hinges().isPresent());
      }
    }
  }

  private static Table with(Table table, double[] y) {
    List<TableColumn> columns = new ArrayList<>(table.columns());
    columns.replaceAll(c -> c.name().equals("y") ? Tables.numbers("y", y) : c);
    return new Table(table.source(), columns, table.rows());
  }

  /** Returns two shards of a table, where one row has another target than in the sample. */
  private static List<Table> with(Table table, double target) {
    double[] y = ((Cells.Numbers) table.column("y").cells()).values().clone();
    y[2900] = target;
    Table other = with(table, y);
    return List.of(other.slice(0, 1500), other.slice(1500, 3000));
  }

  private static ModelFile model(FitConfig config, Table sample, double target, List<String> told) {
    FitListener listener =
        new FitListener() {
          @Override
          public void warning(String line) {
            told.add(line);
          }
        };
    ShardedTable shards = new ShardedTable(with(sample, target), HELD_OUT, false);
    try (FitResult result = fit(config, shards).listener(listener).run(sample)) {
      return result.model();
    }
  }

  @Test
  void targetsThatTheHeadCannotTakeDoNotLearn() {
    List<String> told = new ArrayList<>();
    assertSame(model(config(), TABLE, 1e299, told), model(config(), TABLE, -1e20, told));
    double[] y = ((Cells.Numbers) TABLE.column("y").cells()).values();
    Table sample = with(TABLE, DoubleStream.of(y).map(Math::exp).toArray());
    FitConfig gamma = config().head(h -> h.family(FamilyName.GAMMA));
    assertSame(model(gamma, sample, 0, told), model(gamma, sample, -5, told));
    String line = "1 of 3000 training rows do not learn: the sample shows no cells like theirs";
    assertEquals(4, told.stream().filter(line::equals).count(), told.toString());
  }

  @Test
  void roundsAreJudgedFourTimesAPassAndInTheEnd() {
    Cluster two = ShardedTable.of(TABLE, HELD_OUT, 2);
    Fit fit = Fit.of(config()).across(two, new RoundSettings(2, 1, 0), HELD_OUT);
    double[] losses =
        model(fit).manifest().history().asList().stream()
            .mapToDouble(record -> record.getAsJsonObject().get("validation_loss").getAsDouble())
            .toArray();
    ClusterPlan plan = ClusterPlan.of(config(), two.totals(), new RoundSettings(2, 1, 0));
    assertEquals(plan.rounds(), losses.length);
    assertEquals(12, plan.roundsAPass());
    assertEquals(3, plan.roundsALook());
    for (int i = 1; i < losses.length; i++) {
      boolean judged = (i + 1) % 3 == 0 || i == losses.length - 1;
      assertEquals(judged, losses[i] != losses[i - 1], "round " + (i + 1));
    }
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
        ClusterPlan.of(
            config, new ShardTotals(4, 40_000, 100, 0, 0, 4e8), new RoundSettings(50, 1, 0));
    assertEquals(128, plan.batch());
    assertEquals(10, plan.rounds());
    int[] rows = {100, 1000, 38_000};
    for (int count : rows) {
      Schedule schedule = plan.schedule(config, count);
      assertEquals(6 * Math.max(1, Math.round(count / 128.0)), schedule.steps());
    }
  }

  @Test
  void severalShardsMeetAfterTwoStepsByDefault() {
    FitConfig config = config().optimiser(o -> o.epochs(6).batchSize(512));
    ShardTotals alone = new ShardTotals(1, 40_000, 100, 0, 0, 16e8);
    assertEquals(10, ClusterPlan.of(config, alone, RoundSettings.DEFAULTS).steps());
    for (int shards : new int[] {4, 16}) {
      double squares = 16e8 / shards;
      ShardTotals totals = new ShardTotals(shards, 40_000, 100, 0, 0, squares);
      assertEquals(2, ClusterPlan.of(config, totals, RoundSettings.DEFAULTS).steps());
    }
  }
}
