package io.diglm.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.diglm.json.Json;
import io.diglm.server.models.ModelSource;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that wait for a core and are then answered in one go. */
final class TogetherTest {
  private static final int LONG = 15_000;

  @TempDir private static Path folder = Path.of("");
  private static ModelServer server;
  private static HttpClient http;

  @BeforeAll
  static void start() {
    Path model = Golden.copy(folder, "golden.diglm");
    server = ModelServer.start(ServerConfig.of(new ModelSource("golden", "1", model)));
    http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String one(String a, String datatype, String level, String more) {
    return """
    {"inputs": [{"name": "a", "shape": [1], "datatype": "%s", "data": [%s]},
      {"name": "b", "shape": [1], "datatype": "INT64", "data": [2]},
      {"name": "level", "shape": [1, 1], "datatype": "BYTES", "data": ["%s"]}]%s}\
    """
        .formatted(datatype, a, level, more);
  }

  /** Requests of one row: of several datatypes, levels and outputs, some of which are wrong. */
  private static List<String> requests() {
    List<String> requests = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      requests.add(one("0." + i, "FP64", i % 3 == 0 ? "one" : i % 3 == 1 ? "two" : "", ""));
      requests.add(one(Integer.toString(i), "INT64", "two", ""));
      requests.add(
          one(
              "-1." + i,
              "FP64",
              "never " + i,
              ", \"outputs\": [{\"name\": \"rejected\"}, {\"name\": \"mean\"}]"));
      requests.add(one("0." + i, "FP64", "one", ", \"parameters\": {\"interval\": 0.5}"));
    }
    requests.add(one("\"0.5\"", "BYTES", "two", ""));
    requests.add(one("\"x\"", "BYTES", "two", ""));
    requests.add(one("\"x\"", "BYTES", "two", ", \"outputs\": [{\"name\": \"error\"}]"));
    requests.add(one("1e999", "FP64", "two", ""));
    requests.add(one("0.5", "FP64", "two", ", \"outputs\": [{\"name\": \"meen\"}]"));
    requests.add("{\"inputs\": [");
    return requests;
  }

  /** Requests that keep all cores busy for a while. */
  private static String busy() {
    String numbers = String.join(",", Collections.nCopies(LONG, "0.5"));
    String texts = String.join(",", Collections.nCopies(LONG, "\"two\""));
    return """
    {"inputs": [{"name": "a", "shape": [%1$d], "datatype": "FP64", "data": [%2$s]},
      {"name": "b", "shape": [%1$d], "datatype": "FP64", "data": [%2$s]},
      {"name": "level", "shape": [%1$d], "datatype": "BYTES", "data": [%3$s]}]}\
    """
        .formatted(LONG, numbers, texts);
  }

  private static CompletableFuture<HttpResponse<String>> send(String body) {
    return send("/v2/models/golden/infer", body);
  }

  private static CompletableFuture<HttpResponse<String>> send(String path, String body) {
    URI to = URI.create("http://127.0.0.1:%d%s".formatted(server.port(), path));
    return http.sendAsync(
        HttpRequest.newBuilder(to)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static List<CompletableFuture<HttpResponse<String>>> keepBusy() {
    List<CompletableFuture<HttpResponse<String>>> before = new ArrayList<>();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors() + 1; i++) {
      before.add(send(busy()));
    }
    return before;
  }

  @Test
  void eachIsAnsweredAsIfItWereAlone() throws Exception {
    List<String> requests = requests();
    List<String> alone = requests.stream().map(body -> send(body).join().body()).toList();
    List<CompletableFuture<HttpResponse<String>>> before = keepBusy();
    List<CompletableFuture<HttpResponse<String>>> together =
        requests.stream().map(TogetherTest::send).toList();
    for (int i = 0; i < requests.size(); i++) {
      assertEquals(alone.get(i), together.get(i).join().body(), requests.get(i));
    }
    before.forEach(response -> assertEquals(200, response.join().statusCode()));
    assertEquals(4, alone.stream().filter(body -> body.startsWith("{\"error\"")).count());
    assertTrue(alone.get(49).contains("row 0: "), alone.get(49));
    JsonObject some = Json.parse(alone.get(2).getBytes(UTF_8)).getAsJsonObject();
    assertEquals(2, some.getAsJsonArray("outputs").size());
  }

  @Test
  void rowsOfJsonAreToo() {
    List<String[]> requests = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      String row = "{\"id\": %d, \"a\": 0.%d, \"b\": 2, \"level\": \"two\"}".formatted(i, i);
      requests.add(new String[] {"", "[" + row + "]"});
      requests.add(new String[] {"", row});
      requests.add(new String[] {"", "{\"instances\": [" + row + "]}"});
      requests.add(new String[] {"?keep=id,a&outputs=rejected,mean", "[" + row + "]"});
      requests.add(new String[] {"?quantiles=0.1", "[" + row + "]"});
      requests.add(new String[] {"", "[" + row + "," + row + "]"});
      requests.add(
          new String[] {"", "[" + row.replace("0.", "\"x").replace(", \"b", "\", \"b") + "]"});
      requests.add(new String[] {"", "[" + row.replace("\"b\": 2", "\"b\": []") + "]"});
      requests.add(new String[] {"?outputs=meen", "[" + row + "]"});
      requests.add(new String[] {"", "[" + row});
    }
    List<String> alone =
        requests.stream().map(r -> send(Golden.PREDICT + r[0], r[1]).join().body()).toList();
    List<CompletableFuture<HttpResponse<String>>> before = keepBusy();
    List<CompletableFuture<HttpResponse<String>>> together =
        requests.stream().map(r -> send(Golden.PREDICT + r[0], r[1])).toList();
    for (int i = 0; i < requests.size(); i++) {
      assertEquals(alone.get(i), together.get(i).join().body(), requests.get(i)[1]);
    }
    before.forEach(response -> assertEquals(200, response.join().statusCode()));
    assertTrue(alone.get(2).startsWith("{\"predictions\":[{\"mean\":"), alone.get(2));
    assertTrue(alone.get(3).startsWith("[{\"id\":0,\"a\":0"), alone.get(3));
    assertTrue(alone.get(6).contains("column 'a' must be a number, got 'x0'"), alone.get(6));
  }
}
