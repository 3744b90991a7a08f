package io.diglm.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.diglm.json.Json;
import io.diglm.json.JsonProblem;
import io.diglm.predict.PredictionColumns;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The answers that are kept of all model files of the repository are still ours. So Java, Python
 * and the graphs are held to one set of answers.
 */
final class KeptAnswersTest {
  private static final double TOLERANCE = 1e-5;

  /** As much as the Python package allows, for the same reason. */
  private static final double TOLERANCE_OF_NOVELTY = 5e-5;

  static List<Path> files() throws IOException {
    return ModelFiles.all();
  }

  @ParameterizedTest
  @MethodSource("files")
  void ourAnswersAreTheKeptOnes(Path file) throws IOException, JsonProblem {
    Path kept = ModelFiles.answers(file);
    assertTrue(Files.exists(kept), () -> file + " must have answers (python/make-fixtures)");
    JsonObject answers = Json.parse(Files.readString(kept)).getAsJsonObject();
    try (Predictor predictor = Predictor.load(file)) {
      Table rows = table(answers.getAsJsonObject("rows"));
      boolean number =
          predictor.manifest().schema().target().filter(t -> !t.categorical()).isPresent();
      PredictionColumns columns =
          number
              ? PredictionColumns.interval(predictor.manifest(), 0.8)
              : PredictionColumns.usual(predictor.manifest());
      List<String> wrong = new ArrayList<>();
      Table got = new Table("answers", columns.of(predictor.predict(rows)), rows.rows());
      JsonObject expected = answers.getAsJsonObject("interval");
      for (Map.Entry<String, JsonElement> column : expected.entrySet()) {
        compare(column.getValue().getAsJsonArray(), got.column(column.getKey()), wrong);
      }
      assertEquals(List.of(), wrong);
    }
  }

  private static Table table(JsonObject rows) {
    List<TableColumn> columns = new ArrayList<>();
    int count = 0;
    for (Map.Entry<String, JsonElement> column : rows.entrySet()) {
      List<JsonElement> cells = column.getValue().getAsJsonArray().asList();
      count = cells.size();
      columns.add(column(column.getKey(), cells));
    }
    return new Table("rows", columns, count);
  }

  private static TableColumn column(String name, List<JsonElement> cells) {
    boolean texts =
        cells.stream().anyMatch(c -> !c.isJsonNull() && c.getAsJsonPrimitive().isString());
    if (texts) {
      List<String> values = cells.stream().map(c -> c.isJsonNull() ? "" : c.getAsString()).toList();
      return new TableColumn(name, StorageType.TEXT, Cells.Texts.of(values));
    }
    boolean truths =
        cells.stream().anyMatch(c -> !c.isJsonNull() && c.getAsJsonPrimitive().isBoolean());
    double[] values = cells.stream().mapToDouble(KeptAnswersTest::number).toArray();
    StorageType type = truths ? StorageType.BOOLEAN : StorageType.DECIMAL;
    return new TableColumn(name, type, new Cells.Numbers(values));
  }

  private static double number(JsonElement cell) {
    if (cell.isJsonNull()) {
      return Double.NaN;
    }
    return cell.getAsJsonPrimitive().isBoolean() ? cell.getAsBoolean() ? 1 : 0 : cell.getAsDouble();
  }

  private static void compare(JsonArray expected, TableColumn got, List<String> wrong) {
    double tolerance = got.name().equals("novelty") ? TOLERANCE_OF_NOVELTY : TOLERANCE;
    for (int row = 0; row < expected.size(); row++) {
      JsonElement cell = expected.get(row);
      String text = got.text(row).orElse("");
      boolean same =
          got.cells() instanceof Cells.Numbers numbers
              ? close(number(cell), numbers.values()[row], tolerance)
              : digitless(cell.isJsonNull() ? "" : cell.getAsString()).equals(digitless(text));
      if (!same) {
        wrong.add("row %d: %s must be %s, got %s".formatted(row, got.name(), cell, text));
      }
    }
  }

  private static boolean close(double expected, double got, double tolerance) {
    return Double.isNaN(expected)
        ? Double.isNaN(got)
        : Math.abs(got - expected) <= tolerance * Math.max(1, Math.abs(expected));
  }

  /** Rounded numbers in a reason may fall on either side of a half. */
  private static String digitless(String text) {
    return text.replaceAll("[0-9]", "");
  }
}
