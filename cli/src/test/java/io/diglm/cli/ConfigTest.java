package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
  void theConfigurationOfAModelOfFormatOneStillFits() throws Exception {
    Path golden =
        Path.of("..", "scoring/src/test/resources/io/diglm/predict/golden/format-1.diglm");
    String printed = Run.of("info", golden, "--config").good();
    assertTrue(printed.contains("\nfrequency-scale: 0.5\n"), printed);
    Path config = Data.text(folder.resolve("fit.yaml"), printed);
    Run.of("fit", table, "--config", config, "--epochs=1", "--out", model, "--quiet").good();
    String again = Run.of("info", model, "--config").good();
    List<String> kept =
        printed.lines().skip(1).filter(line -> !line.matches("(tables|epochs): .*")).toList();
    assertTrue(again.lines().toList().containsAll(kept), again);
  }

  @Test
  void aFileWithEveryOptionOfBeforeStillFits() {
    String before =
        """
        target: y
        features: [x, c]
        codes: false
        split: time
        test: 0
        validation: 0.1
        missing: indicator
        flow: realnvp
        layers: 2
        hidden: 8
        depth: 1
        network: mlp
        activation: relu
        norm: none
        frequency-scale: 0.5
        log-scale-bound: 1.5
        bins: 8
        levels: 0
        couplings: 1
        frequencies: 2
        density: cells
        family: gaussian
        link: identity
        dispersion: constant
        bayes: none
        density-weight: 0.2
        density-weight-start: 0.4
        epochs: 1
        batch-size: 32
        learning-rate: 0.003
        warm-up: 0.1
        weight-decay: 0.2
        clip-norm: 4
        patience: 7
        averaging: 0.99
        shift: 0
        noise: 0.1
        precision: float32
        memory: standard
        unlabelled: drop
        labelled-share: 0.4
        entropy-weight: 0.1
        consistency-weight: 2
        consistency-radius: 0.2
        propagation-weight: 0.5
        warp: 0
        time-limit: 90s
        threads: 2
        seed: 5
        slack: 1
        """;
    Path config = Data.text(folder.resolve("fit.yaml"), before);
    Run.of("fit", table, "--config", config, "--out", model, "--quiet").good();
    String again = Run.of("info", model, "--config").good();
    assertTrue(again.lines().toList().containsAll(before.lines().toList()), again);
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
        "target: y\\n"
            + "epoch: 3|, line 2: key must be tables or an option of diglm fit, got epoch; did you"
            + " mean epochs?",
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
  void bytesThatAreNoTextAreToldInWords() throws IOException {
    Path config = Files.write(folder.resolve("fit.yaml"), new byte[] {'a', ':', (byte) 0xe0, 0});
    Run.of("fit", table, "--config", config)
        .assertRefused("config file %s must be UTF-8, got other bytes".formatted(config));
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
