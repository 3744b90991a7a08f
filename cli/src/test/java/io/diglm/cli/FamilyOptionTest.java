package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fit --family} with the families that the fit does not try by itself. */
final class FamilyOptionTest {
  @TempDir private Path folder = Path.of("");

  private Path table() {
    return Data.rows(
        folder.resolve("rows.csv"),
        "x,claims,share",
        200,
        i ->
            String.format(
                Locale.ROOT,
                "%s,%d,%.4f",
                Data.number(i),
                i % 2 == 0 ? 0 : i % 5,
                0.5 + 0.4 * Data.number(3 * i)));
  }

  @Test
  void countsWithStructuralZerosArePredictedMeasuredAndDrawn() {
    Path table = table();
    Path model = folder.resolve("zeros.diglm");
    String family = "zero_inflated_negative_binomial";
    Run.fit(table, model, "--target", "claims", "--features", "x", "--family", family).good();
    assertTrue(Run.of("info", model).good().contains(family + ", link log"));
    JsonNode measures = Json.parse(Run.of("evaluate", model, table, "--json").good());
    assertTrue(measures.get("nll").asDouble() > 0, measures.toString());
    String[] row =
        Run.of("predict", model, table, "--above", 0).good().split("\n", -1)[1].split(",", -1);
    double some = Double.parseDouble(row[4]);
    assertTrue(some > 0 && some < 1, "P(y > 0) of " + List.of(row));
    for (String line : Run.of("sample", model, "--rows", 20).good().lines().skip(1).toList()) {
      double drawn = Double.parseDouble(line.substring(line.lastIndexOf(',') + 1));
      assertEquals(Math.rint(drawn), drawn);
    }
    Run.of("export", model, "--onnx", folder.resolve("zeros.onnx")).good();
  }

  @Test
  void aNumberWithTwoValuesIsWarnedOf() {
    Path table =
        Data.rows(folder.resolve("two.csv"), "x,y", 120, i -> Data.number(i) + "," + i % 2);
    String line =
        "target 'y' has only two values and is taken as a number (classes otherwise: --classes)";
    Path model = folder.resolve("two.diglm");
    Run.fit(table, model, "--target", "y").good();
    assertTrue(Run.of("info", model).good().contains(line));
    Run.fit(table, model, "--target", "y", "--classes").good();
    assertFalse(Run.of("info", model).good().contains(line));
    Run.fit(table, model, "--target", "y", "--family", "gaussian").good();
    assertFalse(Run.of("info", model).good().contains(line));
  }

  @Test
  void anEvaluationSaysWhichTargetsItCannotMeasure() {
    Path model = folder.resolve("counts.diglm");
    String[] fit = {"--target", "claims", "--features", "x", "--family", "poisson"};
    Run.fit(table(), model, (Object[]) fit).good();
    Path odd = Data.text(folder.resolve("odd.csv"), "x,claims\n0.5,1\n0.5,many\n0.5,-2\n0.5,1.5\n");
    Run run = Run.of("evaluate", model, odd);
    run.good();
    assertEquals(
        List.of(
            "note: 1 of 4 rows have a target that cannot be read, and are not measured (row 2:"
                + " column 'claims' must be a number, got 'many')",
            "note: 2 of 4 rows have a target without probability under poisson (the first is -2.0"
                + " in row 3): the NLL counts each with 1e30 nats"),
        run.err().lines().toList());
  }

