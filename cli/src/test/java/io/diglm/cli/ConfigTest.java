package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options in a file. */
final class ConfigTest {
  @TempDir private Path folder = Path.of("");
  private Path table = Path.of("");
  private Path model = Path.of("");

  @BeforeEach
  void files() {
    table = Data.flowers(folder);
    model = folder.resolve("m.diglm");
  }

  @Test
  void whatAModelWasMadeWithMakesItAgain() throws Exception {
    Run.fit(
            table,
            model,
            "--target",
            "y",
            "--features",
            "x,c",
            "--family",
            "gaussian",
            "--bayes",
            "conjugate",
            "--test",
            0)
        .good();
    String printed = Run.of("info", model, "--config").good();
    assertTrue(
        printed.contains("\ntables: [\"" + table + "\"]\n")
            || printed.contains("\ntables: [" + table + "]\n"),
        printed);
    assertTrue(printed.contains("\nfeatures: [x, c]\n"), printed);
    assertTrue(printed.contains("\nflow: realnvp\nlayers: 2\nhidden: 8\n"), printed);
    Path config = Data.text(folder.resolve("fit.yaml"), printed);
    Path again = folder.resolve("again.diglm");
    Run.of("fit", "--config", config, "--out", again, "--quiet").good();
    assertEquals(
        printed.lines().skip(1).toList(),
        Run.of("info", again, "--config").good().lines().skip(1).toList());
    assertEquals(Run.of("predict", model, table).good(), Run.of("predict", again, table).good());
  }

  @Test
  void aModelWithoutATargetIsMadeAgainToo() {
    Run.fit(table, model, "--no-target", "--features", "x,c", "--time-limit", "1m30s").good();
    String printed = Run.of("info", model, "--config").good();
    assertTrue(printed.contains("\ntime-limit: 90s\n"), printed);
    Path config = Data.text(folder.resolve("fit.yaml"), printed);
    Path again = folder.resolve("again.diglm");
    Run.of("fit", "--config", config, "--out", again, "--quiet").good();
    assertTrue(Run.of("info", again).good().contains("the model is of p(x) alone"));
  }

  @Test
  void theCommandLineCountsMore() {
    Path config =
        Data.text(
            folder.resolve("fit.yaml"),
            """
            # comments are fine
            tables: [none.csv]
            target: y
            features: [x, c]
            family: poisson
            layers: 1
            hidden: 4
            epochs: 1
            scale_latent: false
            quiet: true
            seed: 5
            """);
    Run.of("fit", table, "--config=" + config, "--family", "gaussian", "--out", model).good();
    String info = Run.of("info", model).good();
    assertTrue(info.contains("head        gaussian"), info);
    assertTrue(info.contains("seed        5"), info);
  }

  @Test
  void theReportsCommandNeedsNoFile() throws Exception {
    Path config =
        Data.text(
            folder.resolve("fit.yaml"),
            "target: y\nfamily: gaussian\nlayers: 1\nhidden: 4\nepochs: 1\nquiet: true\n");
    Path report = folder.resolve("r.html");
    Run.of("fit", table, "--config", config, "--out", model, "--report", report).good();
    String page = Files.readString(report);
    assertTrue(
        page.contains("diglm fit --target=y --family=gaussian --layers=1 --hidden=4 --epochs=1"),
        "the command");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "target: y\\nepoch: 3|, line 2: key must be tables or an option of diglm fit, got epoch; did you mean epochs?",
        "target: y\\nepochs: x|, line 2: epochs must be a whole number, got x",
        "target: y\\nquiet: maybe|, line 2: quiet must be true or false, got maybe",
        "target: {a: b}|, line 1: value must be a text, a number or a list, got a structure",
        "- a|, line 1: config must be lines of 'option: value', got another structure",
        "config: a|, line 1: key must be tables or an option of diglm fit, got config",
      })
  void whatIsWrongIsToldWithItsLine(String text, String message) {
    Path config = Data.text(folder.resolve("fit.yaml"), text.replace("\\n", "\n"));
    Run run = Run.of("fit", table, "--config", config, "--out", model);
    assertEquals(2, run.code());
    assertEquals("diglm: config file " + config + message, run.err().strip());
  }

  @Test
  void whatIsNoYamlIsToldWithItsLine() {
    Path config = Data.text(folder.resolve("fit.yaml"), "target: y\nfeatures: [x\n");
    Run run = Run.of("fit", table, "--config", config);
    assertEquals(2, run.code());
    assertTrue(
        run.err().startsWith("diglm: config file " + config + ", line 3 must be YAML, got "),
        run.err());
    Run.of("fit", table, "--config", "none.yaml")
        .assertRefused("config file must exist, got none.yaml");
  }
}
