package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.data.TableSource;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PredictOptionsTest {
  @TempDir private static Path folder = Path.of("");
  private static Path table = Path.of("");
  private static Path numbers = Path.of("");

  @BeforeAll
  static void fit() {
    table = Data.flowers(folder);
    numbers = folder.resolve("numbers.diglm");
    Run.fit(table, numbers, "--target", "y", "--features", "x,c", "--family", "gaussian").good();
  }

  @Test
  void explainSaysWhyForEveryRow() {
    Path far = Data.text(folder.resolve("far.csv"), "x,c\n900,1\n");
    List<String> lines = Run.of("predict", numbers, far, "--explain").good().lines().toList();
    assertTrue(lines.get(0).endsWith(",reason,error,why,nearest_accepted"), lines.get(0));
    assertTrue(lines.get(1).contains("x 900"), lines.get(1));
    assertTrue(lines.get(1).contains(" nats (a similar, typical row: "), lines.get(1));
    assertTrue(lines.get(1).contains(" (was 900)"), lines.get(1));
  }

  @Test
  void coverageHasTheColumnsOfAnInterval() {
    List<String> plain = Run.of("predict", numbers, table).good().lines().toList();
    List<String> held =
        Run.of("predict", numbers, table, "--coverage", 0.8).good().lines().toList();
    assertEquals(plain.get(0), held.get(0));
    assertEquals(plain.size(), held.size());
  }

  @Test
  void coverageOfClassesHasLabels() {
    Path classes = folder.resolve("classes.diglm");
    Run.fit(table, classes, "--target", "k", "--features", "x,c").good();
    String header =
        Run.of("predict", classes, table, "--coverage", 0.8).good().lines().toList().get(0);
    assertTrue(
        header.startsWith("class,probability_minus,probability_plus,labels,log_density,novelty,"),
        header);
  }

  @Test
  void keptIdentifiersOf64BitsKeepAllDigits() {
    Path rows =
        Data.text(
            folder.resolve("ids.csv"),
            "id,x,c\n9007199254740993,0.1,a\n1000000000000000007,0.2,b\n-5,0.3,c\n");
    List<String> lines =
        Run.of("predict", numbers, rows, "--keep", "id").good().lines().skip(1).toList();
    assertEquals(
        List.of("9007199254740993", "1000000000000000007", "-5"),
        lines.stream().map(line -> line.split(",", -1)[0]).toList());
    Path out = folder.resolve("ids.parquet");
    Run.of("predict", numbers, rows, "--keep", "id", "--out", out).good();
    assertEquals(
        "1000000000000000007",
        TableSource.of(out.toString()).read().column("id").text(1).orElseThrow());
    Path wide =
        Data.rows(folder.resolve("wide.csv"), "x,y", 60, i -> (1L << 53) + 3L * i + "," + i % 7);
    Path byWide = folder.resolve("wide.diglm");
    Run.fit(wide, byWide, "--target", "y", "--family", "gaussian").good();
    List<String> kept = Run.of("predict", byWide, wide, "--keep", "x").good().lines().toList();
    assertEquals("9007199254740995", kept.get(2).split(",", 2)[0]);
    List<String> plain = Run.of("predict", byWide, wide).good().lines().toList();
    assertEquals(plain.get(2), kept.get(2).split(",", 2)[1]);
    Path signs = folder.resolve("ranking.diglm");
    Run.fit(table, signs, "--target", "k", "--features", "x,c").good();
    List<String> ranked = Run.of("rank", signs, rows).good().lines().toList();
    assertTrue(ranked.stream().anyMatch(line -> line.contains(",9007199254740993,")), ranked + "");
  }

  @Test
  void classesHaveNoIntervalAndNoQuantiles() {
    Path classes = folder.resolve("signs.diglm");
    Run.fit(table, classes, "--target", "k", "--features", "x,c").good();
    String rest =
        " must be of a number, got target 'k' of 2 classes (it is answered by a class and"
            + " probabilities)";
    Run.of("predict", classes, table, "--interval", 0.5).assertRefused("interval" + rest);
    Run.of("predict", classes, table, "--quantiles", 0.5).assertRefused("quantiles" + rest);
    Run.of("predict", classes, table, "--loss", "squared").assertRefused("loss" + rest);
    Path graph = folder.resolve("signs.onnx");
    Run.of("export", classes, "--onnx", graph, "--interval", 0.5).assertRefused("interval" + rest);
  }

  @Test
  void aPurposeIsOneMoreColumn() {
    List<String> lines =
        Run.of(
                "predict",
                numbers,
                table,
                "--above",
                "3,-1",
                "--shortfall",
                0.9,
                "--loss",
                "absolute")
            .good()
            .lines()
            .toList();
    assertEquals(
        "mean,sd,lower,upper,p_above_3.0,p_above_-1.0,shortfall_0.9,answer,log_density,novelty,"
            + "novelty_p_value,rejected,reason,error",
        lines.get(0));
    Run.of("predict", numbers, table, "--loss", "hinge")
        .assertRefused("loss must be squared, absolute, pinball:P or a table of costs, got hinge");
    Run.of("predict", numbers, table, "--loss", "pinball:x")
        .assertRefused("pinball loss must name a probability, such as pinball:0.9, got pinball:x");
  }

  @Test
  void costsOfClassesComeFromATable() {
    Path classes = folder.resolve("costly.diglm");
    Run.fit(table, classes, "--target", "k", "--features", "x,c").good();
    Path costs = Data.text(folder.resolve("costs.csv"), "truth,keep,ask\nplus,0,1\nminus,0,1\n");
    List<String> lines = Run.of("predict", classes, table, "--loss", costs).good().lines().toList();
    assertTrue(
        lines.get(0).startsWith("class,probability_minus,probability_plus,answer,"), lines.get(0));
    assertTrue(lines.get(1).contains(",keep,"), lines.get(1));
    Run.of("predict", numbers, table, "--loss", costs)
        .assertRefused("costs must be of classes, got target 'y', a number");
  }

  @Test
  void intervalCoverageAndQuantilesExcludeEachOther() {
    Run.of("predict", numbers, table, "--coverage", 0.9, "--quantiles", "0.1,0.9")
        .assertRefused(
            "interval, coverage and quantiles must not come together, got coverage and quantiles");
    Run.of("predict", numbers, table, "--interval", 0.5, "--quantiles", "0.1")
        .assertRefused(
            "interval, coverage and quantiles must not come together, got interval and quantiles");
  }

  @Test
  void coverageNeedsRows() {
    Run.of("predict", numbers, table, "--coverage", 0.99)
        .assertRefused("coverage of 0.99 must be calibrated by at least 99 rows, got 27");
  }
}
