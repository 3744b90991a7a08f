package io.diglm.server;

import static io.diglm.server.Client.error;
import static io.diglm.server.Client.json;
import static io.diglm.server.Client.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.diglm.drift.Drift;
import io.diglm.json.Json;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.Table;
import io.diglm.selective.Calibration;
import io.diglm.server.models.ModelSource;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MetricsTest {
  private static final String PREDICT = "/v1/models/golden:predict";

  @TempDir private Path folder = Path.of("");
  private Path model = Path.of("");

  @BeforeEach
  void copyModel() {
    model = Golden.copy(folder, "golden.diglm");
  }

  private static String csv(Table table) {
    StringBuilder text = new StringBuilder("a,b,level\n");
    for (int row = 0; row < table.rows(); row++) {
      text.append(table.column("a").text(row).orElseThrow())
          .append(',')
          .append(table.column("b").text(row).orElseThrow())
          .append(',')
          .append(table.column("level").text(row).orElseThrow())
          .append('\n');
    }
    return text.toString();
  }

  @Test
  void driftAndMetricsAreThoseOfTheCommandOnTheRowsThatCame() throws Exception {
    try (ModelServer server =
            ModelServer.start(ServerConfig.of(new ModelSource("golden", "1", model)));
        Predictor predictor = Predictor.load(model)) {
      Client client = new Client(server);
      assertEquals(
          "rows must be at least 2 to tell drift, got 0 (predict tells of one)",
          error(client.get("/v1/models/golden/drift")));
      Table rows = predictor.sample(300, 5);
      String body = csv(rows) + "x,1,one\n";
      client.post(PREDICT, body, "Content-Type", "text/csv");
      JsonObject drift = json(client.get("/v1/models/golden/drift?span=run")).getAsJsonObject();
      JsonObject expected = Json.object(Drift.of(predictor, rows, Optional.empty()));
      for (String field : new String[] {"rows", "drifted", "rejected", "p_values", "scores"}) {
        assertEquals(expected.get(field), drift.get(field), field);
      }
      HttpResponse<byte[]> page = client.get("/v1/models/golden/drift?format=html");
      assertTrue(text(page).contains("</html>"));
      assertEquals(400, client.get("/v1/models/golden/drift?span=ever").statusCode());

      double[] scores =
          predictor.predict(rows).stream()
              .mapToDouble(one -> ((Prediction.Answer) one).novelty())
              .toArray();
      Calibration calibration =
          new Calibration(
              predictor.manifest().thresholds().calibrated(),
              Objects.requireNonNull(predictor.file().weights().get("novelty.calibration.combined"))
                  .doubles());
      Calibration.Shift shift = calibration.shift(scores);
      String metrics = text(client.get("/metrics"));
      assertEquals(
          shift.effect(),
          value(metrics, "diglm_drift_effect{model=\"golden\",span=\"window\",version=\"1\"}"),
          1e-9);
      assertEquals(
          shift.pValue(),
          value(metrics, "diglm_drift_p_value{model=\"golden\",span=\"run\",version=\"1\"}"),
          1e-9);
      assertEquals(301, value(metrics, "diglm_rows_total{model=\"golden\",version=\"1\"}"));
      assertEquals(
          1,
          value(
              metrics,
              "diglm_rows_refused_total{model=\"golden\",reason=\"unreadable\",version=\"1\"}"));
      assertEquals(300, value(metrics, "diglm_log_density_count{model=\"golden\",version=\"1\"}"));
      assertEquals(1, value(metrics, "diglm_requests_total{kind=\"predict\",status=\"200\"}"));
      assertEquals(2, value(metrics, "diglm_requests_total{kind=\"drift\",status=\"400\"}"));
    }
  }

  private static double value(String metrics, String name) {
    String line =
        metrics
            .lines()
            .filter(l -> l.startsWith(name + " "))
            .findFirst()
            .orElseThrow(() -> new AssertionError(name + " must be in\n" + metrics));
    return Double.parseDouble(line.substring(name.length() + 1));
  }

  @Test
  void theWindowHoldsTheLastRowsAndTheRunAllOfThem() throws Exception {
    try (ModelServer server =
            ModelServer.start(ServerConfig.of(new ModelSource("golden", "1", model)));
        Predictor predictor = Predictor.load(model)) {
      Client client = new Client(server);
      client.post(PREDICT, csv(predictor.sample(3000, 5)), "Content-Type", "text/csv");
      StringBuilder far = new StringBuilder("a,b,level\n");
      for (int row = 0; row < 2000; row++) {
        far.append("90,3,two\n");
      }
      client.post(PREDICT, far.toString(), "Content-Type", "text/csv");
      JsonObject window = json(client.get("/v1/models/golden/drift")).getAsJsonObject();
      JsonObject run = json(client.get("/v1/models/golden/drift?span=run")).getAsJsonObject();
      assertEquals(1, window.get("rejected").getAsDouble());
      assertEquals(0.4, run.get("rejected").getAsDouble(), 0.05);
      assertTrue(window.get("drifted").getAsBoolean());
      JsonArray history = window.getAsJsonArray("history");
      assertTrue(history.size() >= 60 && history.size() <= 120, history.size() + " moments");
      JsonObject last = history.get(history.size() - 1).getAsJsonObject();
      assertEquals(5000, last.get("rows").getAsInt());
      assertEquals(0.4, last.get("refused").getAsDouble(), 0.05);
      assertTrue(last.get("effect").getAsDouble() > 0.9, last.toString());
      JsonObject before = history.get(history.size() / 2).getAsJsonObject();
      assertTrue(before.get("rows").getAsInt() < 3000, before.toString());
      assertTrue(Math.abs(before.get("effect").getAsDouble()) < 0.2, before.toString());
    }
  }

  @Test
  void aCardSaysWhatIsUsualAndARowIsExplained() throws Exception {
    try (ModelServer server =
        ModelServer.start(ServerConfig.of(new ModelSource("golden", "1", model)))) {
      Client client = new Client(server);
      assertEquals("{\"models\":[\"golden\"]}", text(client.get("/v1/models")));
      JsonObject card = json(client.get("/v1/models/golden")).getAsJsonObject();
      assertEquals(3, card.getAsJsonArray("columns").size());
      assertTrue(Json.at(card, "/columns/2/levels").toString().contains("\"two\""));
      JsonObject said =
          json(client.post(
                  "/v1/models/golden:explain",
                  "{\"a\": 90, \"b\": 2, \"level\": \"two\"}",
                  "Content-Type",
                  "application/json"))
              .getAsJsonObject();
      assertTrue(Json.at(said, "/answer/rejected").getAsBoolean());
      assertEquals(3, said.getAsJsonArray("why").size());
      assertTrue(said.get("nearest_accepted").isJsonObject());
      assertEquals(120, Json.at(said, "/distribution/y").getAsJsonArray().size());
      assertEquals(400, client.post("/v1/models/golden:explain", "[{},{}]").statusCode());
      assertEquals(400, client.post("/v1/models/golden:explain", "[]").statusCode());
    }
  }

  /** Names in the text of metrics, without the endings that histograms add. */
  private static final Pattern NAME = Pattern.compile("diglm_[a-z_]+");

  @Test
  void theDashboardAndTheGuideNameOnlyMetricsThatThereAre() throws Exception {
    try (ModelServer server =
        ModelServer.start(ServerConfig.of(new ModelSource("golden", "1", model)))) {
      Client client = new Client(server);
      client.post(PREDICT, "a,b,level\n0.5,2,two\n", "Content-Type", "text/csv");
      Set<String> known = names(text(client.get("/metrics")));
      for (String file : List.of("examples/serving/grafana.json", "docs/guide/serving.md")) {
        Set<String> named = names(Files.readString(Path.of("..", file)));
        assertTrue(named.size() >= 8, named.toString());
        named.removeAll(known);
        assertEquals(Set.of(), named, file);
      }
    }
  }

  private static Set<String> names(String text) {
    return NAME.matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
