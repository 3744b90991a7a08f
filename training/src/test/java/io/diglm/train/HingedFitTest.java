package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.config.DensitySettings;
import io.diglm.config.UnlabelledSettings;
import io.diglm.explain.NearestAccepted;
import io.diglm.insight.HeadCoefficients;
import io.diglm.model.Bayes;
import io.diglm.model.FamilyName;
import io.diglm.model.FlowConfig;
import io.diglm.model.Manifest;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks that have piecewise-linear features beside the row. */
final class HingedFitTest {
  private static final String REFUSED =
      "pieces must be 0 where p(x) is a flow's, with a posterior, without a target and for"
          + " rows without a class, got 4";

  private static FitConfig bent() {
    return Tables.quick("y").pieces(4).head(h -> h.family(FamilyName.GAUSSIAN));
  }

  @Test
  void aSavedModelAnswersTheSame(@TempDir Path folder) throws IOException {
    Table rows = Tables.regression(50, 2);
    Path file = folder.resolve("bent.diglm");
    try (FitResult result = Fit.of(bent()).run(Tables.regression(500, 1))) {
      Manifest manifest = result.model().manifest();
      assertEquals(4, result.model().formatVersion(), "older readers refuse the file");
      // a and b bend at quantiles, the level at its three values.
      assertEquals(4 + 4 + 2, manifest.flow().hinges().orElseThrow());
      assertEquals(3 + 10, manifest.width());
      result.model().save(file);
      try (Predictor loaded = Predictor.load(file)) {
        assertArrayEquals(means(result.predictor(), rows), means(loaded, rows));
      }
    }
  }

  private static double[] means(Predictor predictor, Table rows) {
    return predictor.predict(rows).stream()
        .mapToDouble(p -> ((Prediction.Answer) p).own().mean())
        .toArray();
  }

  @Test
  void featuresTellTheRow() {
    Table rows = Tables.regression(20, 3);
    try (FitResult result = Fit.of(bent()).run(Tables.regression(500, 1))) {
      Predictor predictor = result.predictor();
      Table back = predictor.decode(predictor.score(rows).latent());
      double[] a = ((Cells.Numbers) rows.column("a").cells()).values();
      assertArrayEquals(a, ((Cells.Numbers) back.column("a").cells()).values(), 1e-3);
    }
  }

  @Test
  void theNearestAcceptedRowIsAccepted() {
    FitConfig config = bent().rejection(r -> r.falseAlarms(0.05));
    try (FitResult result = Fit.of(config).run(Tables.regression(1000, 1))) {
      Predictor predictor = result.predictor();
      Table far =
          new Table(
              "far",
              List.of(
                  Tables.numbers("a", 9),
                  Tables.numbers("b", 3),
                  Tables.regression(1, 1).column("level")),
              1);
      assertTrue(((Prediction.Answer) predictor.predict(far).get(0)).rejected());
      Table near = NearestAccepted.of(predictor).of(far, 0).orElseThrow();
      assertTrue(!((Prediction.Answer) predictor.predict(near).get(0)).rejected());
    }
  }

  @Test
  void coefficientsOfPiecesAreNamed() {
    try (FitResult result = Fit.of(bent()).run(Tables.regression(500, 1))) {
      List<String> near =
          HeadCoefficients.of(result.model()).coefficients().stream()
              .filter(c -> c.predictor().equals("location"))
              .map(c -> c.near().orElseThrow())
              .sorted()
              .toList();
      assertEquals(13, near.size());
      assertEquals("a", near.get(0));
      assertEquals("a, piece 1", near.get(1));
      assertEquals("level, piece 2", near.get(12));
    }
  }

  @Test
  void theLastOfSeveralNetworksSeesTheRowAlone() {
    FitConfig three = bent().optimiser(o -> o.epochs(2).members(3));
    try (FitResult result = Fit.of(three).run(Tables.regression(400, 1))) {
      Manifest manifest = result.model().manifest();
      assertTrue(manifest.flow(1).hinges().isPresent());
      assertTrue(manifest.flow(2).hinges().isPresent());
      assertTrue(manifest.flow(3).hinges().isEmpty());
    }
  }

  @Test
  void aDefaultFitHasEightPiecesAndNoFrequencies() {
    FitConfig usual = FitConfig.of("y").optimiser(o -> o.epochs(1)).run(r -> r.seed(1).threads(2));
    try (FitResult result = Fit.of(usual).run(Tables.regression(400, 1))) {
      FlowConfig flow = result.model().manifest().flow();
      assertEquals(8 + 8 + 2, flow.hinges().orElseThrow());
      assertEquals(0, flow.frequencies());
    }
  }

  static Stream<UnaryOperator<FitConfig>> unsuited() {
    return Stream.of(
        c -> c.head(h -> h.bayes(Bayes.CONJUGATE)),
        c -> c.density(d -> d.kind(DensitySettings.Kind.FLOW)),
        c -> FitConfig.ofDensity().pieces(4));
  }

  @ParameterizedTest
  @MethodSource("unsuited")
  void piecesAreRefusedWhereTheyWouldBeInTheWay(UnaryOperator<FitConfig> change) {
    FitConfig config = change.apply(bent());
    Table table = Tables.regression(400, 1);
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> Fit.of(config).run(table));
    assertEquals(REFUSED, thrown.getMessage());
  }

  @Test
  void rowsWithoutAClassLeaveNetworksUnbent() {
    Table numbers = Tables.withoutTarget(Tables.regression(400, 1), 3);
    FitConfig quick = FitConfig.of("y").optimiser(o -> o.epochs(1)).run(r -> r.seed(1).threads(2));
    try (FitResult result = Fit.of(quick).run(numbers)) {
      assertTrue(result.model().manifest().flow().hinges().isPresent());
    }
    FitConfig classes = quick.data(d -> d.classes(true));
    Table named = signs(numbers);
    try (FitResult used = Fit.of(classes).run(named);
        FitResult dropped =
            Fit.of(classes.unlabelled(u -> u.use(UnlabelledSettings.Use.DROP))).run(named)) {
      assertTrue(used.model().manifest().flow().hinges().isEmpty());
      assertTrue(dropped.model().manifest().flow().hinges().isPresent());
    }
  }

  /** The same with the sign of y as the target. */
  private static Table signs(Table table) {
    double[] y = ((Cells.Numbers) table.column("y").cells()).values();
    List<TableColumn> columns = new ArrayList<>(table.columns());
    columns.set(
        columns.size() - 1, Tables.numbers("y", DoubleStream.of(y).map(Math::signum).toArray()));
    return new Table(table.source(), columns, table.rows());
  }
}
