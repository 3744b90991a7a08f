package io.diglm.server;

import static io.diglm.server.Client.error;
import static io.diglm.server.Client.json;
import static io.diglm.server.Client.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.diglm.browser.Browser;
import io.diglm.browser.BrowserTab;
import io.diglm.json.Json;
import io.diglm.predict.JointColumns;
import io.diglm.predict.JointPredictor;
import io.diglm.predict.PredictionColumns;
import io.diglm.schema.Cells;
import io.diglm.schema.Input;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.server.models.ModelSource;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model of several targets under one name. */
final class TargetsTest {
  private static final Path FILE = Path.of("..", "python", "tests", "several", "joint.diglm");
  private static final int ROWS = 6;

  @TempDir private static Path folder = Path.of("");
  private static JointPredictor joint;
  private static Table rows;
  private static List<TableColumn> expected;
  private static ModelServer server;
  private static Client client;

  @BeforeAll
  static void start() {
    joint = JointPredictor.load(FILE);
    Table drawn = joint.first().sample(ROWS, 3);
    rows =
        new Table(
            "rows",
            joint.first().manifest().schema().inputs().stream()
                .map(Input::name)
                .map(drawn::column)
                .toList(),
            ROWS);
    JointColumns columns =
        new JointColumns(
            joint,
            joint.predictors().stream()
                .map(own -> PredictionColumns.usual(own.manifest()))
                .toList());
    expected = columns.of(List.copyOf(joint.predict(rows).values()));
    server =
        ModelServer.start(ServerConfig.of(new ModelSource("joint", "1", FILE)).withAdmin(true));
    client = new Client(server);
  }

  @AfterAll
  static void stop() {
    server.close();
    joint.close();
  }

  private static HttpResponse<byte[]> csv(String query) throws Exception {
    List<String> names = rows.columns().stream().map(TableColumn::name).toList();
    StringBuilder text = new StringBuilder(String.join(",", names)).append('\n');
    for (int row = 0; row < ROWS; row++) {
      text.append(String.join(",", cells(rows.columns(), row))).append('\n');
    }
    return client.post(
        "/v1/models/joint:predict" + query, text.toString(), "Content-Type", "text/csv");
  }

  private static List<String> cells(List<TableColumn> columns, int row) {
    return columns.stream().map(column -> column.text(row).orElse("")).toList();
  }

  private static JsonObject row() {
    JsonObject object = new JsonObject();
    rows.columns().forEach(c -> object.addProperty(c.name(), c.text(0).orElse("")));
    return object;
  }

  @Test
  void rowsAreAnsweredForAllTargetsAsTheCommandDoes() throws Exception {
    List<String> lines = text(csv("")).lines().toList();
    assertEquals(String.join(",", expected.stream().map(TableColumn::name).toList()), lines.get(0));
    for (int row = 0; row < ROWS; row++) {
      assertEquals(String.join(",", cells(expected, row)), lines.get(row + 1));
    }
    String coverage = text(csv("?interval=0.5"));
    assertEquals(lines.get(0), coverage.lines().findFirst().orElseThrow());
  }

  @Test
  void theProtocolHasTheColumnsOfAllTargets() throws Exception {
    JsonObject metadata = json(client.get("/v2/models/joint")).getAsJsonObject();
    List<String> outputs = new ArrayList<>();
    metadata
        .getAsJsonArray("outputs")
        .forEach(output -> outputs.add(output.getAsJsonObject().get("name").getAsString()));
    List<String> names =
        expected.stream().map(TableColumn::name).filter(name -> !name.equals("error")).toList();
    assertEquals(names, outputs);
    assertTrue(
        names.contains(joint.targets().get(1) + "_mean")
            || names.contains(joint.targets().get(1) + "_class"),
        names.toString());
    JsonObject request = new JsonObject();
    JsonArray inputs = new JsonArray();
    rows.columns().forEach(column -> inputs.add(tensor(column)));
    request.add("inputs", inputs);
    JsonObject answer =
        json(client.post("/v2/models/joint/infer", request.toString())).getAsJsonObject();
    for (int i = 0; i < names.size(); i++) {
      JsonObject output = answer.getAsJsonArray("outputs").get(i).getAsJsonObject();
      assertEquals(names.get(i), output.get("name").getAsString());
      for (int row = 0; row < ROWS; row++) {
        JsonElement got = output.getAsJsonArray("data").get(row);
        String text = expected.get(i).text(row).orElse("");
        if (got.isJsonPrimitive() && got.getAsJsonPrimitive().isNumber()) {
          assertEquals(Double.parseDouble(text), got.getAsDouble(), 0, names.get(i));
        } else {
          assertEquals(text, got.isJsonNull() ? "" : got.getAsString(), names.get(i));
        }
      }
    }
  }

