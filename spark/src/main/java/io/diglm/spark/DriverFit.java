package io.diglm.spark;

import io.diglm.schema.Table;
import io.diglm.train.Fit;
import io.diglm.train.FitConfig;
import io.diglm.train.FitResult;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Streams the columns that a fit needs to the driver, partition by partition, and fits there.
 *
 * @param dataset the frame
 * @param features the columns to predict from
 * @param label the column to predict, if there is one
 * @param weight the column that says how much each row counts, if there is one
 */
record DriverFit(
    Dataset<Row> dataset,
    List<FrameColumn> features,
    Optional<FrameColumn> label,
    Optional<FrameColumn> weight) {

  /**
   * Fits.
   *
   * @throws IllegalArgumentException if the frame cannot be learned from as configured
   */
  SharedModel run(FitConfig config) {
    Table table = described("diglm: reading rows to the driver", this::read);
    label.ifPresent(column -> requireLabels(table, column.name()));
    try (FitResult result =
        described(
            "diglm: fitting on the driver",
            () -> Fit.of(config).listener(new FitLog("epoch")).run(table))) {
      return SharedModel.fitted(result.model());
    }
  }

  private <T> T described(String what, Supplier<T> body) {
    return Jobs.described(dataset.sparkSession().sparkContext(), what, body);
  }

  private Table read() {
    List<FrameColumn> all = new ArrayList<>(features);
    label.ifPresent(all::add);
    weight.ifPresent(all::add);
    Picked picked = Picked.of(dataset, all);
    RowBuffer buffer = new RowBuffer(picked.columns());
    Iterator<Row> rows = picked.rows().toLocalIterator();
    while (rows.hasNext()) {
      buffer.append(rows.next());
    }
    if (buffer.rows() == 0) {
      throw new IllegalArgumentException("frame must have rows to learn from, got none");
    }
    return buffer.build();
  }

  private static void requireLabels(Table table, String name) {
    var column = table.column(name);
    for (int row = 0; row < table.rows(); row++) {
      if (column.text(row).isPresent()) {
        return;
      }
    }
    throw new IllegalArgumentException(labelless(name, table.rows()));
  }

  static String labelless(String name, long rows) {
    return "labelCol '%s' must have a value in some row, got none in %d rows (DiglmDetector learns p(x) alone)"
        .formatted(name, rows);
  }
}
