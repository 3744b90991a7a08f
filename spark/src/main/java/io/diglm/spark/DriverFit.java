package io.diglm.spark;

import io.diglm.model.ModelFile;
import io.diglm.model.UnusableFileException;
import io.diglm.schema.Table;
import io.diglm.train.EpochRecord;
import io.diglm.train.Fit;
import io.diglm.train.FitConfig;
import io.diglm.train.FitListener;
import io.diglm.train.FitResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Streams the columns that a fit needs to the driver, partition after partition, and fits there.
 *
 * @param dataset the frame
 * @param features the columns to predict from
 * @param label the column to predict, if there is one
 */
record DriverFit(Dataset<Row> dataset, List<FrameColumn> features, Optional<FrameColumn> label) {
  private static final Logger LOG = LoggerFactory.getLogger(DriverFit.class);
  private static final String SOURCE = "the frame";

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
            "diglm: fitting on the driver", () -> Fit.of(config).listener(new Log()).run(table))) {
      return SharedModel.of(bytes(result.model()), "the fitted model");
    } catch (LinkageError e) {
      throw new IllegalStateException(
          "driver must have the libraries that train this model, got %s (add org.bytedeco:pytorch-platform to spark.jars.packages)"
              .formatted(e),
          e);
    }
  }

  /** What Spark's pages call the jobs in between. */
  private <T> T described(String what, Supplier<T> body) {
    SparkContext context = dataset.sparkSession().sparkContext();
    String before = context.getLocalProperty("spark.job.description");
    context.setJobDescription(what);
    try {
      return body.get();
    } finally {
      context.setJobDescription(before);
    }
  }

  private Table read() {
    List<FrameColumn> all = new ArrayList<>(features);
    label.ifPresent(all::add);
    List<Integer> fields = all.stream().map(FrameColumn::field).distinct().toList();
    List<FrameColumn> picked =
        all.stream()
            .map(c -> new FrameColumn(c.name(), c.type(), fields.indexOf(c.field()), c.element()))
            .toList();
    RowBuffer buffer = new RowBuffer(picked);
    Iterator<Row> rows = dataset.select(selected(fields)).toLocalIterator();
    while (rows.hasNext()) {
      buffer.append(rows.next());
    }
    if (buffer.rows() == 0) {
      throw new IllegalArgumentException("frame must have rows to learn from, got none");
    }
    return buffer.build(SOURCE);
  }

  private Column[] selected(List<Integer> fields) {
    StructType schema = dataset.schema();
    return fields.stream()
        .map(field -> functions.col(quoted(schema.fieldNames()[field])))
        .toArray(Column[]::new);
  }

  /** Dots and backquotes are letters of the name. */
  static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  private static void requireLabels(Table table, String name) {
    var column = table.column(name);
    for (int row = 0; row < table.rows(); row++) {
      if (column.text(row).isPresent()) {
        return;
      }
    }
    throw new IllegalArgumentException(
        "labelCol '%s' must have a value in some row, got none in %d rows (DiglmDetector learns p(x) alone)"
            .formatted(name, table.rows()));
  }

  private static byte[] bytes(ModelFile model) {
    Optional<Path> file = Optional.empty();
    try {
      Path path = Files.createTempFile("model", ".diglm");
      file = Optional.of(path);
      model.save(path);
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new UnusableFileException(
          "the folder for temporary files must take the fitted model, got " + e, e);
    } finally {
      file.ifPresent(path -> path.toFile().delete());
    }
  }

  /** The fit's progress in Spark's log. */
  private static final class Log implements FitListener {
    @Override
    public void stage(String what) {
      LOG.info("diglm: {}", what);
    }

    @Override
    public void epoch(EpochRecord record) {
      LOG.info("diglm: epoch {}, validation loss {}", record.epoch(), record.validationLoss());
    }

    @Override
    public void warning(String line) {
      LOG.warn("diglm: {}", line);
    }
  }
}
