package io.diglm.fuzz;

import io.diglm.predict.Predictor;
import io.diglm.schema.Schema;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.server.rows.RowStream;
import io.diglm.server.tensors.InferReader;
import io.diglm.server.tensors.TensorTable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Bodies of requests to a server. */
final class RequestTargets {
  /** The model of numbers a and b and the text level that every version must load. */
  private static final Path MODEL =
      Path.of("../scoring/src/test/resources/io/diglm/predict/golden/format-1.diglm");

  private static final int ROWS = 100;
  private static final int LONGEST = 2000;

  private RequestTargets() {}

  static Map<String, Supplier<Target>> all() {
    return Map.of(
        "tensors", () -> Target.served(tensors(schema())),
        "rows-json", () -> Target.served(json(schema())),
        "rows-lines", () -> Target.served(lines(schema())),
        "rows-csv", () -> Target.served(csv(schema())));
  }

  private static Schema schema() {
    try (Predictor predictor = Predictor.load(MODEL)) {
      return predictor.manifest().schema();
    }
  }

  private static Target tensors(Schema schema) {
    return bytes ->
        TensorTable.of(schema, InferReader.read(bytes, json(bytes), 1000).inputs(), ROWS);
  }

  private static Target json(Schema schema) {
    return bytes -> rows(schema).json(bytes, ROWS);
  }

  private static Target lines(Schema schema) {
    return bytes ->
        rows(schema).lines(new ByteArrayInputStream(bytes), new ByteArrayOutputStream());
  }

  private static Target csv(Schema schema) {
    return bytes -> rows(schema).csv(new ByteArrayInputStream(bytes), new ByteArrayOutputStream());
  }

  /** The JSON of a request of tensors ends at the first zero byte, where binary data begin. */
  private static int json(byte[] bytes) {
    return IntStream.range(0, bytes.length)
        .filter(i -> bytes[i] == 0)
        .findFirst()
        .orElse(bytes.length);
  }

  private static RowStream rows(Schema schema) {
    return new RowStream(schema, List.of("kept"), (table, failed) -> columns(table), LONGEST);
  }

  private static List<TableColumn> columns(Table table) {
    return table.columns();
  }
}
