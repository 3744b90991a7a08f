package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fit --weight} and {@code evaluate --weight}. */
final class WeightOptionTest {
  private static final int ROWS = 200;

  @TempDir private static Path folder = Path.of("");
  private static Path model = Path.of("");
  private static Path table = Path.of("");

  @BeforeAll
  static void fit() {
    model = folder.resolve("weighted.diglm");
    table = table("weighted.csv", i -> i % 3 == 0 ? "3" : "1");
    Run.fit(table, model, "--target", "y", "--weight", "w", "--family", "gaussian").good();
  }

  private static Path table(String name, IntFunction<String> weight) {
    return Data.rows(
        folder.resolve(name),
        "x,y,w",
        ROWS,
        i -> "%s,%s,%s".formatted(Data.number(i), Data.number(7 * i), weight.apply(i)));
  }

  @Test
  void theWeightIsNoFeatureAndPredictionsDoNotNeedIt() {
    Path bare = Data.rows(folder.resolve("bare.csv"), "x", 5, i -> "" + Data.number(i));
    assertEquals(6, Run.of("predict", model, bare).good().lines().count());
    assertTrue(Run.of("info", model).good().contains("weight      w"), "info names the weight");
  }

  @Test
  void measuresAreWeightedByTheColumnOfTheFitUnlessToldOtherwise() {
    Path three = table("three.csv", i -> i % 3 == 0 ? "3" : "1");
    JsonNode usual = Json.parse(Run.of("evaluate", model, three, "--json").good());
    JsonNode named = Json.parse(Run.of("evaluate", model, three, "--json", "--weight", "w").good());
    JsonNode alike = Json.parse(Run.of("evaluate", model, three, "--json", "--unweighted").good());
    assertEquals("w", usual.get("weight").asText());
    assertEquals(usual, named);
    assertTrue(alike.get("weight") == null, alike.toString());
    Path repeated = repeated();
    JsonNode expected =
        Json.parse(Run.of("evaluate", model, repeated, "--json", "--unweighted").good());
    assertEquals(expected.get("nll").asDouble(), usual.get("nll").asDouble(), 1e-9);
    assertEquals(
        expected.get("log_density").get("mean").asDouble(),
        usual.get("log_density").get("mean").asDouble(),
        1e-9);
    assertTrue(
        Math.abs(alike.get("aurc").asDouble() - usual.get("aurc").asDouble()) > 1e-3,
        alike + " " + usual);
    String text = Run.of("evaluate", model, three).good();
    assertTrue(text.startsWith("rows        200, means weighted by 'w'"), text);
  }

  /** Every row of weight 3 three times. */
  private static Path repeated() {
    StringBuilder rows = new StringBuilder("x,y\n");
    for (int i = 0; i < ROWS; i++) {
      String row = "%s,%s\n".formatted(Data.number(i), Data.number(7 * i));
      rows.append(row.repeat(i % 3 == 0 ? 3 : 1));
    }
    return Data.text(folder.resolve("repeated.csv"), rows.toString());
  }

  @Test
  void badWeightsAreOneLine() {
    Path negative = table("negative.csv", i -> i == 41 ? "-2" : "1");
    refused(negative, "weight 'w' must be at least 0, got -2 in %s, row 42".formatted(negative));
    Path missing = table("missing.csv", i -> i == 41 ? "" : "1");
    refused(
        missing,
        "weight 'w' must be a finite number, got a missing cell in %s, row 42".formatted(missing));
    Path infinite = table("infinite.csv", i -> i == 41 ? "Infinity" : "1");
    refused(
        infinite,
        "weight 'w' must be a finite number, got Infinity in %s, row 42".formatted(infinite));
    Path none = table("none.csv", i -> "0");
    refused(
        none,
        "weight 'w' must be positive in a training row of %s, got 0 in all 162".formatted(none));
    Run.of("evaluate", model, none)
        .assertRefused("weights must include a positive one, got 0 in all of 200 rows");
    Run.of("evaluate", model, negative)
        .assertRefused("weight 'w' must be at least 0, got -2 in %s, row 42".formatted(negative));
    Run.of("evaluate", model, negative, "--weight", "w", "--unweighted")
        .assertRefused("weight must not come with --unweighted, got w");
    Run.fit(table, folder.resolve("x.diglm"), "--target", "y", "--weight", "w", "--exclude", "w")
        .assertRefused("exclude must not hold a column that another option names, got w");
  }

  private static void refused(Path bad, String message) {
    Run.fit(bad, folder.resolve("none.diglm"), "--target", "y", "--weight", "w")
        .assertRefused(message);
  }
}
