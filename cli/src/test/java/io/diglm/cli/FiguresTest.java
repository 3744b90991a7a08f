package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The figures of README's table are those of the stored results. */
final class FiguresTest {
  private static final String README = read("README.md");

  @Test
  void flights() {
    JsonNode fit = stored("flights");
    JsonNode others = fit.get("other_seeds");
    double nll = mean(fit.at("/test/nll"), others, seed -> seed.get("nll").asDouble());
    double rmse = mean(fit.at("/test/rmse"), others, seed -> seed.get("rmse").asDouble());
    double density =
        mean(
            fit.at("/log_density/validation"),
            others,
            seed -> seed.at("/log_density/validation").asDouble());
    double peer =
        all(stored("flights-peers").get("records")).stream()
            .filter(record -> record.get("table").asText().equals("flights"))
            .mapToDouble(record -> record.get("nll").asDouble())
            .min()
            .orElseThrow();
    assertRow("New York flights", text("%.2f nats", nll), text("%.3f (HGB", peer));
    assertRow("the same flights, RMSE", text("%.1f min", rmse));
    assertRow("the same flights, log p(x)", text("%.1f nats", density));
  }

  private static double mean(JsonNode first, JsonNode others, ToDoubleFunction<JsonNode> figure) {
    return (first.asDouble() + all(others).stream().mapToDouble(figure).sum())
        / (1 + others.size());
  }

  @Test
  void tables() {
    JsonNode tables = stored("tables");
    Map<String, Double> nll = ranks(tables, "NLL");
    Map<String, Double> loss = ranks(tables, "RMSE or error");
    assertEquals(tables.get("mean_rank_nll").asDouble(), nll.get("diglm"));
    assertRow(
        "twenty real tables", text("%.2f", nll.remove("diglm")), text("%.2f (next", least(nll)));
    assertRow(
        "the same tables", text("%.1f", loss.remove("diglm")), text("%.1f (CatBoost", least(loss)));
    Map<String, Double> times = figures(tables, "Times", "fit");
    assertTrue(
        README.contains(
            text(
                "A fit took %.0f s of processor time on average; CatBoost took %.0f s and LightGBM %s s",
                of(times, "diglm"),
                of(times, "catboost"),
                text("%.1f", of(times, "lightgbm-stopped")).substring(1))),
        times.toString());
  }

  private static Map<String, Double> ranks(JsonNode tables, String figure) {
    return figures(tables, "Mean ranks", figure);
  }

  private static Map<String, Double> figures(JsonNode result, String title, String figure) {
    Map<String, Double> figures = new TreeMap<>();
    for (JsonNode table : result.get("tables")) {
      if (table.get("title").asText().equals(title)) {
        for (JsonNode row : table.get("rows")) {
          JsonNode value = row.get("figures").path(figure).path("value");
          if (value.isNumber()) {
            figures.put(row.get("name").asText(), value.asDouble());
          }
        }
      }
    }
    return figures;
  }

  private static double of(Map<String, Double> figures, String name) {
    return Objects.requireNonNull(figures.get(name), name);
  }

  private static double least(Map<String, Double> figures) {
    return figures.values().stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  @Test
  void densitiesAnomaliesAndDigits() {
    Map<String, String> best = new TreeMap<>();
    Map<String, Double> greatest = new TreeMap<>();
    for (JsonNode record : stored("density-peers").get("records")) {
      String set = record.get("set").asText();
      double density = record.get("log_density").asDouble();
      if (density > greatest.getOrDefault(set, Double.NEGATIVE_INFINITY)) {
        greatest.put(set, density);
        best.put(set, record.get("model").asText());
      }
    }
    long ahead = best.values().stream().filter("diglm"::equals).count();
    assertRow(text("densities of %d sets", best.size()), text("best on %d", ahead));
    double auroc = stored("anomalies").get("mean_auroc").asDouble();
    assertRow("eight anomaly sets", text("%.3f", auroc).substring(1));
    Map<String, Double> error = figures(stored("mnist"), "MNIST test images", "error");
    String hybrid =
        error.keySet().stream().filter(n -> n.startsWith("hybrid")).findFirst().orElseThrow();
    assertRow("MNIST", text("%.2f %%", of(error, hybrid)).substring(1));
  }

  @Test
  void speeds() {
    double[] times =
        all(stored("step-speed").get("step")).stream()
            .mapToDouble(step -> step.get("times_as_fast").asDouble())
            .sorted()
            .toArray();
    assertRow(
        "speed of a training step", text("%.2f to %.1f times", times[0], times[times.length - 1]));
    JsonNode score =
        all(stored("score-speed").get("score")).stream()
            .filter(one -> one.get("flow").asText().equals("default"))
            .filter(one -> one.get("batch").asInt() == 1)
            .findFirst()
            .orElseThrow()
            .get("ms");
    double peer =
        List.of("pytorch", "torch.compile", "jax jit", "onnx runtime").stream()
            .mapToDouble(name -> score.get(name).asDouble())
            .min()
            .orElseThrow();
    assertRow(
        "one row through the same network",
        text("%.3f ms", score.get("diglm").asDouble()).substring(1),
        text("%.3f ms", peer).substring(1));
  }

  @Test
  void everyFigureLinksToHowItWasMeasured() {
    List<String> rows =
        README.lines().filter(line -> line.endsWith(" |") && line.contains("[how]")).toList();
    assertTrue(rows.size() >= 10, rows.toString());
    for (String row : rows) {
      assertTrue(row.matches(".*\\[how\\]\\(docs/results\\.md#[a-z-]+\\) \\|"), row);
    }
  }

  private static void assertRow(String start, String... cells) {
    List<String> found = Arrays.stream(row(start).split("\\|")).map(String::strip).toList();
    for (String cell : cells) {
      assertTrue(
          found.stream().anyMatch(text -> text.startsWith(cell)),
          start + ": " + cell + " in " + found);
    }
  }

  private static String row(String start) {
    return README
        .lines()
        .filter(line -> line.startsWith("| " + start))
        .findFirst()
        .orElseThrow(() -> new AssertionError("README must have a row of " + start));
  }

  private static JsonNode stored(String name) {
    return Json.parse(read("docs/results/" + name + ".json"));
  }

  private static String read(String file) {
    try {
      return Files.readString(CodeBlocks.ROOT.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private static List<JsonNode> all(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }
}
