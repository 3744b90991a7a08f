package io.diglm.reporting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import io.diglm.json.Json;
import io.diglm.model.Manifest;
import io.diglm.train.FitResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class ModelCardTest {
  private static FitResult numbers;
  private static FitResult classes;

  @BeforeAll
  static void fit() {
    numbers = TinyFits.fit(TinyFits.numbers(), "y");
    classes = TinyFits.fit(TinyFits.classes(), "kind");
  }

  @AfterAll
  static void close() {
    numbers.close();
    classes.close();
  }

  @Test
  void theHeaderHasTheFiguresOfTheTestRows() {
    Manifest manifest = numbers.model().manifest();
    String card = ModelCard.of("tiny.diglm", manifest);
    String header = card.substring(0, card.indexOf("---", 4));
    JsonElement rmse = Json.at(manifest.metrics(), "/test/rmse");
    assertTrue(header.contains("pipeline_tag: tabular-regression\n"), header);
    assertTrue(header.contains("      name: \"tiny.csv\"\n"), header);
    assertTrue(header.contains("      split: test\n"), header);
    assertTrue(
        header.contains("    - type: rmse\n      value: " + rmse.getAsString() + "\n"), header);
    assertFalse(header.contains("type: rows"), header);
  }

  @Test
  void everyColumnIsDescribed() {
    String card = ModelCard.of("tiny.diglm", numbers.model().manifest());
    assertTrue(card.contains("| shop | text | yes | y, x, z |"), card);
    assertTrue(card.contains("| b | integer | no | 0 to 15 |"), card);
    assertTrue(card.contains("Target: `y` (decimal, from "), card);
  }

  @Test
  void yearsHaveNoComma() {
    assertEquals("2007", CardData.end(2007));
    assertEquals("-3", CardData.end(-3));
    assertEquals("0.5000", CardData.end(0.5));
    assertEquals("12,345", CardData.end(12_345));
  }

  @Test
  void saysWhatIsRefusedAndByWhatItIsCalibrated() {
    Manifest manifest = classes.model().manifest();
    String card = ModelCard.of("tiny.diglm", manifest);
    int rows = manifest.thresholds().calibrated();
    double least = manifest.thresholds().leastDensity();
    String below = "- its log p(x) is below %s nats, that of the least dense training row;\n";
    assertTrue(card.contains(below.formatted(MeasureText.number(least))), card);
    assertTrue(card.contains("`--coverage C` gives sets of labels that hold"), card);
    assertTrue(card.contains("calibrated by %d held-out rows".formatted(rows)), card);
    assertTrue(card.contains("Expected calibration error of the classes: "), card);
    assertTrue(card.contains("pipeline_tag: tabular-classification"), card);
    assertTrue(card.contains("one of "), card);
  }

  @Test
  void namesBreakNeitherTablesNorTheHeader() {
    String card = ModelCard.of("a|b\n\"c\".diglm", numbers.model().manifest());
    assertTrue(card.contains("- name: \"a|b\\n\\\"c\\\".diglm\"\n"), card);
    assertTrue(card.contains("# a\\|b \"c\".diglm\n"), card);
    assertTrue(card.contains("diglm predict MODEL rows.csv"), card);
  }

  @Test
  void aFileIsNamedWithoutItsFolderAndAQueryIsGivenWhole() {
    assertEquals("the rows.csv", CardData.named("/home/some one/the rows.csv"));
    assertEquals("rows.csv", CardData.named("C:\\data\\rows.csv"));
    assertEquals("selected.csv", CardData.named("selected.csv"));
    String query = "SELECT * FROM 'folder/rows.csv'";
    assertEquals(query, CardData.named(query));
  }

  @Test
  void theSameModelHasTheSameCard() {
    Manifest manifest = classes.model().manifest();
    assertEquals(ModelCard.of("m", manifest), ModelCard.of("m", manifest));
  }
}
