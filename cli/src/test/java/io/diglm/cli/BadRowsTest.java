package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** New data that differs from what the model was fitted to. */
final class BadRowsTest {
  @TempDir private static Path folder = Path.of("");
  private static Path model = Path.of("");

  @BeforeAll
  static void fit() {
    model = folder.resolve("m.diglm");
    Path table = Data.flowers(folder);
    Run.fit(table, model, "--target", "y", "--features", "x,c", "--family", "gaussian").good();
  }

  @Test
  void textInANumberCostsThatRowOnly() {
    List<String> lines = predict("x,c\n0.5,a\nabc,b\n0.7,c\n");
    assertTrue(lines.get(1).endsWith(",false,,"), lines.get(1));
    assertEquals(",,,,,,,,,\"column 'x' must be a number, got 'abc'\"", lines.get(2));
    assertTrue(lines.get(3).endsWith(",false,,"), lines.get(3));
  }

  @Test
  void infiniteNumberCostsThatRowOnly() {
    List<String> lines = predict("x,c\n0.5,a\ninf,b\n");
    assertEquals(",,,,,,,,,\"column 'x' must be finite, got Infinity\"", lines.get(2));
  }

  @Test
  void missingNumberIsRejectedWhereNoneWasMissing() {
    String[] row = predict("x,c\nNaN,a\n0.1,a\n").get(1).split(",", -1);
    assertEquals("", row[4]);
    assertEquals("true", row[7]);
    assertEquals("column 'x' is missing; no training row lacked it", row[8]);
    assertFalse(row[0].isEmpty());
  }

  @Test
  void unknownCategoryIsLessDense() {
    List<String> lines = predict("x,c\n0.1,a\n0.1,zebra\n");
    assertTrue(density(lines.get(2)) < density(lines.get(1)), lines.toString());
  }

  @Test
  void moreAndReorderedColumnsDoNotMatter() {
    assertEquals(predict("x,c\n0.1,a\n"), predict("other,c,x\n1,a,0.1\n"));
  }

  @Test
  void fewerColumns() {
    Path table = Data.text(folder.resolve("few.csv"), "x,d\n1,a\n");
    Path out = folder.resolve("few.out.csv");
    Run.of("predict", model, table, "--out", out)
        .assertRefused("column 'c' must be in table file %s, got columns x, d".formatted(table));
    assertFalse(Files.exists(out));
  }

  @Test
  void datesForNumbers() {
    Path table = Data.text(folder.resolve("dates.csv"), "x,c\n2013-01-01,a\n");
    Run.of("predict", model, table)
        .assertRefused("column 'x' must hold DECIMAL as in training, got DATE in " + table);
  }

  @Test
  void noTargetToMeasureBy() {
    Path table = Data.text(folder.resolve("bare.csv"), "x,c\n1,a\n");
    Run.of("evaluate", model, table)
        .assertRefused("column 'y' must be in table file %s, got columns x, c".formatted(table));
    Path empty = Data.text(folder.resolve("empty-y.csv"), "x,c,y\n1,a,\n");
    Run.of("evaluate", model, empty)
        .assertRefused("rows must include one with a target, got 1 without");
  }

  @Test
  void anEvaluationSaysWhichRowsItLeavesOut() {
    Path table =
        Data.text(folder.resolve("part.csv"), "x,c,y\n0.5,a,1\nabc,b,2\n0.7,a,\n0.2,b,1\n");
    Run run = Run.of("evaluate", model, table);
    run.good();
    assertEquals(
        List.of(
            "note: 1 of 4 rows cannot be read, and are not measured (diglm predict says why)",
            "note: 1 of 4 rows lack the target 'y': only log p(x) and the share of rejected rows"
                + " count them"),
        run.err().lines().toList());
  }

  @Test
  void keptColumnNamedLikeAPrediction() {
    Path table = Data.text(folder.resolve("kept.csv"), "x,c,Mean\n1,a,2\n");
    Run.of("predict", model, table, "--keep", "Mean")
        .assertRefused(
            "kept column 'Mean' must not be named like a prediction's, got mean (rename it with"
                + " SQL's AS)");
  }

  @Test
  void keptColumnThatIsNotThere() {
    Path table = Data.text(folder.resolve("keep.csv"), "x,c,when\n1,a,2\n");
    Run.of("predict", model, table, "--keep", "whn")
        .assertRefused(
            "column 'whn' must be in table file %s, got columns x, c, when; did you mean 'when'?"
                .formatted(table));
  }

  @Test
  void intervalInPerCent() {
    Path table = Data.text(folder.resolve("interval.csv"), "x,c\n1,a\n");
    Run.of("predict", model, table, "--interval", 90)
        .assertRefused("interval must be between 0 and 1, got 90.0 (90 % is 0.9)");
    Run.of("predict", model, table, "--slack", -1)
        .assertRefused("slack must be at least 0 and finite, got -1.0");
  }

  private List<String> predict(String text) {
    Path table = Data.text(folder.resolve("new.csv"), text);
    return Run.of("predict", model, table).good().lines().toList();
  }

  private static double density(String line) {
    return Double.parseDouble(line.split(",", -1)[4]);
  }
}
