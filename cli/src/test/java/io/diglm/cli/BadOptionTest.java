package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BadOptionTest {
  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--epochs|0|epochs must be at least 1, got 0",
        "--epochs|x|epochs must be a whole number, got x (see diglm fit --help)",
        "--epochs|99999999999|epochs must be within ±2147483647, got 99999999999 (see diglm fit --help)",
        "--batch-size|0|batch-size must be at least 1, got 0",
        "--learning-rate|-1|learning-rate must be between 0 and 1, got -1.0",
        "--learning-rate|fast|learning-rate must be a number, got fast (see diglm fit --help)",
        "--warm-up|1|warm-up must be in [0, 1), got 1.0",
        "--weight-decay|-1|weight-decay must be at least 0, got -1",
        "--pieces|1|pieces must be 0 or from 2 to 512, got 1",
        "--clip-norm|0|clip-norm must be positive and finite, got 0.0",
        "--patience|0|patience must be at least 1, got 0",
        "--averaging|1|averaging must be in [0, 1), got 1.0",
        "--threads|0|threads must be between 1 and 256, got 0",
        "--slack|-1|slack must be at least 0, got -1",
        "--density-weight|NaN|density-weight must be at least 0, got NaN",
        "--components|1|components must be between 2 and 32, got 1",
        "--layers|-1|layers must be at least 0, got -1",
        "--hidden|0|hidden must be at least 1, got 0",
        "--test|-1|test must be a share under 1 or a whole number of rows, got -1",
        "--test|1.5|test must be a share under 1 or a whole number of rows, got 1.5",
        "--split|tme|split must be one of time, random, got tme; did you mean time? (see diglm fit --help)",
        "--device|gpu|device must be one of cpu, cuda, got gpu; did you mean cpu? (see diglm fit --help)",
        "--norm|batch|norm must be one of none, actnorm, batchnorm, got batch (see diglm fit --help)",
        "--time-limit|10|time-limit must be a time like 90s, 10m or 1h30m, got 10 (see diglm fit --help)",
        "--family|bernouli|family must be one of gaussian, student_t, bernoulli, categorical, poisson, negative_binomial, gamma, mixture, log_mixture, rounded, zero_inflated_poisson, zero_inflated_negative_binomial, beta, weibull, log_normal, log_logistic, ordinal, tweedie, got bernouli; did you mean bernoulli? (see diglm fit --help)",
        "--codes|maybe|codes must be true, false or auto, got maybe (see diglm fit --help)",
        "--features|y|features must not hold the target, got y",
        "--time-column|x|time-column must come with --split time, got --split random",
      })
  void outOfRange(String option, String value, String message) {
    Run.of("fit", "none.csv", "--target", "y", "--out", folder.resolve("m.diglm"), option, value)
        .assertRefused(message);
  }

  @Test
  void familyThatDoesNotFit() {
    Path table = Data.flowers(folder);
    Run run = Run.fit(table, folder.resolve("m.diglm"), "--target", "y", "--family", "bernoulli");
    assertEquals(2, run.code());
    assertTrue(run.err().startsWith("diglm: family must fit target 'y' (numbers from "), run.err());
  }

  @Test
  void gpuWithoutItsNatives() {
    URL gpu = getClass().getResource("/org/bytedeco/cuda/global/cudart.class");
    assumeTrue(gpu == null, "built with -Pcuda");
    Run.of("fit", "none.csv", "--target", "y", "--device", "cuda")
        .assertRefused(
            "device must be cpu here, got cuda: the class path has no natives for it (build with -Pcuda)");
  }

  @Test
  void noTarget() {
    Run.of("fit", "a.csv")
        .assertRefused(
            "target must be given, got none (--target COLUMN, or --no-target to fit p(x) alone)");
  }

  @Test
  void targetAndNoTarget() {
    Run.of("fit", "a.csv", "--target", "y", "--no-target")
        .assertRefused("target must not be given with --no-target, got y");
  }

  @ParameterizedTest
  @CsvSource({
    "--family,poisson",
    "--family,auto",
    "--link,log",
    "--dispersion,constant",
    "--components,3",
    "--bayes,auto",
    "--density-weight-start,1",
    "--density-weight-last,1",
    "--unlabelled,density",
    "--labelled-share,0.1",
    "--entropy-weight,1",
    "--consistency-weight,1",
    "--propagation-weight,1",
    "--consistency-radius,1"
  })
  void optionsOfATargetWithoutOne(String option, String value) {
    Run.of("fit", "a.csv", "--no-target", option, value)
        .assertRefused(option.substring(2) + " must come with --target, got --no-target");
  }

  @Test
  void classesWithoutATarget() {
    Run.of("fit", "a.csv", "--classes", "--no-target")
        .assertRefused("classes must come with --target, got --no-target");
  }

  @Test
  void densityOfNoWeight() {
    Run.of("fit", "a.csv", "--no-target", "--density-weight", 0)
        .assertRefused("density-weight must be positive without a target, got 0");
  }

  @Test
  void noTable() {
    Run.of("fit", "--target", "y")
        .assertRefused("rows must come from tables or from --sql, got neither");
    Run.of("fit", "a.csv", "--sql", "SELECT 1", "--target", "y")
        .assertRefused("rows must come from tables or from --sql, got both");
  }

  @Test
  void unknownOption() {
    Run.of("fit", "a.csv", "--targte", "y")
        .assertRefused(
            "option must be one that diglm fit has, got --targte; did you mean --target?"
                + " (see diglm fit --help)");
  }

  @Test
  void unknownCommand() {
    Run.of("fitt")
        .assertRefused(
            "command must be one that diglm has, got fitt; did you mean fit? (see diglm --help)");
  }

  @Test
  void noCommand() {
    Run run = Run.of();
    assertEquals(2, run.code());
    assertTrue(run.err().startsWith("Usage: diglm "), run.err());
  }

  @Test
  void rowsOfASample() {
    Run.of("sample", "m.diglm", "-n", 0).assertRefused("rows must be at least 1, got 0");
    Run.of("sample", "m.diglm")
        .assertRefused("rows must be given, got none (see diglm sample --help)");
  }

  @Test
  void helpAndVersionAreNoErrors() {
    assertTrue(Run.of("--help").good().startsWith("Usage: diglm "));
    assertTrue(Run.of("fit", "--help").good().startsWith("Usage: diglm fit TABLE..."));
    assertEquals("diglm 0.1.0", Run.of("--version").good().strip());
  }

  @Test
  void aCommandWithoutAModelSaysSo() {
    Run.of("predict", "--explain")
        .assertRefused("MODEL must be given, got none (see diglm predict --help)");
  }

  @Test
  void whatOnlyLearnsHasNoRejectionRule() {
    for (String command : List.of("update", "recalibrate")) {
      Run.of(command, "m.diglm", "t.csv", "--slack", 1)
          .assertRefused(
              "option must be one that diglm %s has, got --slack (see diglm %s --help)"
                  .formatted(command, command));
    }
  }
}
