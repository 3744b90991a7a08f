package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fit --event} and {@code --censored}, and what commands make of such models. */
final class SurvivalOptionTest {
  private static final int ROWS = 200;

  @TempDir private static Path folder = Path.of("");
  private static Path model = Path.of("");
  private static Path table = Path.of("");
  private static Path report = Path.of("");

  @BeforeAll
  static void fit() {
    model = folder.resolve("times.diglm");
    report = folder.resolve("report.html");
    table = table("times.csv", i -> time(i) + "," + i % 2);
    Run.fit(table, model, "--target", "t", "--event", "e", "--report", report).good();
  }

  private static String time(int i) {
    return String.valueOf(1 + Math.round(1000 * Math.abs(Data.number(7 * i))) / 100.0);
  }

  private static Path table(String name, IntFunction<String> outcome) {
    return Data.rows(
        folder.resolve(name),
        "x,t,e",
        ROWS,
        i -> "%s,%s".formatted(Data.number(i), outcome.apply(i)));
  }

  @Test
  void predictionsNeedNoEventAndGiveSurvivalAndQuantiles() {
    Path bare = Data.rows(folder.resolve("bare.csv"), "x", 5, i -> "" + Data.number(i));
    List<String> lines =
        Run.of("predict", model, bare, "--above", 4, "--quantiles", "0.25,0.5,0.75")
            .good()
            .lines()
            .toList();
    assertTrue(lines.get(0).startsWith("mean,sd,q0.25,q0.5,q0.75,p_above_4.0,"), lines.get(0));
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      double median = Double.parseDouble(cells[3]);
      double survival = Double.parseDouble(cells[5]);
      assertTrue(Double.parseDouble(cells[2]) < median && median < Double.parseDouble(cells[4]));
      assertEquals(median > 4, survival > 0.5, line);
    }
    assertTrue(
        Run.of("info", model)
            .good()
            .contains("event       e (1 where the target was observed, not a feature)"));
  }

  @Test
  void evaluateGivesConcordanceAndBrierScoreAndNoErrors() {
    JsonNode measures = Json.parse(Run.of("evaluate", model, table, "--json").good());
    assertEquals(ROWS, measures.get("rows").asInt());
    double concordance = measures.get("concordance").asDouble();
    assertTrue(concordance > 0 && concordance < 1, measures.toString());
    assertTrue(measures.get("brier").asDouble() > 0, measures.toString());
    assertFalse(measures.has("rmse") || measures.has("aurc"), measures.toString());
    String text = Run.of("evaluate", model, table).good();
    assertTrue(
        text.matches(
            "(?s)rows {8}200\\nanswers {5}concordance 0\\.\\d{4}, integrated Brier score"
                + " 0\\.\\d{4}, NLL \\d\\.\\d{4} nats\\n.*"),
        text);
    assertFalse(text.contains("AURC"), text);
  }

  @Test
  void theReportHasTheMeasuresOfTimes() throws java.io.IOException {
    String html = Files.readString(report);
    assertTrue(html.contains("integrated Brier score"), "key figure");
    assertFalse(html.contains("RMSE"), "errors of censored times are not known");
  }

  @Test
  void whatNeedsObservedTargetsRefusesInOneLine() {
    Run.of("predict", model, table, "--coverage", 0.9)
        .assertRefused(
            "model must be of observed targets to calibrate intervals, got one of censored times"
                + " (--interval and --quantiles need no calibration)");
    Run.of("recalibrate", model, table)
        .assertRefused(
            "recalibrate must be of a model of observed targets, got one of censored times");
    Run.of("threshold", model, table, "--risk", 0.1, "--tolerance", 1)
        .assertRefused(
            "threshold --risk must be of a model of observed targets, got one of censored times");
    Run.of("update", model, table)
        .assertRefused("update must be of a model of observed targets, got one of censored times");
    Run.of("evaluate", model, table, "--max-error", 1)
        .assertRefused(
            "max-error must be of a model of observed targets, got one of censored times");
    Run.of("export", model, "--onnx", folder.resolve("times.onnx"), "--coverage", 0.9)
        .assertRefused(
            "model must be of observed targets to calibrate intervals, got one of censored times"
                + " (--interval and --quantiles need no calibration)");
    Path observed = folder.resolve("observed.diglm");
    Run.fit(table, observed, "--target", "t", "--features", "x", "--family", "weibull").good();
    JsonNode measures = Json.parse(Run.of("evaluate", observed, table, "--json").good());
    assertTrue(measures.get("rmse").asDouble() > 0, "observed times have errors");
  }

  @Test
  void modelsOfTimesAreExportedWithoutTheirEvents() throws java.io.IOException {
    Path graph = folder.resolve("times.onnx");
    String told = Run.of("export", model, "--onnx", graph).good();
    assertFalse(told.contains("left out"), told);
    assertTrue(Files.size(graph) > 1000, "a graph of " + Files.size(graph) + " bytes");
    Path mlflow = folder.resolve("mlflow");
    Run.of("export", model, "--mlflow", mlflow).good();
    String signature = Files.readString(mlflow.resolve("MLmodel"));
    assertTrue(signature.contains("\"name\": \"x\"") || signature.contains("\\\"x\\\""), signature);
    assertFalse(signature.contains("\\\"e\\\""), signature);
  }

  @Test
  void badEventsAreOneLine() {
    Path other = table("other.csv", i -> time(i) + "," + (i == 41 ? "2" : "1"));
    String bad = "event 'e' must be 1 (observed) or 0 (censored), got %s in %s, row 42";
    refused(other, bad.formatted("2", other));
    Run.of("evaluate", model, other).assertRefused(bad.formatted("2", other));
    Path missing = table("missing.csv", i -> time(i) + "," + (i == 41 ? "" : "1"));
    refused(missing, bad.formatted("a missing cell", missing));
    Path text = table("text.csv", i -> time(i) + "," + (i == 41 ? "dead" : "true"));
    refused(text, bad.formatted("dead", text));
    Path none = table("none.csv", i -> time(i) + ",0");
    refused(none, "event 'e' must be 1 in a training row of %s, got 0 in all 162".formatted(none));
    Path negative = table("negative.csv", i -> (i == 41 ? "-3" : time(i)) + ",1");
    refused(negative, "target 't' must be positive, got -3 in %s, row 42".formatted(negative));
    Run.fit(table, folder.resolve("no.diglm"), "--target", "t", "--event", "event")
        .assertRefused("column 'event' must be in %s, got columns x, t, e".formatted(table));
    Run.fit(table, folder.resolve("no.diglm"), "--target", "t", "--event", "t")
        .assertRefused("event must not be the target, got t");
    Run.fit(table, folder.resolve("no.diglm"), "--target", "t", "--event", "e", "--family", "gamma")
        .assertRefused(
            "family of censored targets must be weibull, log_normal, log_logistic or log_mixture,"
                + " got gamma");
    Path classes = table("classes.csv", i -> (i % 3 == 0 ? "a" : "b") + ",1");
    refused(classes, "target must be a time if it may be censored, got 2 classes");
  }

  private static void refused(Path bad, String message) {
    Run.fit(bad, folder.resolve("no.diglm"), "--target", "t", "--event", "e")
        .assertRefused(message);
  }

  @Test
  void intervalsHaveEndsInOrder() {
    Path good = intervals("intervals.csv", "none", "");
    Path fitted = folder.resolve("intervals.diglm");
    Run.fit(good, fitted, options("--upper", "u")).good();
    String text = Run.of("evaluate", fitted, good).good();
    assertTrue(text.contains("concordance") && !text.contains("Brier"), text);
    assertTrue(Run.of("info", fitted).good().contains("upper       u (upper ends of intervals)"));
    Path swapped = intervals("swapped.csv", "interval", "0.5");
    Run.fit(swapped, fitted, options("--upper", "u"))
        .assertRefused(
            "upper 'u' must be a finite number above the target 't', got 0.5 for 1 in %s, row 42"
                .formatted(swapped));
    Path missing = intervals("lacking.csv", "interval", "");
    Run.fit(missing, fitted, options("--upper", "u"))
        .assertRefused(
            "upper 'u' must be a finite number above the target 't', got a missing cell for 1 in"
                + " %s, row 42".formatted(missing));
    Path other = intervals("kind.csv", "middle", "");
    Run.fit(other, fitted, options("--upper", "u"))
        .assertRefused(
            "censored 'k' must be none, right, left or interval, got middle in %s, row 42"
                .formatted(other));
    Run.fit(good, fitted, options("--exclude", "u"))
        .assertRefused(
            "censored 'k' must be none, right or left without a column of upper ends, got interval"
                + " in %s, row 1".formatted(good));
    Run.fit(good, fitted, "--target", "t", "--upper", "u")
        .assertRefused("upper must come with censored, got u");
    Run.fit(good, fitted, options("--event", "x"))
        .assertRefused("event must not come with censored, got x");
  }

  private static Object[] options(String name, String value) {
    return new Object[] {"--target", "t", "--censored", "k", name, value};
  }

  /** Rows of all kinds; row 42 is of this kind, and its target is 1. */
  private static Path intervals(String name, String kind, String upper) {
    String[] kinds = {"interval", "none", "right", "left"};
    return Data.rows(
        folder.resolve(name),
        "x,t,k,u",
        ROWS,
        i ->
            i == 41
                ? "%s,1,%s,%s".formatted(Data.number(i), kind, upper)
                : "%s,%s,%s,%s"
                    .formatted(Data.number(i), time(i), kinds[i % 4], i % 4 == 0 ? "40" : ""));
  }
}
