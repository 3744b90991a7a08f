package io.diglm.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diglm.distribution.Averaged;
import io.diglm.distribution.Categorical;
import io.diglm.distribution.Distribution;
import io.diglm.distribution.LogMixture;
import io.diglm.distribution.Normal;
import io.diglm.distribution.NormalMixture;
import io.diglm.distribution.Poisson;
import io.diglm.distribution.StandardNormal;
import io.diglm.distribution.StudentT;
import io.diglm.distribution.Tweedie;
import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.TableColumn;
import io.diglm.schema.Target;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class PurposeTest {
  private static final Target NUMBER = new Target("y", StorageType.DECIMAL, List.of());
  private static final Target CLASS = new Target("k", StorageType.TEXT, List.of("no", "yes"));

  @Test
  void numbersOfAPurposeAreThoseOfTheDistribution() {
    Normal y = new Normal(10, 4);
    assertEquals(0.15865525393145707, number(new Purpose.Above(14), y), 1e-12);
    assertEquals(10, number(new Purpose.Mean(), y));
    assertEquals(10 + 4 * 1.2815515655446004, number(new Purpose.Quantile(0.9), y), 1e-9);
  }

  @Test
  void shortfallIsTheMeanPastTheQuantile() {
    double z = StandardNormal.quantile(0.95);
    double normal = 10 + 4 * Math.exp(StandardNormal.logDensity(z)) / 0.05;
    assertEquals(normal, number(new Purpose.Shortfall(0.95), new Normal(10, 4)), 1e-3);
    double tail = 1 - StandardNormal.cdf(z - 1);
    LogMixture logNormal =
        new LogMixture(
            NormalMixture.ofLogits(new double[] {0}, new double[] {0}, new double[] {1}));
    double expected = Math.exp(0.5) * tail / 0.05;
    assertEquals(expected, number(new Purpose.Shortfall(0.95), logNormal), 1e-3 * expected);
    // Of Student's t of 4 degrees (McNeil, Frey and Embrechts 2005, equation 2.25).
    StudentT heavy = new StudentT(0, 1, 4);
    double q = heavy.quantile(0.99);
    double t = Math.exp(heavy.logDensity(q)) / 0.01 * (4 + q * q) / 3;
    assertEquals(t, number(new Purpose.Shortfall(0.99), heavy), 3e-3 * t);
  }

  @Test
  void shortfallOfCountsCountsTheQuantileByItsPart() {
    Poisson y = new Poisson(2);
    double q = y.quantile(0.9);
    double sum = 0;
    for (int k = (int) q + 1; k < 60; k++) {
      sum += (k - q) * Math.exp(y.logDensity(k));
    }
    assertEquals(q + sum / 0.1, number(new Purpose.Shortfall(0.9), y), 1e-9);
  }

  @Test
  void shortfallOfCostsIsExactAlsoWhereTheQuantileIsZero() {
    Tweedie one = new Tweedie(2, 3, 1.4);
    Tweedie other = new Tweedie(5, 2, 1.4);
    assertEquals(2 / 0.7, number(new Purpose.Shortfall(0.3), one), 1e-12);
    Averaged both = new Averaged(List.of(one, other));
    for (double p : new double[] {0.6, 0.95}) {
      double sum = 0; // of quantiles, by midpoints of w, where their level is 1 - (1 - p) w^4
      for (int i = 0; i < 4000; i++) {
        double w = (i + 0.5) / 4000;
        sum += w * w * w * both.quantile(1 - (1 - p) * w * w * w * w) / 1000;
      }
      assertEquals(sum, number(new Purpose.Shortfall(p), both), 1e-5 * sum);
    }
  }

  @Test
  void costsChooseTheCheapestAnswer() {
    Purpose costs =
        new Purpose.Costs(
            List.of("yes", "no"), List.of("pay", "ask"), new double[][] {{0, 2}, {9, 1}});
    assertEquals("pay", text(costs, Categorical.ofLogits(Math.log(0.05), Math.log(0.95))));
    assertEquals("ask", text(costs, Categorical.ofLogits(Math.log(0.5), Math.log(0.5))));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    PredictionColumns numbers = PredictionColumns.interval(NUMBER, false, 0.9);
    PredictionColumns classes = PredictionColumns.usual(CLASS, false);
    Purpose above = new Purpose.Above(15);
    refused(
        "p_above_15.0 must be of a number, got target 'k' of 2 classes (it is answered by a class"
            + " and probabilities)",
        () -> classes.with(List.of(above)));
    refused(
        "loss must be of a number, got target 'k' of 2 classes (it is answered by a class and"
            + " probabilities)",
        () -> classes.with(List.of(new Purpose.Mean())));
    refused(
        "p_above_15.0 must be of a model with a target, got one of p(x) alone",
        () -> PredictionColumns.density().with(List.of(above)));
    Purpose costs = new Purpose.Costs(List.of("no"), List.of("a"), new double[][] {{1}});
    refused(
        "costs must be of classes, got target 'y', a number", () -> numbers.with(List.of(costs)));
    refused(
        "costs must have one row for each class, no, yes, got rows of no",
        () -> classes.with(List.of(costs)));
    refused("above must be a finite number, got NaN", () -> new Purpose.Above(Double.NaN));
    refused(
        "shortfall must be between 0 and 1, got 95.0 (90 % is 0.9)",
        () -> new Purpose.Shortfall(95));
    refused(
        "costs must be finite numbers, got NaN",
        () -> new Purpose.Costs(List.of("no"), List.of("a"), new double[][] {{Double.NaN}}));
  }

  private static void refused(String message, Executable body) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, body).getMessage());
  }

  private static double number(Purpose purpose, Distribution y) {
    TableColumn column = column(PredictionColumns.interval(NUMBER, false, 0.9), purpose, y);
    return ((Cells.Numbers) column.cells()).values()[0];
  }

  private static String text(Purpose purpose, Distribution y) {
    TableColumn column = column(PredictionColumns.usual(CLASS, false), purpose, y);
    return column.text(0).orElseThrow();
  }

  private static TableColumn column(PredictionColumns columns, Purpose purpose, Distribution y) {
    Prediction answer =
        new Prediction.Answer(
            y, y, List.of(), -3.5, 1.5, 0.25, false, "", Optional.empty(), List.of(), "");
    return columns.with(List.of(purpose)).of(List.of(answer)).stream()
        .filter(c -> c.name().equals(purpose.column()))
        .findFirst()
        .orElseThrow();
  }
}
