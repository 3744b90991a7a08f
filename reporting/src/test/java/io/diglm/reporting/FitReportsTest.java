package io.diglm.reporting;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.page.ReportWriter;
import io.diglm.report.ClassPredictions;
import io.diglm.report.ColumnSummary;
import io.diglm.report.Fact;
import io.diglm.report.FitReport;
import io.diglm.report.KeyFigure;
import io.diglm.report.NumericPredictions;
import io.diglm.report.ReportedRow;
import io.diglm.report.RiskCurve;
import io.diglm.schema.Table;
import io.diglm.selective.Evaluation;
import io.diglm.selective.Measures;
import io.diglm.train.FitResult;
import io.diglm.train.TimeLimit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FitReportsTest {
  private static final String COMMAND = "diglm fit tiny.csv --target y";

  @Test
  void numbersAgreeWithTheEvaluation() {
    try (FitResult result = TinyFits.fit(TinyFits.numbers(), "y")) {
      FitReport report = FitReports.of(result, COMMAND);
      Evaluation evaluation = result.testEvaluation().orElseThrow();
      var measures = assertInstanceOf(Measures.OfNumbers.class, evaluation.measures());
      assertEquals(measures.nll(), figure(report, "Test NLL").value(), 1e-12);
      assertEquals(measures.rmse(), figure(report, "Test RMSE").value(), 1e-12);
      assertEquals(measures.mae(), figure(report, "Test MAE").value(), 1e-12);
      assertEquals(measures.crps(), figure(report, "Test CRPS").value(), 1e-12);
      assertEquals(evaluation.logDensity().mean(), figure(report, "Mean log p(x)").value(), 1e-12);
      assertEquals(
          100.0 * evaluation.rejected() / evaluation.rows(), figure(report, "Rejected").value());
      for (RiskCurve curve : report.riskCurves()) {
        assertEquals(measures.mae(), curve.risk()[curve.risk().length - 1], 1e-9);
      }
    }
  }

  @Test
  void theBaselineIsTheRmseOfTheTrainingMean() {
    Table table = TinyFits.numbers();
    try (FitResult result = TinyFits.fit(table, "y")) {
      double[] y = result.model().manifest().schema().targets(table).values();
      double mean = Arrays.stream(result.train()).mapToDouble(row -> y[row]).average().orElse(0);
      double squares =
          Arrays.stream(result.test()).mapToDouble(row -> Math.pow(y[row] - mean, 2)).sum();
      KeyFigure rmse = figure(FitReports.of(result, COMMAND), "Test RMSE");
      assertEquals(Math.sqrt(squares / result.test().length), rmse.baseline(), 1e-6);
      assertTrue(rmse.value() < rmse.baseline(), rmse.toString());
    }
  }

  @Test
  void numbersFillEverySection(@TempDir Path folder) throws Exception {
    try (FitResult result = TinyFits.fit(TinyFits.numbers(), "y")) {
      FitReport report = FitReports.of(result, COMMAND);
      assertEquals(3, report.history().trainLoss().length);
      assertTrue(report.history().bestEpoch() >= 1, "best epoch");
      assertArrayEquals(result.trainLogDensity(), report.densities().train());
      assertEquals(30, report.densities().test().length);
      assertEquals(
          Arrays.stream(result.trainLogDensity()).min().orElseThrow(),
          report.densities().threshold());
      var predictions = assertInstanceOf(NumericPredictions.class, report.predictions());
      assertEquals(30, predictions.actual().length);
      assertTrue(Arrays.stream(predictions.pit()).allMatch(u -> u >= 0 && u <= 1), "pit");
      assertEquals(10, report.worst().size());
      assertEquals(10, report.leastDense().size());
      assertEquals(new Fact("command", COMMAND), report.provenance().get(0));
      ReportWriter.write(report, folder.resolve("report.html"));
      String page = Files.readString(folder.resolve("report.html"));
      assertTrue(page.contains("predicted from 3 columns of tiny.csv"), "lead");
    }
  }

  @Test
  void rowsAreNotExplainedOnceTheTimeLimitIsOver() {
    try (FitResult result = TinyFits.fit(TinyFits.numbers(), "y")) {
      TimeLimit over = TimeLimit.of(Duration.ofNanos(1));
      FitReport report = FitReports.of(result, Optional.empty(), COMMAND, over);
      for (ReportedRow row : report.leastDense()) {
        assertTrue(row.reason().endsWith("not explained: the time limit was over"), row.toString());
      }
      assertEquals(30, report.densities().test().length);
    }
  }

  @Test
  void columnsAreThoseOfTheTrainingRows() {
    try (FitResult result = TinyFits.fit(TinyFits.numbers(), "y")) {
      List<ColumnSummary> columns = FitReports.of(result, COMMAND).columns();
      assertEquals(
          List.of("y", "a", "b", "shop"), columns.stream().map(ColumnSummary::name).toList());
      assertEquals("the target", columns.get(0).note());
      assertTrue(Double.isNaN(columns.get(0).importance()));
      double a = columns.get(1).importance();
      assertTrue(a > 0.2, "y depends on a: " + a);
      assertTrue(Math.abs(columns.get(2).importance()) < a / 2, "y does not depend on b");
      assertTrue(Math.abs(columns.get(3).importance()) < a / 2, "y does not depend on shop");
      ColumnSummary b = columns.get(2);
      assertEquals("dequantised by 1", b.note());
      assertEquals(16, b.histogram().length);
      assertEquals(result.train().length, Arrays.stream(b.histogram()).sum());
      ColumnSummary shop = columns.get(3);
      assertEquals("3 levels; indicator for missing values", shop.note());
      long missing = Arrays.stream(result.train()).filter(row -> row % 7 == 0).count();
      assertEquals((double) missing / result.train().length, shop.missing());
      assertEquals(List.of(3, 3), List.of(shop.levels().size(), shop.histogram().length));
    }
  }

  @Test
  void rowsAreCountedFromOneAndWorstComesFirst() {
    Table table = TinyFits.numbers();
    try (FitResult result = TinyFits.fit(table, "y")) {
      FitReport report = FitReports.of(result, COMMAND);
      double worst = Double.NEGATIVE_INFINITY;
      int worstRow = -1;
      for (int row : result.test()) {
        double nll = result.predictor().evaluate(table.take(new int[] {row})).measures().nll();
        worstRow = nll > worst ? row : worstRow;
        worst = Math.max(worst, nll);
      }
      assertEquals(worstRow + 1, report.worst().get(0).row());
      double[] densities =
          report.leastDense().stream().mapToDouble(ReportedRow::logDensity).toArray();
      assertEquals(Arrays.stream(report.densities().test()).min().orElseThrow(), densities[0]);
      assertArrayEquals(Arrays.stream(densities).sorted().toArray(), densities);
    }
  }

  @Test
  void classesAgreeWithTheEvaluation() {
    try (FitResult result = TinyFits.fit(TinyFits.classes(), "kind")) {
      FitReport report = FitReports.of(result, COMMAND);
      var measures =
          assertInstanceOf(
              Measures.OfClasses.class, result.testEvaluation().orElseThrow().measures());
      assertEquals(100 * measures.error(), figure(report, "Test error").value(), 1e-9);
      assertEquals(100 * measures.ece(), figure(report, "Test ECE").value(), 1e-9);
      var predictions = assertInstanceOf(ClassPredictions.class, report.predictions());
      assertEquals(measures.ece(), predictions.reliability().ece(), 1e-12);
      assertEquals(List.of("high", "low", "mid"), predictions.classes().stream().sorted().toList());
      long right = 0;
      long all = 0;
      for (int k = 0; k < 3; k++) {
        right += predictions.confusion()[k][k];
        all += Arrays.stream(predictions.confusion()[k]).sum();
      }
      assertEquals(result.test().length, all);
      assertEquals(measures.error(), 1 - (double) right / all, 1e-12);
      assertEquals(
          List.of("log p(x)", "confidence"),
          report.riskCurves().stream().map(RiskCurve::order).toList());
      ReportedRow worst = report.worst().get(0);
      assertTrue(worst.reason().startsWith("p(actual|x) = "), worst.reason());
      int row = (int) worst.row() - 1;
      List<String> cells =
          result.model().manifest().schema().inputs().stream()
              .map(
                  x -> x.name() + " " + result.table().column(x.name()).text(row).orElse("missing"))
              .toList();
      assertTrue(worst.reason().endsWith(" nats; " + String.join(", ", cells)), worst.reason());
    }
  }

  @Test
  void withoutTestTargetsTheValidationRowsAreMeasuredAndItSaysSo() {
    Table table = TinyFits.without(TinyFits.numbers(), TinyFits.ROWS - 30, TinyFits.ROWS);
    try (FitResult result = TinyFits.fit(table, "y")) {
      FitReport report = FitReports.of(result, COMMAND);
      Table validation = result.table().take(result.validation());
      assertEquals(
          result.predictor().evaluate(validation).measures().nll(),
          figure(report, "Validation NLL").value(),
          1e-12);
      assertEquals(30, report.densities().test().length);
      assertTrue(
          report
              .warnings()
              .contains(
                  "No test row has a target: all figures are of the validation rows, which also"
                      + " chose when to stop and so flatter the model."),
          report.warnings().toString());
    }
  }

  @Test
  void unlabelledRowsCountInTheDensityAlone() {
    int unlabelledTest = 10;
    int from = TinyFits.ROWS - 30 - 20;
    Table table = TinyFits.without(TinyFits.numbers(), from, TinyFits.ROWS - 30 + unlabelledTest);
    try (FitResult result = TinyFits.fit(table, "y")) {
      FitReport report = FitReports.of(result, COMMAND);
      long unlabelledTrain = Arrays.stream(result.train()).filter(row -> row >= from).count();
      assertEquals(unlabelledTrain, report.data().unlabelled());
      assertEquals(30, report.densities().test().length);
      var predictions = assertInstanceOf(NumericPredictions.class, report.predictions());
      assertEquals(20, predictions.actual().length);
      assertEquals(
          result.testEvaluation().orElseThrow().measures().nll(),
          figure(report, "Test NLL").value(),
          1e-12);
    }
  }

  private static KeyFigure figure(FitReport report, String name) {
    return report.figures().stream()
        .filter(figure -> figure.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
