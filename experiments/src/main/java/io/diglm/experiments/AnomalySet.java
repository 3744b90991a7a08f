package io.diglm.experiments;

import io.diglm.data.NumpyRows;
import io.diglm.schema.Cells;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One set of rows of which some are anomalies: an {@code .npz} with X and y, as ADBench's (Han et
 * al. 2022), or with train, test, train_labels and test_labels, as OddBench's. It is read when it
 * is split.
 */
record AnomalySet(String name, Path file) {
  static final String LABEL = "y";
  private static final String FOLDER = "classical";

  /** Numbers farther from 0 count as missing. The range of a column must be finite. */
  private static final double FARTHEST = 1e299;

  /** Returns every set of the data folder, by name. */
  static List<AnomalySet> all(Context context) {
    Path folder = folder(context);
    try {
      List<AnomalySet> sets =
          npz(folder).stream().map(file -> new AnomalySet(name(file), file)).toList();
      if (sets.isEmpty()) {
        throw new IllegalArgumentException("data must hold .npz files, got none in " + folder);
      }
      return sets;
    } catch (IOException e) {
      throw new IllegalArgumentException("data must be readable, got " + folder, e);
    }
  }

  private static List<Path> npz(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".npz")).sorted().toList();
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
    try {
      if (!npz(data).isEmpty()) {
        return data;
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("data must be readable, got " + data, e);
    }
    throw new IllegalArgumentException(
        "data must hold the folder %s (%s), or .npz files, got none in %s"
            .formatted(FOLDER, origin, data));
  }

  private static String name(Path file) {
    return file.getFileName().toString().replaceFirst("\\.npz$", "");
  }

  /**
   * Training rows, and test rows of which some are anomalies.
   *
   * @param train normal rows, features only
   * @param test all other rows
   * @param anomalies which of them are
   */
  record Split(Table train, Table test, boolean[] anomalies) {}

  /**
   * Splits the rows. Infinite numbers and those beyond 1e299 count as missing. If the file has no
   * split, the first half of the normal rows by {@link HashOrder} trains; otherwise the normal rows
   * of its training part train.
   */
  Split split(long seed) {
    Split split = NumpyRows.holds(file, "train") ? given() : halved(NumpyRows.read(file), seed);
    if (split.train().rows() == 0) {
      throw new IllegalArgumentException("training rows must include normal ones (label 0), got 0");
    }
    int rows = split.anomalies().length;
    long odd = IntStream.range(0, rows).filter(row -> split.anomalies()[row]).count();
    if (odd == 0 || odd == rows) {
      throw new IllegalArgumentException(
          "test rows must include normal rows and anomalies, got %,d and %,d"
              .formatted(rows - odd, odd));
    }
    return split;
  }

  private Split given() {
    Table train = NumpyRows.read(file, "train", "train_labels");
    Table test = NumpyRows.read(file, "test", "test_labels");
    if (train.columns().size() != test.columns().size()) {
      throw new IllegalArgumentException(
          "train and test of %s must have the same columns, got %d and %d"
              .formatted(file, train.columns().size() - 1, test.columns().size() - 1));
    }
    return new Split(features(train).take(where(train, false)), features(test), marked(test));
  }

  private static boolean[] marked(Table rows) {
    double[] labels = Tables.numbers(rows, LABEL);
    boolean[] anomalies = new boolean[labels.length];
    for (int i = 0; i < anomalies.length; i++) {
      anomalies[i] = labels[i] != 0;
    }
    return anomalies;
  }

  private static int[] where(Table rows, boolean anomalous) {
    double[] labels = Tables.numbers(rows, LABEL);
    return IntStream.range(0, labels.length).filter(row -> labels[row] != 0 == anomalous).toArray();
  }

  private Split halved(Table rows, long seed) {
    int[] normal = HashOrder.of(name, seed, where(rows, false));
    int half = normal.length / 2;
    int[] train = IntStream.range(0, half).map(i -> normal[i]).toArray();
    int[] test =
        IntStream.concat(
                IntStream.range(half, normal.length).map(i -> normal[i]),
                IntStream.of(where(rows, true)))
            .toArray();
    return new Split(
        features(rows).take(train), features(rows).take(test), marked(rows.take(test)));
  }

  /** Returns the rows of a set without a split. Column y is 1 for anomalies. */
  Table rows() {
    return NumpyRows.read(file);
  }

  /** Returns the same rows without column y. */
  Table features() {
    return features(rows());
  }

  private static TableColumn measured(TableColumn column) {
    double[] cells = ((Cells.Numbers) column.cells()).values();
    boolean clean = Arrays.stream(cells).allMatch(v -> Double.isNaN(v) || Math.abs(v) <= FARTHEST);
    return clean
        ? column
        : new TableColumn(
            column.name(),
            column.type(),
            new Cells.Numbers(
                Arrays.stream(cells).map(v -> Math.abs(v) <= FARTHEST ? v : Double.NaN).toArray()));
  }

  private Table features(Table rows) {
    List<TableColumn> columns =
        rows.columns().stream()
            .filter(c -> !c.name().equals(LABEL))
            .map(AnomalySet::measured)
            .toList();
    return new Table(name, columns, rows.rows());
  }
}
