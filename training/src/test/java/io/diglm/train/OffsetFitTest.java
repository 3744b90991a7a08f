package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.model.Bayes;
import io.diglm.model.FamilyName;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.Table;
import io.diglm.selective.NoveltyScore;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Offsets and exposures through a whole fit. */
final class OffsetFitTest {
  /** Counts at a rate of exp(0.5 x) under exposures from 0.1 to 20. */
  private static Table counts(int rows) {
    SplittableRandom random = new SplittableRandom(5);
    double[] x = new double[rows];
    double[] exposure = new double[rows];
    double[] y = new double[rows];
    for (int i = 0; i < rows; i++) {
      x[i] = random.nextGaussian();
      exposure[i] = 0.1 * Math.pow(200, random.nextDouble());
      double limit = Math.exp(-exposure[i] * Math.exp(0.5 * x[i]));
      double product = random.nextDouble();
      while (product > limit) {
        product *= random.nextDouble();
        y[i]++;
      }
    }
    return new Table(
        "simulated",
        List.of(Tables.numbers("t", exposure), Tables.numbers("x", x), Tables.numbers("y", y)),
        rows);
  }

  @Test
  void theMeanIsInProportionToTheExposure(@TempDir Path folder) {
    FitConfig config =
        Tables.quick("y")
            .data(d -> d.exposure("t"))
            .optimiser(o -> o.epochs(30).learningRate(0.01))
            .head(h -> h.family(FamilyName.POISSON));
    Path file = folder.resolve("counts.diglm");
    try (FitResult result = Fit.of(config).run(counts(1000))) {
      result.model().save(file);
    }
    try (Predictor model = Predictor.load(file)) {
      Prediction.Answer one = answer(model, 1.0);
      Prediction.Answer ten = answer(model, 10.0);
      assertEquals(Math.exp(0.5), one.own().mean(), 0.25);
      assertEquals(10 * one.own().mean(), ten.own().mean(), 1e-6);
      assertEquals(one.logDensity(), ten.logDensity(), 0, "p(x) knows no exposure");
      assertTrue(
          model.manifest().schema().features().stream().noneMatch(f -> f.name().equals("t")));
      refusals(model);
    }
  }

  private static Prediction.Answer answer(Predictor model, double exposure) {
    return (Prediction.Answer) model.predict(Map.of("x", 1.0, "t", exposure));
  }

  private static void refusals(Predictor model) {
    Prediction missing = model.predict(Map.of("x", 1.0));
    assertEquals(
        "column 't' must hold the exposure, got a missing cell",
        ((Prediction.Failure) missing).error());
    Prediction negative = model.predict(Map.of("x", 1.0, "t", -2));
    assertEquals("exposure 't' must be positive, got -2", ((Prediction.Failure) negative).error());
    Table bare = new Table("rows", List.of(Tables.numbers("x", 0.5, 1)), 2);
    assertEquals(
        "column 't' must be in rows, got columns x",
        assertThrows(IllegalArgumentException.class, () -> model.predict(bare)).getMessage());
    // What does not ask for an answer needs no exposure.
    double[] novelty = Objects.requireNonNull(model.novelty(bare).get(NoveltyScore.DENSITY));
    assertTrue(Arrays.stream(novelty).allMatch(Double::isFinite));
    Table sample = model.sample(5, 3);
    assertEquals(List.of("x", "t", "y"), sample.columns().stream().map(c -> c.name()).toList());
    assertEquals(5, model.predict(sample).size());
  }

  @ParameterizedTest
  @EnumSource(
      value = Bayes.class,
      names = {"NONE", "CONJUGATE"})
  void aNumberLessItsOffsetIsLearnedAsTheNumberItself(Bayes bayes) {
    Table table = Tables.dependent(600, 4);
    double[] y = ((Cells.Numbers) table.column("y").cells()).values();
    SplittableRandom random = new SplittableRandom(6);
    double[] offset = random.doubles(600).map(u -> 8 * u - 4).toArray();
    double[] moved = new double[600];
    Arrays.setAll(moved, i -> y[i] + offset[i]);
    Table known =
        new Table(
            "simulated",
            List.of(
                table.column("a"),
                table.column("c"),
                Tables.numbers("y", moved),
                Tables.numbers("o", offset)),
            600);
    FitConfig config =
        Tables.quick("y")
            .optimiser(o -> o.epochs(3))
            .head(h -> h.family(FamilyName.GAUSSIAN).bayes(bayes));
    try (FitResult plain = Fit.of(config).run(table);
        FitResult less = Fit.of(config.data(d -> d.offset("o"))).run(known)) {
      double own = answer(plain.predictor(), Map.of("a", 0.4, "c", 0.1)).own().mean();
      Prediction.Answer there = answer(less.predictor(), Map.of("a", 0.4, "c", 0.1, "o", 3.0));
      assertEquals(own + 3, there.own().mean(), 2e-3);
      assertEquals(
          plain.testEvaluation().orElseThrow().measures().nll(),
          less.testEvaluation().orElseThrow().measures().nll(),
          2e-2);
    }
  }

  private static Prediction.Answer answer(Predictor model, Map<String, ?> row) {
    return (Prediction.Answer) model.predict(row);
  }

  @Test
  void whatCannotBeKnownIsRefused() {
    Table table = counts(100);
    FitConfig config = Tables.quick("y");
    assertRefused(
        config.data(d -> d.exposure("t")).head(h -> h.family(FamilyName.GAUSSIAN)),
        table,
        "family with an exposure must have link log or be"
            + " log_mixture, got gaussian with link identity");
    assertRefused(
        config.data(d -> d.offset("z")),
        table,
        "column 'z' must be in simulated, got columns t, x, y");
    double[] wild = new double[100];
    wild[41] = 365;
    Table scaled =
        new Table(
            "simulated",
            List.of(table.column("x"), table.column("y"), Tables.numbers("o", wild)),
            100);
    assertRefused(
        config.data(d -> d.offset("o")).head(h -> h.family(FamilyName.POISSON)),
        scaled,
        "offset 'o' must lie within 30 of 0, got 365 in simulated, row 42 (--exposure takes what"
            + " is not a logarithm)");
    assertRefused(
        config.data(d -> d.exposure("o")).head(h -> h.family(FamilyName.POISSON)),
        scaled,
        "exposure 'o' must be positive, got 0 in simulated, row 1");
    wild[41] = Double.NaN;
    assertRefused(
        config.data(d -> d.offset("o")),
        scaled,
        "offset 'o' must be a finite number, got a missing cell in simulated, row 42");
    assertEquals(
        "offset must not come with an exposure, got o",
        assertThrows(
                IllegalArgumentException.class, () -> config.data(d -> d.exposure("t").offset("o")))
            .getMessage());
  }

  private static void assertRefused(FitConfig config, Table table, String message) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> Fit.of(config).run(table));
    assertEquals(message, refused.getMessage());
  }

  @Test
  void countsOfAnExposureAreOfAFamilyWithALogLink() {
    FitConfig config = Tables.quick("y").data(d -> d.exposure("t")).optimiser(o -> o.epochs(1));
    try (FitResult result = Fit.of(config).run(counts(300))) {
      FamilyName family = result.model().manifest().head().family();
      assertTrue(
          family == FamilyName.POISSON || family == FamilyName.NEGATIVE_BINOMIAL,
          family.toString());
    }
  }
}
