package io.diglm.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diglm.data.TableSource;
import io.diglm.drift.Drift;
import io.diglm.schema.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LocalSpark.class)
final class FrameDriftTest {
  @Test
  void driftInPartitionsIsThatOfTheTable(SparkSession spark) {
    DiglmModel model = Fitted.number();
    Drift got = model.drift(Fitted.frame(spark, 3), "month");
    Table table = TableSource.of(Fitted.FLIGHTS).read().slice(0, 3000);
    Drift expected = Drift.of(model.shared().predictor(), table, Optional.of("month"));
    assertEquals(expected.rows(), got.rows());
    assertEquals(expected.unreadable(), got.unreadable());
    assertEquals(expected.drifted(), got.drifted());
    assertEquals(expected.rejected(), got.rejected());
    assertEquals(expected.expected(), got.expected(), 1e-9);
    assertEquals(expected.scores().get(0).effect(), got.scores().get(0).effect(), 1e-9);
    assertEquals(expected.periods().size(), got.periods().size());
    Map<String, Drift.ColumnShift> columns =
        expected.columns().stream()
            .collect(Collectors.toMap(Drift.ColumnShift::column, column -> column));
    for (Drift.ColumnShift column : got.columns()) {
      Drift.ColumnShift one = Objects.requireNonNull(columns.get(column.column()));
      assertEquals(one.distance(), column.distance(), 1e-12, column.column());
      assertEquals(one.words(), column.words(), column.column());
    }
  }

  @Test
  void theStageMakesAFrameOfDrift(SparkSession spark, @TempDir Path folder) throws IOException {
    Path file = folder.resolve("number.diglm");
    Files.write(file, Fitted.number().modelFile());
    Dataset<Row> flights = Fitted.frame(spark, 2);
    DiglmDrift stage = new DiglmDrift().setModel(file.toString());
    assertEquals(
        "model must be set for drift, got none (setModel)",
        assertThrows(IllegalArgumentException.class, () -> new DiglmDrift().transform(flights))
            .getMessage());
    String path = folder.resolve("stage").toString();
    assertEquals(DriftRows.SCHEMA, stage.transformSchema(flights.schema()));
    stage.save(path);
    Dataset<Row> drift = DiglmDrift.load(path).transform(flights);
    List<Row> whole = drift.where("kind = 'frame'").collectAsList();
    assertEquals(1, whole.size());
    assertEquals(3000L, whole.get(0).<Long>getAs("rows"));
    assertEquals(Fitted.FEATURES.length, drift.where("kind = 'column'").count());
  }

  @Test
  void aFrameWithoutRowsIsOneLine(SparkSession spark) {
    Dataset<Row> none = Fitted.frame(spark, 1).where(functions.lit(false));
    assertEquals(
        "rows must be at least 2 to tell drift, got 0 (predict tells of one)",
        assertThrows(IllegalArgumentException.class, () -> Fitted.number().drift(none))
            .getMessage());
  }
}
