package io.diglm.server;

import static io.diglm.server.Client.error;
import static io.diglm.server.Client.json;
import static io.diglm.server.Client.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.diglm.json.Json;
import io.diglm.schema.Cells;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.server.models.ModelSource;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Open Inference Protocol as clients speak it. */
final class ProtocolTest {
  private static final String INFER = "/v2/models/golden/infer";
  private static final Table ROWS =
      Golden.table(
          new double[] {0.5, -1.25, 40}, new double[] {2, 3, 1}, "two", "one", "never seen");

  @TempDir private static Path folder;
  private static ModelServer server;
  private static Client client;
  private static List<TableColumn> expected;

  @BeforeAll
  static void start() {
    Path model = Golden.copy(folder, "golden.diglm");
    expected = Golden.expected(model, ROWS);
    server = ModelServer.start(ServerConfig.of(new ModelSource("golden", "7", model)));
    client = new Client(server);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String rows() {
    return """
        {"id": "x1", "inputs": [
          {"name": "level", "shape": [3, 1], "datatype": "BYTES", "data": [["two"], ["one"], ["never seen"]]},
          {"data": [0.5, -1.25, 40], "name": "a", "shape": [3], "datatype": "FP64"},
          {"name": "b", "shape": [3], "datatype": "INT64", "data": [2, 3, 1]}]
        """;
  }

  @Test
  void answersAsTheCommandDoesToTheLastBit() throws Exception {
    JsonObject answer = json(client.post(INFER, rows() + "}")).getAsJsonObject();
    assertEquals("golden", answer.get("model_name").getAsString());
    assertEquals("7", answer.get("model_version").getAsString());
    assertEquals("x1", answer.get("id").getAsString());
    JsonArray outputs = answer.getAsJsonArray("outputs");
    assertEquals(expected.size() - 1, outputs.size()); // all but the column of errors
    for (int i = 0; i < outputs.size(); i++) {
      JsonObject output = outputs.get(i).getAsJsonObject();
      assertEquals(expected.get(i).name(), output.get("name").getAsString());
      assertEquals("[3]", output.get("shape").toString());
      assertSame(expected.get(i), output);
    }
    assertTrue(text(client.post(INFER, rows() + "}")).contains("\"rejected\""));
  }

  private static void assertSame(TableColumn column, JsonObject output) {
    JsonArray data = output.getAsJsonArray("data");
    for (int row = 0; row < data.size(); row++) {
      switch (output.get("datatype").getAsString()) {
        case "FP64" ->
            assertEquals(
                ((Cells.Numbers) column.cells()).values()[row], data.get(row).getAsDouble(), 0);
        case "BOOL" -> assertEquals(column.text(row).orElseThrow(), data.get(row).getAsString());
        default -> assertEquals(column.text(row).orElse(""), data.get(row).getAsString());
      }
    }
  }

  @Test
  void takesAndGivesBinaryTensorsMixedWithJson() throws Exception {
    ByteBuffer a = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    a.putFloat(0.5f).putFloat(-1.25f).putFloat(40f);
    ByteArrayOutputStream level = new ByteArrayOutputStream();
    for (String text : List.of("two", "one", "never seen")) {
      level.writeBytes(
          ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(text.length()).array());
      level.writeBytes(text.getBytes(UTF_8));
    }
    String json =
        """
        {"inputs": [
          {"name": "a", "shape": [3, 1], "datatype": "FP32", "parameters": {"binary_data_size": 12}},
          {"name": "b", "shape": [3], "datatype": "UINT8", "data": [2, 3, 1]},
          {"name": "level", "shape": [3], "datatype": "BYTES", "parameters": {"binary_data_size": %d}}],
         "outputs": [{"name": "log_density", "parameters": {"binary_data": true}},
          {"name": "mean"}, {"name": "reason", "parameters": {"binary_data": true}},
          {"name": "rejected", "parameters": {"binary_data": true}}]}
        """
            .formatted(level.size());
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(json.getBytes(UTF_8));
    body.writeBytes(a.array());
    body.writeBytes(level.toByteArray());
    HttpResponse<byte[]> response =
        client.post(
            INFER,
            body.toByteArray(),
            "Inference-Header-Content-Length",
            Integer.toString(json.length()));
    assertEquals(200, response.statusCode(), () -> text(response));
    assertEquals(
        "application/octet-stream", response.headers().firstValue("Content-Type").orElseThrow());
    int length =
        Integer.parseInt(
            response.headers().firstValue("Inference-Header-Content-Length").orElseThrow());
    JsonArray outputs =
        Json.parse(new String(response.body(), 0, length, UTF_8))
            .getAsJsonObject()
            .getAsJsonArray("outputs");
    assertSame(column("mean"), outputs.get(1).getAsJsonObject());
    ByteBuffer after =
        ByteBuffer.wrap(response.body(), length, response.body().length - length)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < 3; row++) {
      assertEquals(
          ((Cells.Numbers) column("log_density").cells()).values()[row], after.getDouble(), 0);
    }
    for (int row = 0; row < 3; row++) {
      byte[] reason = new byte[after.getInt()];
      after.get(reason);
      assertEquals(column("reason").text(row).orElse(""), new String(reason, UTF_8));
    }
    for (int row = 0; row < 3; row++) {
      assertEquals(column("rejected").text(row).orElseThrow().equals("true") ? 1 : 0, after.get());
    }
    assertFalse(after.hasRemaining());
    assertEquals(24, Json.at(outputs, "/0/parameters/binary_data_size").getAsInt());
    assertTrue(Json.at(outputs, "/1/parameters").isJsonNull());
    assertEquals(3, Json.at(outputs, "/3/parameters/binary_data_size").getAsInt());
  }