  private static JsonObject tensor(TableColumn column) {
    JsonArray data = new JsonArray();
    for (int row = 0; row < ROWS; row++) {
      Optional<String> text = column.text(row);
      if (column.cells() instanceof Cells.Numbers) {
        data.add(text.map(Double::valueOf).orElse(null));
      } else {
        data.add(text.orElse(""));
      }
    }
    JsonObject tensor = new JsonObject();
    tensor.addProperty("name", column.name());
    tensor.add("shape", Json.tree(new int[] {ROWS}));
    tensor.addProperty("datatype", column.cells() instanceof Cells.Numbers ? "FP64" : "BYTES");
    tensor.add("data", data);
    return tensor;
  }

  @Test
  void aRowIsExplainedForOneTargetAsByTheModelOfItAlone() throws Exception {
    for (String target : joint.targets()) {
      JsonObject said =
          json(client.post("/v1/models/joint:explain?target=" + target, row().toString()))
              .getAsJsonObject();
      PredictionColumns own = PredictionColumns.usual(joint.target(target).manifest());
      List<TableColumn> answer = own.of(joint.target(target).predict(rows));
      assertEquals(
          answer.stream().map(TableColumn::name).toList(),
          List.copyOf(said.getAsJsonObject("answer").keySet()));
      assertEquals(
          answer.get(0).text(0).orElseThrow(),
          said.getAsJsonObject("answer").get(answer.get(0).name()).getAsString());
      JsonObject card = json(client.get("/v1/models/joint?target=" + target)).getAsJsonObject();
      assertEquals(target, Json.at(card, "/target/name").getAsString());
      assertEquals(Json.tree(joint.targets()), card.get("targets"));
    }
    JsonObject first = json(client.get("/v1/models/joint")).getAsJsonObject();
    assertEquals(joint.targets().get(0), Json.at(first, "/target/name").getAsString());
  }

  @Test
  void whatIsOfOneTargetOrOfNoneIsRefusedInOneLine() throws Exception {
    String all = String.join(", ", joint.targets());
    HttpResponse<byte[]> unknown = client.get("/v1/models/joint?target=no");
    assertEquals(400, unknown.statusCode());
    assertEquals("target must be one of the model's (%s), got 'no'".formatted(all), error(unknown));
    HttpResponse<byte[]> purpose = csv("?above=1");
    assertEquals(400, purpose.statusCode());
    assertEquals(
        "answers for a purpose must be of one target, got a model of " + all, error(purpose));
  }

  @Test
  void aThresholdIsThatOfAllTargets() throws Exception {
    try (ModelServer own =
        ModelServer.start(ServerConfig.of(new ModelSource("joint", "1", FILE)).withAdmin(true))) {
      Client asking = new Client(own);
      asking.post("/v2/repository/models/joint/threshold", "{\"slack\": 7}");
      for (String target : joint.targets()) {
        JsonObject card = json(asking.get("/v1/models/joint?target=" + target)).getAsJsonObject();
        assertEquals("7.0", Json.at(card, "/thresholds/rejection/slack").getAsString(), target);
      }
    }
  }

  @Test
  void thePageAnswersTheTargetThatIsChosen() throws Exception {
    Optional<Path> program = Browser.program();
    assumeTrue(program.isPresent(), "chromium must be on the PATH, got none");
    try (Browser browser = new Browser(program.get(), folder)) {
      BrowserTab tab = browser.tab();
      tab.open(URI.create("http://127.0.0.1:%d/".formatted(server.port())), 390, "light");
      tab.awaits("document.getElementById('verdict').textContent.length > 0");
      for (String target : joint.targets()) {
        tab.evaluate(
            "(() => { document.getElementById('verdict').textContent = ''; const t ="
                + " document.getElementById('target');"
                + " t.value = '%s'; t.dispatchEvent(new Event('change')); })()".formatted(target));
        tab.awaits("document.getElementById('verdict').textContent.length > 0");
        assertEquals("", tab.evaluate("document.getElementById('problem').textContent"));
        assertEquals("1", tab.evaluate("document.querySelectorAll('#answer svg').length"), target);
        assertTrue(
            tab.evaluate("document.getElementById('facts').textContent").contains(target), target);
        assertEquals("390", tab.evaluate("document.documentElement.scrollWidth"), target);
      }
      assertEquals(List.of(), tab.complaints());
    }
  }
}
