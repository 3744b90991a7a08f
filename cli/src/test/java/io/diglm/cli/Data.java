package io.diglm.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/** Small tables with something to learn. */
final class Data {
  private static final int ROWS = 300;

  private Data() {}

  /** x a number, c one of a, b, c; y = 2 x + noise, k a class by the sign of x. */
  static Path flowers(Path folder) {
    SplittableRandom random = new SplittableRandom(7);
    return rows(
        folder.resolve("flowers.csv"),
        "x,c,y,k",
        ROWS,
        i -> {
          double x = random.nextGaussian();
          double y = 2 * x + 0.3 * random.nextGaussian();
          return String.format(
              Locale.ROOT, "%.4f,%s,%.4f,%s", x, "abc".charAt(i % 3), y, x > 0 ? "plus" : "minus");
        });
  }

  /** Writes a table whose row i, from 0, is what the function returns. */
  static Path rows(Path file, String header, int rows, IntFunction<String> row) {
    StringBuilder text = new StringBuilder(header).append('\n');
    for (int i = 0; i < rows; i++) {
      text.append(row.apply(i)).append('\n');
    }
    return text(file, text.toString());
  }

  static Path text(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** A number that no row repeats. */
  static double number(int i) {
    return Math.round(1e4 * Math.sin(i + 1.0)) / 1e4;
  }
}
