package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.distribution.StandardNormal;
import io.diglm.distribution.Unknown;
import io.diglm.explain.Ranking;
import io.diglm.model.Bayes;
import io.diglm.model.FamilyName;
import io.diglm.model.HeadConfig;
import io.diglm.model.Manifest;
import io.diglm.model.ModelFile;
import io.diglm.novelty.PossibleScores;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.selective.NoveltyScore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fits of p(x) alone. */
final class DensityFitTest {
  private static final String WITHOUT =
      "model must have a target, got one of p(x) alone (fit with a target)";

  @TempDir private Path folder = Path.of("");

  @Test
  void learnsTheDensity() {
    try (FitResult result = fit(20, Tables.dependent(1500, 4))) {
      Table fresh = Tables.dependent(4000, 9);
      double[] a = numbers(fresh, "a");
      double[] c = numbers(fresh, "c");
      double[] y = numbers(fresh, "y");
      double[] found = result.predictor().score(fresh).logDensity();
      double gap = 0;
      for (int row = 0; row < found.length; row++) {
        double truth =
            StandardNormal.logDensity(a[row])
                + StandardNormal.logDensity((c[row] - a[row]) / 0.3)
                - Math.log(0.3)
                + StandardNormal.logDensity(y[row]);
        gap += (truth - found[row]) / found.length;
      }
      // Independent columns lack 1.25 nats.
      assertTrue(gap > 0 && gap < 0.3, "log p(x) lacks " + gap);
      double last = result.history().get(result.history().size() - 1).validationLogDensity();
      double test = result.testDensity().orElseThrow().logDensity().mean();
      assertTrue(Math.abs(test - last) < 1, "log p(x) of the test rows " + test);
    }
  }

  private static double[] numbers(Table table, String name) {
    return ((Cells.Numbers) table.column(name).cells()).values();
  }

  @Test
  void aloneItIsSmoothedTheLessTheMoreRowsThereAre() {
    FitConfig alone = FitConfig.ofDensity();
    assertEquals(0.6, new RowDefaults(alone).noise(1, 4, false), 1e-12);
    assertEquals(0.6 / 2, new RowDefaults(alone).noise(256, 4, false), 1e-12);
    assertEquals(0, new RowDefaults(alone).noise(256, 4, true));
    assertEquals(0, new RowDefaults(FitConfig.of("y")).noise(256, 4, false));
    FitConfig set = alone.optimiser(o -> o.noise(0.1));
    assertEquals(0.1, new RowDefaults(set).noise(256, 4, false));
  }

  @Test
  void theModelHasNoHead() {
    try (FitResult result = fit(1, Tables.regression(300, 3))) {
      Manifest manifest = result.model().manifest();
      assertEquals(HeadConfig.none(), manifest.head());
      assertTrue(manifest.schema().target().isEmpty());
      assertEquals(List.of("a", "b", "level", "y"), names(result.table()));
      assertEquals(new Unknown(), manifest.marginal());
      assertTrue(result.model().weights().keySet().stream().noneMatch(n -> n.startsWith("head")));
      assertTrue(result.testEvaluation().isEmpty());
      assertEquals(30, result.testDensity().orElseThrow().rows());
      assertEquals(0, manifest.thresholds().labelled());
      List<NoveltyScore> scores = PossibleScores.of(manifest);
      assertFalse(scores.contains(NoveltyScore.ENTROPY));
      assertFalse(scores.contains(NoveltyScore.IGNORANCE));
      assertTrue(scores.contains(NoveltyScore.OUTLYING));
      assertEquals(NoveltyScore.OUTLYING, manifest.thresholds().novelty());
      assertTrue(result.history().stream().allMatch(e -> Double.isNaN(e.validationNll())));
    }
  }

  @Test
  void answersNothingButHowProbableARowIs() {
    try (FitResult result = fit(2, Tables.regression(300, 3))) {
      Map<String, Object> row = Map.of("a", 0.1, "b", 3.1, "level", "one", "y", -2);
      Prediction.Answer near =
          assertInstanceOf(Prediction.Answer.class, result.predictor().predict(row));
      assertEquals(new Unknown(), near.own());
      assertEquals(new Unknown(), near.answer());
      assertTrue(Double.isFinite(near.logDensity()));
      assertFalse(near.rejected());
      Prediction.Answer far =
          (Prediction.Answer)
              result.predictor().predict(Map.of("a", 90, "b", 3.1, "level", "one", "y", -2));
      assertTrue(far.rejected());
      assertEquals(new Unknown(), far.answer());
    }
  }

