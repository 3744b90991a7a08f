package io.diglm.schema;

import static io.diglm.schema.Tables.infer;
import static io.diglm.schema.Tables.numbers;
import static io.diglm.schema.Tables.table;
import static io.diglm.schema.Tables.texts;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diglm.json.Json;
import io.diglm.json.JsonProblem;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SchemaJsonTest {
  @Test
  void schemaComesBackFromJsonToTheLastBit() throws JsonProblem {
    int n = 300;
    SplittableRandom random = new SplittableRandom(9);
    String[] levels = new String[n];
    for (int i = 0; i < n; i++) {
      levels[i] = "level \"" + random.nextInt(20) + "\" é";
    }
    double[] missing = random.doubles(n).map(x -> x < 0.1 ? Double.NaN : x / 3e-9).toArray();
    Table table =
        table(
            texts("text", levels),
            numbers("tail", StorageType.DECIMAL, random.doubles(n).map(x -> 1 / x / x).toArray()),
            numbers("missing", StorageType.DECIMAL, missing),
            numbers("time", StorageType.TIMESTAMP, random.doubles(n).map(x -> 1e9 * x).toArray()),
            numbers("y", StorageType.DECIMAL, random.doubles(n).toArray()));
    Schema schema = infer(table).schema();
    String json = Json.text(Json.object(schema));
    Schema back = Json.value(Json.parse(json), Schema.class);
    assertEquals(schema, back);
    assertEquals(json, Json.text(Json.object(back)));
    assertSameEncoding(new Encoder(schema), new Encoder(back), table);
  }

  @Test
  void axesAreNamedInJson() {
    Feature feature = new Feature("x", StorageType.DECIMAL, List.of(new MissingAxis(0.25)));
    assertEquals(
        "{\"name\":\"x\",\"type\":\"decimal\",\"axes\":[{\"axis\":\"missing\",\"share\":0.25}]}",
        Json.text(Json.object(feature)));
  }

  private static void assertSameEncoding(Encoder one, Encoder other, Table table) {
    Encoded a = one.encode(one.bind(table), 0, table.rows());
    Encoded b = other.encode(other.bind(table), 0, table.rows());
    assertArrayEquals(a.v(), b.v());
    assertArrayEquals(a.logDet(), b.logDet());
  }
}
