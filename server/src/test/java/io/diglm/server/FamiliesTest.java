package io.diglm.server;

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
import io.diglm.predict.PredictionColumns;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.Input;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.server.models.ModelSource;
import io.diglm.server.tensors.Datatype;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Models of all kinds of targets, each served with the command's numbers, and shown on the page.
 */
final class FamiliesTest {
  /** Kept models, by which the Python reader is held to the same answers. */
  static final List<String> MODELS =
      List.of(
          "ordinal-none-planar",
          "members-ordinal",
          "beta-none-realnvp",
          "zero_inflated_poisson-none-planar",
          "zero_inflated_negative_binomial-elbo-glow",
          "exposure-poisson",
          "exposure-members",
          "offset-bernoulli",
          "offset-mixture",
          "recalibrated-grouped",
          "recalibrated-grouped-classes",
          "categorical-none-spline",
          "log_mixture-none-planar",
          "cells-date",
          "cells-gaps",
          "none-planar");

  private static final int ROWS = 5;

  @TempDir private static Path folder = Path.of("");
  private static ModelServer server;
  private static Client client;

  @BeforeAll
  static void start() {
    ModelSource[] sources =
        MODELS.stream()
            .map(name -> new ModelSource(name, "1", file(name)))
            .toArray(ModelSource[]::new);
    server = ModelServer.start(ServerConfig.of(sources));
    client = new Client(server);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Path file(String name) {
    return Path.of("..", "python", "tests", "models", name + ".diglm");
  }

  /** Rows like those that trained; an exposure differs from row to row. */
  private static Table rows(Predictor predictor) {
    Table drawn = predictor.sample(ROWS, 3);
    List<TableColumn> columns = new ArrayList<>();
    for (Input input : predictor.manifest().schema().inputs()) {
      Optional<TableColumn> known =
          drawn.columns().stream().filter(c -> c.name().equals(input.name())).findFirst();
      columns.add(
          known
              .filter(any -> !isOffset(predictor, input.name()))
              .orElseGet(() -> offsets(input.name())));
    }
    return new Table("rows", columns, ROWS);
  }

  private static boolean isOffset(Predictor predictor, String column) {
    return predictor
        .manifest()
        .schema()
        .offset()
        .filter(offset -> offset.column().equals(column))
        .isPresent();
  }

  private static TableColumn offsets(String name) {
    return new TableColumn(
        name, StorageType.DECIMAL, new Cells.Numbers(new double[] {0.5, 1, 2, 0.25, 3}));
  }

  private static List<TableColumn> expected(Predictor predictor, Table rows) {
    PredictionColumns columns = PredictionColumns.usual(predictor.manifest());
    return columns.of(predictor.predict(rows));
  }

  private static String csv(Table table) {
    List<String> names = table.columns().stream().map(TableColumn::name).toList();
    StringBuilder text = new StringBuilder(String.join(",", names)).append('\n');
    for (int row = 0; row < table.rows(); row++) {
      int at = row;
      List<String> cells =
          table.columns().stream().map(column -> column.text(at).orElse("")).toList();
      text.append(String.join(",", cells)).append('\n');
    }
    return text.toString();
  }

  @ParameterizedTest
  @FieldSource("MODELS")
  void rowsAreAnsweredWithTheCommandsTexts(String name) throws Exception {
    try (Predictor predictor = Predictor.load(file(name))) {
      Table rows = rows(predictor);
      List<TableColumn> expected = expected(predictor, rows);
      String answer =
          text(
              client.post(
                  "/v1/models/" + name + ":predict", csv(rows), "Content-Type", "text/csv"));
      List<String> lines = answer.lines().toList();
      assertEquals(
          String.join(",", expected.stream().map(TableColumn::name).toList()), lines.get(0));
      assertEquals(ROWS + 1, lines.size());
      for (int row = 0; row < ROWS; row++) {
        int at = row;
        List<String> cells = expected.stream().map(c -> quoted(c.text(at).orElse(""))).toList();
        assertEquals(String.join(",", cells), lines.get(row + 1));
      }
    }
  }

  private static String quoted(String cell) {
    boolean plain = !cell.contains(",") && !cell.contains("\"");
    return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }

  @ParameterizedTest
  @FieldSource("MODELS")
  void tensorsAreAnsweredToTheLastBit(String name) throws Exception {
    try (Predictor predictor = Predictor.load(file(name))) {
      Table rows = rows(predictor);
      JsonArray inputs = new JsonArray();
      rows.columns().forEach(column -> inputs.add(tensor(column)));
      JsonObject request = new JsonObject();
      request.add("inputs", inputs);
      JsonObject answer =
          json(client.post("/v2/models/" + name + "/infer", request.toString())).getAsJsonObject();
      List<TableColumn> expected = expected(predictor, rows);
      JsonArray outputs = answer.getAsJsonArray("outputs");
      assertEquals(expected.size() - 1, outputs.size()); // all but the column of errors
      for (int i = 0; i < outputs.size(); i++) {
        assertSame(expected.get(i), outputs.get(i).getAsJsonObject());
      }
    }
  }

  private static JsonObject tensor(TableColumn column) {
    boolean numbers = column.type() == StorageType.DECIMAL || column.type() == StorageType.INTEGER;
    JsonArray data = new JsonArray();
    for (int row = 0; row < ROWS; row++) {
      Optional<String> text = column.text(row);
      if (numbers) {
        data.add(text.map(Double::valueOf).orElse(null));
      } else if (column.type() == StorageType.BOOLEAN) {
        data.add(text.orElseThrow().equals("true"));
      } else {
        data.add(text.orElse(""));
      }
    }
    JsonObject tensor = new JsonObject();
    tensor.addProperty("name", column.name());
    tensor.add("shape", Json.tree(new int[] {ROWS}));
    tensor.addProperty(
        "datatype", numbers ? Datatype.FP64.name() : Datatype.of(column.type()).name());
    tensor.add("data", data);
    return tensor;
  }

  private static void assertSame(TableColumn column, JsonObject output) {
    assertEquals(column.name(), output.get("name").getAsString());
    JsonArray data = output.getAsJsonArray("data");
    for (int row = 0; row < ROWS; row++) {
      JsonElement got = data.get(row);
      String said = got.isJsonNull() ? "" : got.getAsString();
      String text = column.text(row).orElse("");
      if (column.type() == StorageType.DECIMAL && !text.isEmpty() && !said.isEmpty()) {
        assertEquals(Double.parseDouble(text), Double.parseDouble(said), 0, column.name());
      } else {
        assertEquals(text, said, column.name());
      }
    }
  }

  @ParameterizedTest
  @FieldSource("MODELS")
  void aRowIsExplainedByFiniteNumbers(String name) throws Exception {
    try (Predictor predictor = Predictor.load(file(name))) {
      Table rows = rows(predictor);
      List<String> body = csv(rows).lines().toList();
      String row = body.get(0) + "\n" + body.get(1) + "\n";
      String answer =
          text(client.post("/v1/models/" + name + ":predict", row, "Content-Type", "text/csv"));
      JsonObject said =
          json(client.post("/v1/models/" + name + ":explain", object(rows).toString()))
              .getAsJsonObject();
      assertEquals(
          answer.contains(",true,"), Json.at(said, "/answer/rejected").getAsBoolean(), answer);
      if (predictor.manifest().schema().target().isPresent()) {
        JsonObject distribution = said.getAsJsonObject("distribution");
        String heights = distribution.has("classes") ? "probabilities" : "density";
        for (JsonElement height : distribution.getAsJsonArray(heights)) {
          assertTrue(height.getAsDouble() >= 0 && Double.isFinite(height.getAsDouble()), name);
        }
      }
    }
  }

  private static JsonObject object(Table rows) {
    JsonObject object = new JsonObject();
    for (TableColumn column : rows.columns()) {
      object.add(column.name(), tensor(column).getAsJsonArray("data").get(0));
    }
    return object;
  }

  @Test
  void thePageShowsAndAnswersEachOfThem() throws Exception {
    Optional<Path> program = Browser.program();
    assumeTrue(program.isPresent(), "chromium must be on the PATH, got none");
    try (Browser browser = new Browser(program.get(), folder)) {
      BrowserTab tab = browser.tab();
      tab.open(URI.create("http://127.0.0.1:%d/".formatted(server.port())), 390, "light");
      tab.awaits("document.getElementById('model').options.length > 0");
      for (String name : MODELS) {
        tab.evaluate(
            "(() => { document.getElementById('verdict').textContent = ''; const m ="
                + " document.getElementById('model');"
                + " m.value = '%s'; m.dispatchEvent(new Event('change')); })()".formatted(name));
        tab.awaits("document.getElementById('verdict').textContent.length > 0");
        assertEquals("", tab.evaluate("document.getElementById('problem').textContent"), name);
        String verdict = tab.evaluate("document.getElementById('verdict').textContent");
        assertTrue(verdict.startsWith("Accepted") || verdict.startsWith("Refused"), name + verdict);
        String pictures = name.startsWith("none") ? "0" : "1";
        assertEquals(
            pictures, tab.evaluate("document.querySelectorAll('#answer svg').length"), name);
        String fields = tab.evaluate("document.querySelectorAll('[data-column]').length");
        try (Predictor predictor = Predictor.load(file(name))) {
          int inputs = predictor.manifest().schema().inputs().size();
          assertEquals(Integer.toString(inputs), fields, name);
        }
        assertEquals("390", tab.evaluate("document.documentElement.scrollWidth"), name);
      }
      assertEquals(List.of(), tab.complaints());
    }
  }
}
