package io.diglm.data;

import io.diglm.schema.Cells;
import io.diglm.schema.ImageShape;
import io.diglm.schema.Images;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tables of images. */
final class ImageTables {
  static final String LABEL = "label";
  static final String FILE = "file";

  private ImageTables() {}

  /** Returns images whose labels are codes into classes, -1 if missing. */
  static Table of(String source, Images images, int[] codes, List<String> classes) {
    return new Table(
        source,
        List.of(new TableColumn(LABEL, StorageType.TEXT, new Cells.Texts(codes, classes))),
        images.size(),
        Optional.of(images));
  }

  /**
   * Returns images whose labels are whole numbers. The classes are the labels that occur, in order.
   */
  static Table numbered(String source, Images images, int[] labels) {
    return numbered(source, images, Arrays.stream(labels).asLongStream().toArray());
  }

  /** Returns images with larger numbers as labels. */
  static Table numbered(String source, Images images, long[] labels) {
    long[] numbers = Arrays.stream(labels).distinct().sorted().toArray();
    int[] codes = Arrays.stream(labels).mapToInt(l -> Arrays.binarySearch(numbers, l)).toArray();
    return of(source, images, codes, Arrays.stream(numbers).mapToObj(Long::toString).toList());
  }

  /** Returns images without labels or names. */
  static Table unlabelled(String source, Images images) {
    return new Table(source, List.of(), images.size(), Optional.of(images));
  }

  /** Returns the same table with a column of names. */
  static Table named(Table table, List<String> files) {
    List<TableColumn> columns = new ArrayList<>(table.columns());
    columns.add(texts(FILE, files));
    return new Table(table.source(), columns, table.rows(), table.images());
  }

  static Images images(Table table) {
    return table
        .images()
        .orElseThrow(() -> new IllegalArgumentException("rows must be images, got none"));
  }

  /** Returns the number of bytes, or fails if this many images do not fit into an array. */
  static int bytes(String what, ImageShape shape, long images) {
    long bytes = images * shape.size();
    if (bytes > Integer.MAX_VALUE - 16) {
      throw new IllegalArgumentException(
          "%s must hold at most 2 GiB of pixels, got %,d images of %s"
              .formatted(what, images, shape));
    }
    return (int) bytes;
  }

  /** Returns the images of several tables, one after the other. */
  static Table joined(String source, List<Table> tables) {
    if (tables.size() == 1) {
      return tables.get(0);
    }
    Images images = joined(tables);
    List<TableColumn> columns = new ArrayList<>();
    for (String name : List.of(LABEL, FILE)) {
      if (tables.stream().anyMatch(table -> table.find(name).isPresent())) {
        columns.add(texts(name, cells(tables, name)));
      }
    }
    return new Table(source, columns, images.size(), Optional.of(images));
  }

  private static Images joined(List<Table> tables) {
    ImageShape shape = images(tables.get(0)).shape();
    long rows = 0;
    for (Table table : tables) {
      if (!images(table).shape().equals(shape)) {
        throw new IllegalArgumentException(
            "image sets must be of one shape, got %s of %s and %s of %s"
                .formatted(shape, tables.get(0).source(), images(table).shape(), table.source()));
      }
      rows += table.rows();
    }
    byte[] pixels = new byte[bytes("image sets", shape, rows)];
    int at = 0;
    for (Table table : tables) {
      byte[] part = images(table).pixels();
      System.arraycopy(part, 0, pixels, at, part.length);
      at += part.length;
    }
    return new Images(shape, pixels);
  }

  private static List<String> cells(List<Table> tables, String name) {
    List<String> cells = new ArrayList<>();
    for (Table table : tables) {
      Optional<TableColumn> column = table.find(name);
      for (int row = 0; row < table.rows(); row++) {
        int at = row;
        cells.add(column.flatMap(c -> c.text(at)).orElse(""));
      }
    }
    return cells;
  }

  /** Returns a column of texts, the empty ones missing; the levels in order. */
  private static TableColumn texts(String name, List<String> texts) {
    List<String> levels =
        texts.stream().filter(text -> !text.isEmpty()).distinct().sorted().toList();
    Map<String, Integer> codes = new LinkedHashMap<>();
    levels.forEach(level -> codes.put(level, codes.size()));
    int[] cells = texts.stream().mapToInt(text -> codes.getOrDefault(text, -1)).toArray();
    return new TableColumn(name, StorageType.TEXT, new Cells.Texts(cells, levels));
  }
}