  @Test
  void orderedClassesAreMeasuredInRanksAndExported() {
    String[] words = {"low", "mid", "high"};
    Path table =
        Data.rows(
            folder.resolve("sizes.csv"),
            "x,size",
            300,
            i ->
                String.format(
                    Locale.ROOT,
                    "%s,%s",
                    Data.number(i),
                    words[(int) Math.round(1 + 0.9 * Data.number(i))]));
    Path model = folder.resolve("sizes.diglm");
    Object[] options = {"--target", "size", "--features", "x", "--family", "ordinal"};
    Run.fit(table, model, options)
        .assertRefused(
            "order must be given of target 'size', whose classes are texts, got none (such as"
                + " --order low,mid,high)");
    Object[] ordered = {"--target", "size", "--order", "low,mid,high", "--epochs", 40};
    Run.fit(table, model, ordered).good();
    String info = Run.of("info", model).good();
    assertTrue(info.contains("ordinal of 3, link logit"), info);
    assertTrue(info.contains("one of low, mid, high"), info);
    assertTrue(Run.of("info", model, "--config").good().contains("low"), "levels are settings");
    assertTrue(Run.of("evaluate", model, table).good().contains(", RPS "), "RPS in words");
    JsonNode measures = Json.parse(Run.of("evaluate", model, table, "--json").good());
    double rps = measures.get("rps").asDouble();
    assertTrue(rps > 0 && rps < 0.3, measures.toString());
    String header = Run.of("predict", model, table).good().lines().findFirst().orElseThrow();
    assertTrue(
        header.startsWith("class,probability_low,probability_mid,probability_high,"), header);
    Run.of("export", model, "--onnx", folder.resolve("sizes.onnx")).good();
  }

  @Test
  void costsHaveAProbabilityOfZero() {
    Path table =
        Data.rows(
            folder.resolve("costs.csv"),
            "x,cost",
            200,
            i ->
                String.format(
                    Locale.ROOT, "%s,%.2f", Data.number(i), i % 3 == 0 ? 0 : 5.5 * (1 + i % 7)));
    Path model = folder.resolve("costs.diglm");
    Object[] fit = {"--target", "cost", "--features", "x", "--family", "tweedie", "--members", 2};
    Run.fit(table, model, fit).good();
    assertTrue(Run.of("info", model).good().contains("tweedie, link log"));
    JsonNode measures = Json.parse(Run.of("evaluate", model, table, "--json").good());
    assertTrue(measures.get("crps").asDouble() > 0, measures.toString());
    Object[] predict = {
      "predict", model, table, "--interval", 0.9, "--above", 0, "--shortfall", 0.01
    };
    String text = Run.of(predict).good();
    List<String> header = List.of(text.split("\n", -1)[0].split(",", -1));
    for (String line : text.lines().skip(1).toList()) {
      String[] row = line.split(",", -1);
      double above = Double.parseDouble(row[header.indexOf("p_above_0.0")]);
      assertTrue(above > 0 && above < 1, line);
      double mean = Double.parseDouble(row[header.indexOf("mean")]);
      double shortfall = Double.parseDouble(row[header.indexOf("shortfall_0.01")]);
      if (above < 0.95) {
        assertEquals("0", row[header.indexOf("lower")], line);
        assertEquals(mean / 0.99, shortfall, 1e-6 * mean, line);
      }
    }
    Run.of("export", model, "--onnx", folder.resolve("costs.onnx")).good();
  }

  @Test
  void sharesStayBetweenZeroAndOne() {
    Path table = table();
    Path model = folder.resolve("shares.diglm");
    Run.fit(table, model, "--target", "share", "--features", "x", "--family", "beta").good();
    List<String> lines =
        Run.of("predict", model, table, "--quantiles", "0.001,0.999").good().lines().toList();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      if (cells[cells.length - 3].equals("false")) { // a rejected row is answered by p(y)
        assertTrue(Double.parseDouble(cells[2]) > 0 && Double.parseDouble(cells[3]) < 1, line);
      }
    }
    Run.fit(table, model, "--target", "claims", "--features", "x", "--family", "beta")
        .assertRefused("family must fit target 'claims' (numbers from 0.0 to 4.0), got beta");
    Run.fit(
            table,
            model,
            "--target",
            "share",
            "--features",
            "x",
            "--family",
            "zero_inflated_poisson")
        .assertRefused(
            "family must fit target 'share' (numbers from 0.1 to 0.9), got"
                + " zero_inflated_poisson");
  }
}
