package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers at the ends of what a double holds. */
final class FarNumbersTest {
  private static final String[] FAR = {"1e307", "-1e307", "1e38", "1e39", "1e-310", "-1.7e308"};

  @TempDir private Path folder = Path.of("");

  @Test
  void noAnswerIsInfinite() throws Exception {
    Path table = Data.flowers(folder);
    Path far =
        Data.rows(
            folder.resolve("far.csv"),
            "x,c,y,k",
            FAR.length,
            i -> FAR[i] + ",a," + FAR[FAR.length - 1 - i] + ",plus");
    for (String target : new String[] {"y", "k"}) {
      Path model = folder.resolve(target + ".diglm");
      Run.fit(table, model, "--target", target, "--family", target.equals("y") ? "mixture" : "auto")
          .good();
      String rows = Run.of("predict", model, far, "--keep", "x").good();
      assertFinite(rows);
      assertEquals(FAR.length + 1L, rows.lines().count());
      assertFinite(Run.of("predict", model, far, "--explain").good());
      assertFinite(Run.of("evaluate", model, far).good());
      assertFinite(Run.of("evaluate", model, far, "--json").good());
      assertFinite(Run.of("drift", model, far).good());
      assertFinite(Run.of("drift", model, far, "--json").good());
    }
  }

  @Test
  void oneTargetFarOutIsRefused() throws Exception {
    Path table = Data.flowers(folder);
    Path model = folder.resolve("m.diglm");
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
            "conjugate")
        .good();
    byte[] before = Files.readAllBytes(model);
    Path one = Data.text(folder.resolve("one.csv"), "x,c,y\n0.5,a,1e300\n");
    Run run = Run.of("update", model, one);
    assertEquals(2, run.code());
    assertTrue(run.err().contains("target must lie within "), run.err());
    assertTrue(Arrays.equals(before, Files.readAllBytes(model)));
    Path outlier =
        Data.text(folder.resolve("o.csv"), Files.readString(table) + "0.5,a,1e299,plus\n");
    Run fit =
        Run.fit(
            outlier,
            folder.resolve("n.diglm"),
            "--target",
            "y",
            "--split",
            "time",
            "--test",
            "0.1");
    Run all =
        Run.fit(
            outlier,
            folder.resolve("n.diglm"),
            "--target",
            "y",
            "--test",
            "1",
            "--validation",
            "1");
    assertTrue(fit.code() == 0 || fit.err().contains("must lie within"), fit.err());
    assertEquals(2, all.code());
    assertTrue(
        all.err().contains("target 'y' must lie within ") && all.err().contains("got 1.0E299"),
        all.err());
    assertFalse(all.err().contains("Exception"));
  }

  private static void assertFinite(String text) {
    assertFalse(text.contains("Infinity") || text.contains("NaN") || text.contains("∞"), text);
  }
}
