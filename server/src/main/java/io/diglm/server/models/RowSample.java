package io.diglm.server.models;

import io.diglm.schema.Cells;
import io.diglm.schema.Feature;
import io.diglm.schema.ImageShape;
import io.diglm.schema.Images;
import io.diglm.schema.Schema;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Some of the rows received: the last ones, or rows drawn uniformly from all (Vitter 1985,
 * algorithm R). Not safe to share between threads.
 */
final class RowSample {
  private static final int MOST = 2000;
  private static final int LEAST = 200;
  private static final int NUMBERS = 1 << 20;
  private static final Object MISSING = "";

  private final Schema schema;
  private final boolean last;
  private final Object[][] rows;
  private final SplittableRandom random = new SplittableRandom(1);
  private long seen;

  /**
   * @param last whether the last rows are kept
   */
  RowSample(Schema schema, boolean last) {
    this.schema = schema;
    this.last = last;
    int width = Math.max(1, schema.image().map(ImageShape::size).orElse(schema.features().size()));
    rows = new Object[Math.max(LEAST, Math.min(MOST, NUMBERS / width))][];
  }

  void add(Table table, int row) {
    long place = seen++;
    if (place >= rows.length) {
      place = last ? place % rows.length : random.nextLong(seen);
    }
    if (place < rows.length) {
      rows[(int) place] = cells(table, row);
    }
  }

  private Object[] cells(Table table, int row) {
    if (table.images().isPresent()) {
      return new Object[] {table.images().get().slice(row, row + 1).pixels()};
    }
    List<Feature> features = schema.features();
    Object[] cells = new Object[features.size()];
    for (int j = 0; j < cells.length; j++) {
      TableColumn column = table.column(features.get(j).name());
      cells[j] =
          column.cells() instanceof Cells.Numbers numbers
              ? (Object) numbers.values()[row]
              : column.text(row).orElse("");
    }
    return cells;
  }

  /** Returns the rows as a table. */
  Table table() {
    int count = (int) Math.min(seen, rows.length);
    Optional<ImageShape> image = schema.image();
    if (image.isPresent()) {
      byte[] pixels = new byte[count * image.get().size()];
      for (int row = 0; row < count; row++) {
        byte[] one = (byte[]) rows[row][0];
        System.arraycopy(one, 0, pixels, row * one.length, one.length);
      }
      Images images = new Images(image.get(), pixels);
      return new Table("the requests", List.of(), count, Optional.of(images));
    }
    List<TableColumn> columns = new ArrayList<>();
    for (int j = 0; j < schema.features().size(); j++) {
      columns.add(column(schema.features().get(j), j, count));
    }
    return new Table("the requests", columns, count);
  }

  /** Numbers are received as numbers or, in CSV, as texts. */
  private TableColumn column(Feature feature, int j, int count) {
    StorageType type = feature.type() == StorageType.TEXT ? StorageType.DECIMAL : feature.type();
    boolean numbers =
        Arrays.stream(rows, 0, count)
            .allMatch(row -> row[j] instanceof Double || row[j] == MISSING);
    boolean any = Arrays.stream(rows, 0, count).anyMatch(row -> row[j] instanceof Double);
    if (numbers && any) {
      double[] values = new double[count];
      for (int row = 0; row < count; row++) {
        values[row] = rows[row][j] instanceof Double value ? value : Double.NaN;
      }
      return new TableColumn(feature.name(), type, new Cells.Numbers(values));
    }
    String[] texts = new String[count];
    for (int row = 0; row < count; row++) {
      texts[row] =
          rows[row][j] instanceof Double value
              ? new TableColumn("", type, new Cells.Numbers(new double[] {value}))
                  .text(0)
                  .orElse("")
              : rows[row][j].toString();
    }
    return new TableColumn(feature.name(), StorageType.TEXT, Cells.Texts.of(Arrays.asList(texts)));
  }
}
