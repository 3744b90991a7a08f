package io.diglm.server;

import static io.diglm.server.Client.error;
import static io.diglm.server.Client.json;
import static io.diglm.server.Client.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.diglm.json.Json;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.server.models.ModelSource;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows as curl sends them. */
final class RowsTest {
  private static final String PREDICT = "/v1/models/golden:predict";
  private static final String CSV = "text/csv";
  private static final String LINES = "application/x-ndjson";
  private static final int MANY = 5000;

  @TempDir private static Path folder = Path.of("");
  private static Path model;
  private static ModelServer server;
  private static Client client;

  @BeforeAll
  static void start() {
    model = Golden.copy(folder, "golden.diglm");
    server = ModelServer.start(ServerConfig.of(new ModelSource("golden", "1", model)));
    client = new Client(server);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** Many rows: a, b, level. */
  private static Table many() {
    SplittableRandom random = new SplittableRandom(3);
    double[] a = new double[MANY];
    double[] b = new double[MANY];
    String[] level = new String[MANY];
    for (int row = 0; row < MANY; row++) {
      a[row] = random.nextGaussian() * 2;
      b[row] = random.nextInt(5);
      level[row] = row % 7 == 0 ? "th,r\"ee" : row % 2 == 0 ? "one" : "two";
    }
    return Golden.table(a, b, level);
  }

  private static String csv(Table table) {
    StringBuilder text = new StringBuilder("id,level,b,a\n");
    for (int row = 0; row < table.rows(); row++) {
      text.append(row)
          .append(",\"")
          .append(table.column("level").text(row).orElseThrow().replace("\"", "\"\""))
          .append("\",")
          .append(table.column("b").text(row).orElseThrow())
          .append(',')
          .append(table.column("a").text(row).orElseThrow())
          .append('\n');
    }
    return text.toString();
  }

  private static String expected(Table table) {
    List<TableColumn> columns = Golden.expected(model, table);
    StringBuilder text = new StringBuilder("id");
    columns.forEach(column -> text.append(',').append(column.name()));
    for (int row = 0; row < table.rows(); row++) {
      text.append('\n').append(row);
      for (TableColumn column : columns) {
        text.append(',').append(cell(column.text(row).orElse("")));
      }
    }
    return text.append('\n').toString();
  }

  private static String cell(String text) {
    boolean plain = !text.contains(",") && !text.contains("\"");
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  @Test
  void answersCsvWithTheCommandsTextAndTheColumnsThatAreKept() throws Exception {
    Table table = many();
    HttpResponse<byte[]> response =
        client.post(PREDICT + "?keep=id", csv(table), "Content-Type", CSV);
    assertEquals(200, response.statusCode());
    assertEquals(CSV, response.headers().firstValue("Content-Type").orElseThrow());
    assertEquals(expected(table), text(response));
  }

  @Test
  void answersLinesAndListsWithTheSameNumbers() throws Exception {
    Table table = many().slice(0, 3000);
    StringBuilder lines = new StringBuilder();
    for (int row = 0; row < table.rows(); row++) {
      JsonObject object = new JsonObject();
      object.addProperty("level", table.column("level").text(row).orElseThrow());
      object.addProperty("a", Double.valueOf(table.column("a").text(row).orElseThrow()));
      object.addProperty("b", Double.valueOf(table.column("b").text(row).orElseThrow()));
      lines.append(Json.text(object)).append('\n');
    }
    List<String> answers =
        text(client.post(PREDICT, lines.toString(), "Content-Type", LINES)).lines().toList();
    String list = "[" + lines.toString().strip().replace("\n", ",") + "]";
    JsonArray listed =
        json(client.post(PREDICT, list, "Content-Type", "application/json")).getAsJsonArray();
    List<TableColumn> columns = Golden.expected(model, table);
    assertEquals(3000, answers.size());
    for (int row = 0; row < 3000; row++) {
      JsonObject answer = Json.parse(answers.get(row)).getAsJsonObject();
      assertEquals(listed.get(row), answer);
      for (TableColumn column : columns) {
        String text = column.text(row).orElse("null");
        JsonElement value = answer.get(column.name());
        String got = value.isJsonNull() ? "null" : value.getAsString();
        assertTrue(text.equals(got) || Double.parseDouble(text) == Double.parseDouble(got), got);
      }
    }
    HttpResponse<byte[]> instances =
        client.post(PREDICT, "{\"instances\": " + list + "}", "Content-Type", "application/json");
    assertEquals(listed, json(instances).getAsJsonObject().get("predictions"));
  }

  @Test
  void aRowThatCannotBeReadHasOnlyAnErrorAndTheOthersAnswers() throws Exception {
    String lines =
        """
        {"a": 0.5, "b": 2, "level": "two"}
        {"a": "much", "b": 2, "level": "two"}
        {"a": 0.5, "b": 2

        {"a": 0.5, "a": 0.5, "b": 2, "level": "two"}
        {"a": 0.5, "b": [2], "level": "two"}
        {"a": 0.5, "b": 2, "levl": "two"}
        7
        {"a": 0.5, "b": 2, "level": "two"} {}
        {"a": 0.5, "b": 2, "level": "two"}
        """;
    List<String> answers =
        text(client.post(PREDICT, lines, "Content-Type", LINES)).lines().toList();
    List<String> errors = new java.util.ArrayList<>();
    for (String answer : answers) {
      JsonObject object = Json.parse(answer).getAsJsonObject();
      errors.add(object.get("error").isJsonNull() ? "" : object.get("error").getAsString());
    }
    assertEquals(
        List.of(
            "",
            "column 'a' must be a number, got 'much'",
            "line 3 must be a JSON object, got End of input",
            "column 'a' must come once, got it twice",
            "column 'b' must be a number, a text, true, false or null, got another JSON",
            "column 'level' must be in the row, got 'levl'",
            "line 8 must be a JSON object, got another JSON",
            "line 9 must be a JSON object, got Unexpected character",
            ""),
        errors.stream().map(e -> e.replaceFirst("line 1, column \\d+: ", "")).toList());
    assertEquals(answers.get(0), answers.get(8));
    String csv = "a,b,level\n0.5,2,two\n0.5,2\n1,x,two\n0.5,2,two,4\n";
    List<String> rows = text(client.post(PREDICT, csv, "Content-Type", CSV)).lines().toList();
    assertTrue(rows.get(2).endsWith(",\"line 3 must have 3 cells, got 2\""), rows.get(2));
    assertTrue(rows.get(3).endsWith(",\"column 'b' must be a number, got 'x'\""), rows.get(3));
    assertTrue(rows.get(4).endsWith(",\"line 5 must have 3 cells, got 4\""), rows.get(4));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "text/csv|a,b,levl|400|column 'level' must be in the rows, got columns a, b, levl; did you"
            + " mean 'levl'?",
        "text/csv|a,a,b,level|400|columns must differ in name, got 'a' twice",
        "text/csv|``|400|CSV must begin with the names of columns, got nothing",
        "text/plain|a|415|Content-Type must be one of [application/json, application/x-ndjson,"
            + " text/csv], got text/plain",
        "application/json|[1]|400|row 0 must be an object by column, got another JSON",
        "application/json|[{\"a\": 1}|400|body must be JSON, got End of input",
        "application/json|\"x\"|400|body must be a list of rows, got another JSON",
        "application/json|nonsense|400|body must be JSON, got line 1, column 1: Unexpected"
            + " character",
      })
  void refusesWhatIsNoTable(String type, String body, int status, String message) throws Exception {
    HttpResponse<byte[]> response = client.post(PREDICT, body, "Content-Type", type);
    assertEquals(status, response.statusCode());
    assertEquals(message, error(response).replaceFirst("line 1, column \\d+: End", "End"));
  }

  @Test
  void optionsAreThoseOfTheCommand() throws Exception {
    String row = "{\"a\": 90, \"b\": 2, \"level\": \"two\"}";
    HttpResponse<byte[]> response =
        client.post(
            PREDICT + "?explain=true&quantiles=0.1,0.5&keep=b",
            row,
            "Content-Type",
            "application/json");
    JsonObject answer = json(response).getAsJsonArray().get(0).getAsJsonObject();
    assertEquals("b", answer.keySet().iterator().next());
    assertTrue(answer.has("q0.1") && answer.has("q0.5") && answer.has("nearest_accepted"));
    assertTrue(answer.get("rejected").getAsBoolean());
    assertEquals(
        "quantiles must be between 0 and 1, got 3.0 (90 % is 0.9)",
        error(client.post(PREDICT + "?quantiles=3", row, "Content-Type", "application/json")));
    assertEquals(
        "interval, coverage and quantiles must not come together, got interval and quantiles",
        error(
            client.post(
                PREDICT + "?quantiles=0.1&interval=0.5", row, "Content-Type", "application/json")));
    assertEquals(
        "explain must be true or false, got another",
        error(client.post(PREDICT + "?explain=1", row, "Content-Type", "application/json")));
    JsonObject repeated =
        json(client.post(
                PREDICT + "?above=1&above=2&keep=a&keep=b",
                row,
                "Content-Type",
                "application/json"))
            .getAsJsonArray()
            .get(0)
            .getAsJsonObject();
    assertTrue(repeated.keySet().containsAll(List.of("a", "b", "p_above_1.0", "p_above_2.0")));
  }

  @Test
  void aLineIsAnsweredBeforeTheNextIsSent() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      OutputStream to = socket.getOutputStream();
      InputStream from = socket.getInputStream();
      to.write(
          ("POST "
                  + PREDICT
                  + " HTTP/1.1\r\nHost: x\r\nContent-Type: "
                  + LINES
                  + "\r\nTransfer-Encoding: chunked\r\n\r\n")
              .getBytes(StandardCharsets.UTF_8));
      for (int turn = 0; turn < 3; turn++) {
        String line = "{\"a\": 0.5, \"b\": 2, \"level\": \"two\"}\n";
        to.write(
            (Integer.toHexString(line.length()) + "\r\n" + line + "\r\n")
                .getBytes(StandardCharsets.UTF_8));
        to.flush();
        StringBuilder got = new StringBuilder();
        while (!got.toString().contains("\"error\":null}")) {
          got.append((char) from.read());
        }
      }
      to.write("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void onlyTheAskedOutputsAreAnswered() throws Exception {
    String rows = "id,a,b,level\n1,0.5,2,two\n2,x,2,two\n";
    String[] all =
        text(client.post(PREDICT + "?keep=id", rows, "Content-Type", CSV)).split("\n", -1);
    String[] some =
        text(client.post(PREDICT + "?keep=id&outputs=rejected,mean", rows, "Content-Type", CSV))
            .split("\n", -1);
    assertEquals("id,rejected,mean,error", some[0]);
    List<String> names = List.of(all[0].split(",", -1));
    String[] first = all[1].split(",", -1);
    assertEquals(
        "1,%s,%s,".formatted(first[names.indexOf("rejected")], first[names.indexOf("mean")]),
        some[1]);
    assertTrue(some[2].startsWith("2,,,"), some[2]);
    assertTrue(some[2].length() > 10, "an error is told whatever is asked for");
    assertEquals(
        "output must be one of [mean, sd, lower, upper, log_density, novelty, novelty_p_value,"
            + " rejected, reason, error, why, nearest_accepted], got 'meen'; did you mean 'mean'?",
        error(client.post(PREDICT + "?outputs=meen", Golden.ROW, Golden.JSON)));
  }
}