  private static TableColumn column(String name) {
    return expected.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void explainsAndCoversWhereAsked() throws Exception {
    String asked =
        rows() + ", \"outputs\": [{\"name\": \"why\"}, {\"name\": \"nearest_accepted\"}]}";
    JsonArray outputs = json(client.post(INFER, asked)).getAsJsonObject().getAsJsonArray("outputs");
    assertTrue(outputs.get(0).toString().contains("nats"), outputs.toString());
    String quantiles = rows() + ", \"parameters\": {\"quantiles\": \"0.25,0.75\"}}";
    String text = text(client.post(INFER, quantiles));
    assertTrue(text.contains("\"q0.25\"") && text.contains("\"q0.75\""), text);
  }

  @Test
  void tellsWhichRowCannotBeReadOrAnswersTheOthers() throws Exception {
    String bad = rows().replace("[0.5, -1.25, 40]", "[0.5, \"Infinity\", 40]");
    HttpResponse<byte[]> response = client.post(INFER, bad + "}");
    assertEquals(400, response.statusCode());
    assertEquals("row 1: column 'a' must be finite, got Infinity", error(response));
    String asked = bad + ", \"outputs\": [{\"name\": \"mean\"}, {\"name\": \"error\"}]}";
    JsonArray outputs = json(client.post(INFER, asked)).getAsJsonObject().getAsJsonArray("outputs");
    assertTrue(outputs.get(0).getAsJsonObject().getAsJsonArray("data").get(1).isJsonNull());
    assertEquals(
        "[\"\",\"column 'a' must be finite, got Infinity\",\"\"]",
        outputs.get(1).getAsJsonObject().get("data").toString());
  }

  @Test
  void saysWhatItServes() throws Exception {
    assertEquals("diglm", json(client.get("/v2")).getAsJsonObject().get("name").getAsString());
    JsonObject model = json(client.get("/v2/models/golden")).getAsJsonObject();
    assertEquals("[\"7\"]", model.get("versions").toString());
    assertEquals(
        "[{\"name\":\"a\",\"datatype\":\"FP64\",\"shape\":[-1]},{\"name\":\"b\",\"datatype\":\"FP64\","
            + "\"shape\":[-1]},{\"name\":\"level\",\"datatype\":\"BYTES\",\"shape\":[-1]}]",
        model.get("inputs").toString());
    assertTrue(model.get("outputs").toString().contains("\"novelty_p_value\""));
    assertEquals(model, json(client.get("/v2/models/golden/versions/7")));
    for (String path :
        List.of(
            "/v2/health/live",
            "/v2/health/ready",
            "/v2/models/golden/ready",
            "/v2/models/golden/versions/7/ready")) {
      assertEquals(200, client.get(path).statusCode(), path);
    }
    assertEquals(200, client.post("/v2/models/golden/versions/7/infer", rows() + "}").statusCode());
    assertTrue(text(client.post("/v2/repository/index", "{}")).contains("READY"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET|/v2/models/goldn|404|model must be one of golden, got goldn; did you mean golden?",
        "GET|/v2/models/golden/versions/8|404|model golden must be loaded in version 8, got versions [7]",
        "GET|/v2/models/golden/infer|405|method must be POST, got GET",
        "DELETE|/v2|405|method must be GET, got DELETE",
        "GET|/v3|404|path must be one that /openapi.json lists, got another",
        "GET|/v2/models/golden/versions/7/8|404|path must be one that /openapi.json lists, got another",
        "POST|/v2/repository/models/golden/load|403|server must allow admin calls, got one that does not (serve --admin)",
      })
  void refusesPathsInOneLine(String method, String path, int status, String message)
      throws Exception {
    HttpResponse<byte[]> response = client.method(method, path);
    assertEquals(status, response.statusCode());
    assertEquals(message, error(response));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v2/models/..%2f..%2fetc%2fpasswd",
        "/v2/%2e%2e/%2e%2e/etc/passwd",
        "/v2/models/..;x=1/golden",
        "//v2/%00"
      })
  void pathTricksReachNothing(String path) throws Exception {
    HttpResponse<byte[]> response = client.get(path);
    assertTrue(List.of(400, 404).contains(response.statusCode()), path + response.statusCode());
    assertTrue(error(response).contains("must"), () -> text(response));
  }

  @Test
  void unknownInputsAndOutputsSuggestTheNearest() throws Exception {
    assertEquals(
        "input must be one of a, b, level, got 'levl'; did you mean 'level'?",
        error(client.post(INFER, rows().replace("\"level\"", "\"levl\"") + "}")));
    assertTrue(
        error(client.post(INFER, rows() + ", \"outputs\": [{\"name\": \"log_densty\"}]}"))
            .endsWith("got 'log_densty'; did you mean 'log_density'?"));
  }
}
