package io.diglm.server;

import io.diglm.predict.PredictionColumns;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.server.models.ModelSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** The model of numbers a and b and the text level that every version must load. */
final class Golden {
  static final String ROW = "[{\"a\": 0.5, \"b\": 2, \"level\": \"two\"}]";
  static final String PREDICT = "/v1/models/golden:predict";
  static final String[] JSON = {"Content-Type", "application/json"};

  private Golden() {}

  /**
   * Returns how to serve a copy of the model as golden, version 1, which is looked at each time.
   */
  static ServerConfig config(Path model) {
    return ServerConfig.of(new ModelSource("golden", "1", model)).withReload(Duration.ZERO);
  }

  /** Writes the model file into a folder. */
  static Path copy(Path folder, String name) {
    Path file = folder.resolve(name);
    try (InputStream from =
        Objects.requireNonNull(Predictor.class.getResourceAsStream("golden/format-1.diglm"))) {
      Path next = folder.resolve(name + ".next");
      Files.copy(from, next, StandardCopyOption.REPLACE_EXISTING);
      return Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Rows as a table. */
  static Table table(double[] a, double[] b, String... level) {
    return new Table(
        "rows",
        List.of(
            new TableColumn("a", StorageType.DECIMAL, new Cells.Numbers(a)),
            new TableColumn("b", StorageType.DECIMAL, new Cells.Numbers(b)),
            new TableColumn("level", StorageType.TEXT, Cells.Texts.of(Arrays.asList(level)))),
        a.length);
  }

  /** What the command says of these rows. */
  static List<TableColumn> expected(Path model, Table table) {
    try (Predictor predictor = Predictor.load(model)) {
      return PredictionColumns.usual(predictor.manifest()).of(predictor.predict(table));
    }
  }
}
