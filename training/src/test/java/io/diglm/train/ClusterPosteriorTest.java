package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.model.Bayes;
import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.model.Manifest;
import io.diglm.model.ModelFile;
import io.diglm.model.TensorData;
import io.diglm.posterior.CoefficientPosterior;
import io.diglm.predict.Networks;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.Encoder;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ClusterPosteriorTest {
  private static final int HELD_OUT = 300;

  /** Enough to learn from, and to measure what was learned. */
  private static final int ROWS = 5300;

  /** For what is the same to the last bits, whatever the rows. */
  private static final int FEW = 2300;

  private static final RoundSettings SETTINGS = new RoundSettings(10, 1, 0);
  private static final Map<String, Object> NEAR = Map.of("a", 0.1, "b", 3.1, "level", "one");
  private static final Map<String, Object> FAR = Map.of("a", 40, "b", 3.1, "level", "one");

  /** Rows with a number, with one of two classes and with one of three. */
  private static Table table(FamilyName family, int rows) {
    return switch (family) {
      case BERNOULLI -> binary(rows);
      case CATEGORICAL, ORDINAL -> Tables.classes(rows, 5);
      default -> Tables.withoutTarget(Tables.regression(rows, 5), 7);
    };
  }

  private static Table binary(int rows) {
    Table table = Tables.classes(rows, 5);
    int[] codes = ((Cells.Texts) table.column("kind").cells()).codes();
    int[] two = IntStream.of(codes).map(code -> code == 2 ? 1 : 0).toArray();
    List<TableColumn> columns = new ArrayList<>(table.columns());
    columns.set(3, Tables.texts("kind", two, "no", "yes"));
    return new Table(table.source(), columns, rows);
  }

  private static FitConfig config(FamilyName family, Bayes bayes) {
    boolean classes = family.definition().classes();
    return Tables.quick(classes ? "kind" : "y")
        .head(h -> h.family(family).bayes(bayes))
        .data(d -> family == FamilyName.ORDINAL ? d.order("low", "middle", "high") : d)
        .optimiser(o -> o.epochs(2).batchSize(256));
  }

  private static ModelFile model(FitConfig config, Cluster cluster, Table table) {
    try (FitResult result = Fit.of(config).across(cluster, SETTINGS, HELD_OUT).run(table)) {
      return result.model();
    }
  }

  /** Four shards: most rows, few, none and one. */
  private static List<Table> uneven(Table table) {
    int last = table.rows() - HELD_OUT;
    return List.of(
        table.slice(0, last - 41),
        table.slice(last - 41, last - 1),
        table.slice(0, 0),
        table.slice(last - 1, last));
  }

  /** Infers the posterior of a model's network anew. */
  private static Map<String, TensorData> inferred(
      ModelFile model, Table table, Optional<Cluster> cluster) {
    Manifest manifest = model.manifest();
    Encoder encoder = new Encoder(manifest.schema());
    int[] train = IntStream.range(0, table.rows() - HELD_OUT).toArray();
    double[] targets = manifest.schema().targets(table).values();
    TrainingData data =
        TrainingData.alike(encoder, encoder.bind(table), targets, train, new int[0]);
    return new FittedPosterior(
            manifest.flow(), manifest.head(), data, TimeLimit.of(Duration.ZERO), cluster)
        .complete(bare(model.weights()));
  }

  private static Map<String, TensorData> bare(Map<String, TensorData> weights) {
    return new HashMap<>(Networks.tensors(weights));
  }

  private static double[] tensor(Map<String, TensorData> weights, String name) {
    return Objects.requireNonNull(weights.get(name), name).doubles();
  }

  /** Compares with the largest number of each tensor. */
  private static void assertNear(
      Map<String, TensorData> expected, Map<String, TensorData> got, double tolerance) {
    List<String> names =
        expected.keySet().stream()
            .filter(name -> name.startsWith(CoefficientPosterior.PREFIX))
            .toList();
    assertTrue(names.contains(CoefficientPosterior.GRAM), names.toString());
    for (String name : names) {
      double[] wanted = tensor(expected, name);
      double largest = Arrays.stream(wanted).map(Math::abs).max().orElse(0);
      assertArrayEquals(wanted, tensor(got, name), tolerance * largest, name);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GAUSSIAN, CONJUGATE, CONSTANT",
    "GAUSSIAN, CONJUGATE, MODELLED",
    "BERNOULLI, BOUND, CONSTANT",
    "BERNOULLI, LAPLACE, CONSTANT",
    "CATEGORICAL, LAPLACE, CONSTANT",
    "ORDINAL, LAPLACE, CONSTANT"
  })
  void sumsOverShardsMakeThePosteriorOfOneProcess(
      FamilyName family, Bayes bayes, Dispersion dispersion) {
    Table table = table(family, FEW);
    FitConfig config = config(family, bayes);
    FitConfig own =
        family == FamilyName.GAUSSIAN ? config.head(h -> h.dispersion(dispersion)) : config;
    ModelFile model = model(own, ShardedTable.of(table, HELD_OUT, 4), table);
    assertEquals(bayes, model.manifest().head().bayes());
    Map<String, TensorData> one = inferred(model, table, Optional.empty());
    ShardedTable four = ShardedTable.of(table, HELD_OUT, 4);
    Map<String, TensorData> across = inferred(model, table, Optional.of(four));
    assertNear(one, across, 1e-9);
    assertEquals(bayes == Bayes.CONJUGATE ? 1 : 4, Math.min(4, four.passes()));
    for (boolean backwards : new boolean[] {false, true}) {
      Cluster uneven = new ShardedTable(uneven(table), HELD_OUT, backwards);
      assertNear(one, inferred(model, table, Optional.of(uneven)), 1e-9);
    }
    if (bayes == Bayes.CONJUGATE) { // no iteration, so where it started leaves no trace
      assertNear(one, model.weights(), 1e-9);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Bayes.class,
      names = {"CONJUGATE", "ELBO"})
  void theOrderInWhichShardsAnswerChangesNoBit(Bayes bayes) {
    Table table = table(FamilyName.GAUSSIAN, FEW);
    FitConfig config = config(FamilyName.GAUSSIAN, bayes);
    ModelFile forwards = model(config, new ShardedTable(uneven(table), HELD_OUT, false), table);
    ModelFile backwards = model(config, new ShardedTable(uneven(table), HELD_OUT, true), table);
    assertEquals(forwards.weights().keySet(), backwards.weights().keySet());
    forwards
        .weights()
        .forEach(
            (name, tensor) ->
                assertArrayEquals(tensor.doubles(), tensor(backwards.weights(), name), name));
  }

  private static double model(Predictor predictor, Map<String, Object> row) {
    Prediction.Answer answer = (Prediction.Answer) predictor.predict(row);
    return answer.uncertainty().orElseThrow().model();
  }

  @ParameterizedTest
  @CsvSource({
    "GAUSSIAN, CONJUGATE",
    "GAUSSIAN, ELBO",
    "BERNOULLI, BOUND",
    "CATEGORICAL, LAPLACE",
    "GAUSSIAN, AUTO"
  })
  void shardsLearnAsOneMachineDoesInAsManyPasses(FamilyName family, Bayes bayes, @TempDir Path to) {
    Table all = table(family, ROWS);
    Table table = all.slice(0, 3300);
    Table some = all.slice(3300, 5300);
    FitConfig config = config(family, bayes).optimiser(o -> o.epochs(16).batchSize(128));
    try (FitResult one = Fit.of(config.data(d -> d.validation(HELD_OUT).test(0))).run(table);
        FitResult four =
            Fit.of(config)
                .across(ShardedTable.of(table, HELD_OUT, 4), RoundSettings.DEFAULTS, HELD_OUT)
                .run(table)) {
      double nll = one.predictor().evaluate(some).measures().nll();
      double own = four.predictor().evaluate(some).measures().nll();
      assertTrue(own < nll + 0.05, "4 shards: %s, one machine: %s".formatted(own, nll));
      Path file = to.resolve("four.diglm");
      four.model().save(file);
      try (Predictor loaded = Predictor.load(file)) {
        double near = model(loaded, NEAR);
        assertEquals(model(four.predictor(), NEAR), near);
        double ratio = near / model(one.predictor(), NEAR);
        assertTrue(ratio > 0.4 && ratio < 2.5, "ignorance %s times".formatted(ratio));
        if (!family.definition().classes()) {
          assertTrue(model(loaded, FAR) > 3 * near);
        }
      }
    }
  }

  @Test
  void aFitGoesOnAfterItsDriverDied(@TempDir Path folder) {
    Table table = table(FamilyName.GAUSSIAN, ROWS);
    FitConfig config = config(FamilyName.GAUSSIAN, Bayes.CONJUGATE);
    ModelFile whole = model(config, ShardedTable.of(table, HELD_OUT, 3), table);
    Path file = folder.resolve("rounds");
    Cluster dying = ShardedTable.of(table, HELD_OUT, 3).dyingAfter(2);
    Fit killed = Fit.of(config).across(dying, SETTINGS, HELD_OUT);
    killed.checkpoint(file, true).checkpointInterval(Duration.ZERO);
    assertThrows(IllegalStateException.class, () -> killed.run(table));
    ShardedTable rest = ShardedTable.of(table, HELD_OUT, 3);
    Fit resumed =
        Fit.of(config)
            .across(rest, SETTINGS, HELD_OUT)
            .checkpoint(file, true)
            .checkpointInterval(Duration.ZERO);
    try (FitResult result = resumed.run(table)) {
      assertEquals(whole.manifest().history().size() - 2, rest.rounds());
      assertNear(whole.weights(), result.model().weights(), 0);
    }
  }

  @Test
  void wholeNumbersAddUpInAnyOrder() {
    double[][] parts = {{1e12, -0.1}, {-1e12, 0x1p-60}, {1.0 / 3, -0.7}, {0.5, 123.456}};
    WholeSums forwards = new WholeSums();
    WholeSums backwards = new WholeSums();
    for (int i = 0; i < parts.length; i++) {
      forwards.add(parts[i]);
      WholeSums one = new WholeSums();
      one.add(parts[parts.length - 1 - i]);
      backwards.plus(one);
    }
    assertArrayEquals(forwards.values(), backwards.values());
    assertArrayEquals(new double[] {0.5 + 1.0 / 3, 122.656}, forwards.values(), 1e-14);
    WholeSums units = new WholeSums();
    for (int i = 0; i < 1000; i++) {
      units.add(new double[] {0.1, -0.5, 0.5});
    }
    assertArrayEquals(new double[] {100, -500, 500}, units.values(), 1e-12);
  }

  @Test
  void sumsOutOfAllBoundsAreOneLine() {
    for (double value : new double[] {Double.NaN, Double.NEGATIVE_INFINITY, 1e16}) {
      assertEquals(
          "sums over rows must stay within 4.503599627370496E15, got %s (lower the learning rate)"
              .formatted(value),
          assertThrows(
                  IllegalStateException.class, () -> new WholeSums().add(new double[] {1, value}))
              .getMessage());
    }
  }
}