  @Test
  void aSavedModelAnswersTheSame() {
    Table table = Tables.regression(300, 3);
    try (FitResult result = fit(1, table)) {
      Path file = folder.resolve("density.diglm");
      result.model().save(file);
      ModelFile loaded = ModelFile.load(file);
      assertEquals(result.model().manifest().toJson(), loaded.manifest().toJson());
      assertEquals(result.model().weights(), loaded.weights());
      try (Predictor predictor = Predictor.load(file)) {
        assertEquals(result.predictor().predict(table), predictor.predict(table));
        assertEquals(300, predictor.evaluateDensity(table).rows());
      }
    }
  }

  @Test
  void aTargetThatNoRowHasIsNone() {
    Table table = Tables.withoutTarget(Tables.regression(300, 3), 1);
    List<String> warned = new ArrayList<>();
    FitConfig config =
        Tables.quick("y")
            .optimiser(o -> o.epochs(1).noise(0))
            .head(h -> h.family(FamilyName.GAUSSIAN).bayes(Bayes.CONJUGATE));
    FitListener listener =
        new FitListener() {
          @Override
          public void warning(String line) {
            warned.add(line);
          }
        };
    try (FitResult empty = Fit.of(config).listener(listener).run(table);
        FitResult none = fit(1, without(table, "y"))) {
      String first = "target 'y' has no value in any row: the model is of p(x) alone";
      assertEquals(first, warned.get(0));
      assertEquals(first, empty.model().manifest().warnings().get(0));
      assertEquals(HeadConfig.none(), empty.model().manifest().head());
      assertArrayEquals(none.trainLogDensity(), empty.trainLogDensity());
    }
  }

  @Test
  void whatNeedsATargetIsRefused() {
    Table table = Tables.regression(300, 3);
    try (FitResult result = fit(1, table)) {
      Predictor predictor = result.predictor();
      assertRefused(WITHOUT, () -> predictor.evaluate(table));
      assertRefused(WITHOUT, () -> Ranking.of(predictor, table, 3));
      assertRefused(WITHOUT, () -> Update.of(predictor));
    }
  }

  @Test
  void whatConcernsATargetIsNotSet() {
    assertRefused(
        "family must not be set without a target, got poisson",
        () -> FitConfig.ofDensity().head(h -> h.family(FamilyName.POISSON)));
    assertRefused(
        "components must not be set without a target, got 3",
        () -> FitConfig.ofDensity().head(h -> h.components(3)));
    assertRefused(
        "bayes must not be set without a target, got laplace",
        () -> FitConfig.ofDensity().head(h -> h.bayes(Bayes.LAPLACE)));
    assertRefused(
        "classes must not be set without a target, got true",
        () -> FitConfig.ofDensity().data(d -> d.classes(true)));
    assertRefused(
        "density-weight must be positive without a target, got 0",
        () -> FitConfig.ofDensity().density(d -> d.weight(0)));
    assertRefused(
        "family must be of a target (fit without one for p(x) alone), got none",
        () -> FitConfig.of("y").head(h -> h.family(FamilyName.NONE)));
  }

  private static void assertRefused(
      String message, org.junit.jupiter.api.function.Executable body) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, body).getMessage());
  }

  private static FitResult fit(int epochs, Table table) {
    FitConfig quick = Tables.quick("y");
    FitConfig config =
        FitConfig.ofDensity()
            .flow(quick.flow())
            .optimiser(o -> o.batchSize(64).epochs(epochs).noise(0))
            .run(r -> quick.run());
    return Fit.of(config).run(table);
  }

  private static Table without(Table table, String name) {
    List<TableColumn> columns =
        table.columns().stream().filter(column -> !column.name().equals(name)).toList();
    return new Table(table.source(), columns, table.rows());
  }

  private static List<String> names(Table table) {
    return table.columns().stream().map(TableColumn::name).toList();
  }
}
