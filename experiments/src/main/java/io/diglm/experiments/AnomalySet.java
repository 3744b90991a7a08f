package io.diglm.experiments;

import io.diglm.data.NumpyRows;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One set of ADBench (Han et al. 2022).
 *
 * @param rows all of them, anomalies marked by 1 in column y
 */
record AnomalySet(String name, Table rows) {
  static final String LABEL = "y";
  private static final String FOLDER = "classical";

  /** Reads every set of the data folder, by name. */
  static List<AnomalySet> all(Context context) {
    Path folder = folder(context);
    try (Stream<Path> files = Files.list(folder)) {
      List<AnomalySet> sets =
          files
              .filter(file -> file.toString().endsWith(".npz"))
              .sorted()
              .map(file -> new AnomalySet(name(file), NumpyRows.read(file)))
              .toList();
      if (sets.isEmpty()) {
        throw new IllegalArgumentException("data must hold .npz files, got none in " + folder);
      }
      return sets;
    } catch (IOException e) {
      throw new IllegalArgumentException("data must be readable, got " + folder, e);
    }
  }

  private static Path folder(Context context) {
    String origin =
        "ADBench's .npz files, https://github.com/Minqi824/ADBench, adbench/datasets/Classical";
    Path data =
        context
            .data()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "data must be a folder with %s/ (%s), got none: give --data DIR"
                            .formatted(FOLDER, origin)));
    for (Path folder : List.of(data.resolve("adbench").resolve(FOLDER), data.resolve(FOLDER))) {
      if (Files.isDirectory(folder)) {
        return folder;
      }
    }
    throw new IllegalArgumentException(
        "data must hold the folder %s (%s), got none in %s".formatted(FOLDER, origin, data));
  }

  private static String name(Path file) {
    return file.getFileName().toString().replaceFirst("\\.npz$", "");
  }

  /**
   * Rows to learn from and rows to tell apart.
   *
   * @param train half of the normal rows, features only
   * @param test all other rows
   * @param anomalies which of them are
   */
  record Split(Table train, Table test, boolean[] anomalies) {}

  /** Splits by {@link HashOrder}: the first half of the normal rows trains. */
  Split split(long seed) {
    double[] labels = Tables.numbers(rows, LABEL);
    int[] ordinary = IntStream.range(0, labels.length).filter(row -> labels[row] == 0).toArray();
    int[] normal = HashOrder.of(name, seed, ordinary);
    int half = normal.length / 2;
    int[] train = IntStream.range(0, half).map(i -> normal[i]).toArray();
    int[] test =
        IntStream.concat(
                IntStream.range(half, normal.length).map(i -> normal[i]),
                IntStream.range(0, labels.length).filter(row -> labels[row] != 0))
            .toArray();
    boolean[] anomalies = new boolean[test.length];
    for (int i = 0; i < test.length; i++) {
      anomalies[i] = labels[test[i]] != 0;
    }
    Table unlabelled = features();
    return new Split(unlabelled.take(train), unlabelled.take(test), anomalies);
  }

  /** Returns the rows without the mark. */
  Table features() {
    List<TableColumn> columns =
        rows.columns().stream().filter(c -> !c.name().equals(LABEL)).toList();
    return new Table(name, columns, rows.rows());
  }
}
