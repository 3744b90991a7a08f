package io.diglm.attack;

import io.diglm.cli.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * What is attacked.
 *
 * @param folder for damaged copies
 * @param table rows of numbers, texts, a date and gaps, whose target depends on them
 * @param model fitted to them
 */
record Attacked(Path folder, Path table, Path model) {
  private static final int ROWS = 200;

  /** Writes a table, and fits a small model to it. */
  static Attacked fitted(Path folder) throws IOException {
    Path table = table(folder.resolve("t.csv"));
    Path model = folder.resolve("m.diglm");
    List<Object> fit = new ArrayList<>(List.of("fit", table, "--target", "y", "--out", model));
    fit.addAll(List.of("--epochs", 3, "--layers", 2, "--hidden", 8, "--threads", 1, "--quiet"));
    Command.Ran fitted = Command.run(fit.toArray());
    if (fitted.code() != 0) {
      throw new IllegalStateException("the fit must work, got " + fitted.err());
    }
    return new Attacked(folder, table, model);
  }

  private static Path table(Path file) throws IOException {
    SplittableRandom random = new SplittableRandom(11);
    StringBuilder rows = new StringBuilder("x,n,c,day,y\n");
    for (int i = 0; i < ROWS; i++) {
      double x = random.nextDouble(-2, 2);
      int c = random.nextInt(3);
      rows.append(
          String.format(
              Locale.ROOT,
              "%.4f,%s,%s,2026-0%d-1%d,%.3f%n",
              x,
              random.nextInt(9) == 0 ? "" : Integer.toString(random.nextInt(50)),
              "abc".charAt(c),
              1 + random.nextInt(9),
              random.nextInt(10),
              2 * x + c + random.nextDouble()));
    }
    return Files.writeString(file, rows);
  }
}
