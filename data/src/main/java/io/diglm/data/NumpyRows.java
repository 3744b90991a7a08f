package io.diglm.data;

import io.diglm.model.UnusableFileException;
import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Rows of numbers in NumPy's .npz: {@code X} (N, D) and {@code y} (N), as ADBench keeps its sets,
 * or {@code train}, {@code train_labels}, {@code test} and {@code test_labels}, as OddBench does.
 */
public final class NumpyRows {
  private NumpyRows() {}

  /**
   * {@return the columns {@code x1}, {@code x2}, ... and {@code y}, which must be whole}
   *
   * @param path of an {@code .npz} file
   * @throws UnusableFileException if the file is damaged
   * @throws IllegalArgumentException if the arrays are absent or have other sizes
   */
  public static Table read(Path path) {
    return read(path, "X", "y");
  }

  /**
   * {@return whether the file holds an array of this name}
   *
   * @param path of an {@code .npz} file
   * @param name of the array
   * @throws UnusableFileException if the file is damaged
   */
  public static boolean holds(Path path, String name) {
    try (ZipFile zip = new ZipFile(path.toFile())) {
      return zip.getEntry(name + ".npy") != null;
    } catch (IOException e) {
      throw damaged(path, e);
    }
  }

  /**
   * {@return the columns {@code x1}, {@code x2}, ... and {@code y}, of arrays of these names}
   * Labels may be floats if they are whole, and (N, 1).
   *
   * @param path of an {@code .npz} file
   * @param rows name of the array of rows (N, D)
   * @param labels name of the array of labels (N)
   * @throws UnusableFileException if the file is damaged
   * @throws IllegalArgumentException if the arrays are absent or have other sizes
   */
  public static Table read(Path path, String rows, String labels) {
    try (ZipFile zip = new ZipFile(path.toFile())) {
      NpyArray x = array(path, zip, rows);
      NpyArray y = array(path, zip, labels);
      boolean one = y.sizes().length == 1 || (y.sizes().length == 2 && y.sizes()[1] == 1);
      if (x.sizes().length != 2 || x.sizes()[1] == 0 || !one || y.sizes()[0] != x.sizes()[0]) {
        throw new IllegalArgumentException(
            "arrays of %s must be %s (N, D) and %s (N), got %s and %s"
                .formatted(path, rows, labels, sizes(x), sizes(y)));
      }
      return table(path, x, y);
    } catch (IOException e) {
      throw damaged(path, e);
    }
  }

  private static String sizes(NpyArray array) {
    return Arrays.toString(array.sizes()).replace('[', '(').replace(']', ')');
  }

  private static UnusableFileException damaged(Path path, IOException e) {
    return new UnusableFileException(
        "npz file %s must be a whole zip of arrays, got a damaged one".formatted(path), e);
  }

  private static NpyArray array(Path path, ZipFile zip, String name) throws IOException {
    ZipEntry entry = zip.getEntry(name + ".npy");
    if (entry == null) {
      throw new IllegalArgumentException(
          "npz file %s must hold an array %s, got none".formatted(path, name));
    }
    try (InputStream in = zip.getInputStream(entry)) {
      return NpyArray.of("array %s of npz file %s".formatted(name, path), in);
    }
  }

  private static Table table(Path path, NpyArray x, NpyArray y) {
    int rows = x.sizes()[0];
    int width = x.sizes()[1];
    StorageType type = x.wholeNumbers() ? StorageType.INTEGER : StorageType.DECIMAL;
    List<TableColumn> columns = new ArrayList<>();
    for (int d = 0; d < width; d++) {
      double[] cells = new double[rows];
      for (int row = 0; row < rows; row++) {
        cells[row] = x.number(x.fortran() ? d * rows + row : row * width + d);
      }
      columns.add(new TableColumn("x" + (d + 1), type, new Cells.Numbers(cells)));
    }
    double[] labels = new double[rows];
    for (int row = 0; row < rows; row++) {
      labels[row] = y.number(row);
      if (labels[row] != Math.rint(labels[row])) {
        throw new IllegalArgumentException(
            "labels of %s must be whole numbers, got %s".formatted(path, labels[row]));
      }
    }
    columns.add(new TableColumn("y", StorageType.INTEGER, new Cells.Numbers(labels)));
    return new Table(path.toString(), columns, rows);
  }
}
