package io.diglm.server;

import static io.diglm.server.Client.error;
import static io.diglm.server.Client.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.server.models.ModelSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that are slow or ask for very much, and thresholds that change while the server runs. */
final class HardServerTest {
  private static final String ROW =
      "{\"inputs\":[{\"name\":\"a\",\"shape\":[1],\"datatype\":\"FP64\",\"data\":[0.5]},"
          + "{\"name\":\"b\",\"shape\":[1],\"datatype\":\"FP64\",\"data\":[2]},"
          + "{\"name\":\"level\",\"shape\":[1],\"datatype\":\"BYTES\",\"data\":[\"two\"]}]}";

  @TempDir private Path folder = Path.of("");

  private ServerConfig config() {
    return ServerConfig.of(new ModelSource("golden", "7", Golden.copy(folder, "golden.diglm")));
  }

  @Test
  void aHeadThatComesByteByByteEndsTheConnection() throws Exception {
    ServerConfig config = config();
    Limits quick = config.limits().withTime(Duration.ofSeconds(2));
    try (ModelServer server = ModelServer.start(config.withLimits(quick));
        Socket fresh = new Socket(InetAddress.getLoopbackAddress(), server.port());
        Socket known = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      known
          .getOutputStream()
          .write("GET /v2/health/live HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
      StringBuilder answer = new StringBuilder();
      while (!answer.toString().endsWith("true}")) {
        int next = known.getInputStream().read();
        assertTrue(next >= 0, "closed after " + answer);
        answer.append((char) next);
      }
      for (Socket slow : new Socket[] {fresh, known}) {
        slow.setSoTimeout(20); // the pace of the bytes
        slow.getOutputStream().write("GET /v2/health/live HTTP/1.1\r\nX: ".getBytes(UTF_8));
        int sent = 0;
        while (open(slow)) {
          assertTrue(sent++ < 10_000, "still open after so many bytes");
        }
      }
      assertEquals(200, new Client(server).get("/v2/health/live").statusCode());
    }
  }

  @Test
  void aRefusalBeforeTheBodyIsThereSaysThatTheConnectionEnds() throws Exception {
    String head =
        String.join("\r\n", "POST /nowhere HTTP/1.1", "Host: x", "Content-Length: 3", "", "");
    try (ModelServer server = ModelServer.start(config());
        Socket early = new Socket(InetAddress.getLoopbackAddress(), server.port());
        Socket whole = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      early.getOutputStream().write(head.getBytes(UTF_8));
      String answer = new String(early.getInputStream().readAllBytes(), UTF_8);
      assertTrue(answer.startsWith("HTTP/1.1 404 "), answer);
      // A client that is not told would send its next request into a closed connection.
      assertTrue(answer.contains("Connection: close\r\n"), answer);
      whole.getOutputStream().write((head + "{}\n" + head + "{}\n").getBytes(UTF_8));
      whole.shutdownOutput();
      String both = new String(whole.getInputStream().readAllBytes(), UTF_8);
      assertTrue(both.contains("}HTTP/1.1 404 "), "the second request is answered too: " + both);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v2/%2e%2e/%2e%2e/passwd", "//v2/%00", "/v2/models/..;x=1/m"})
  void aRefusalOfAPathThatIsNoneSaysThatTheConnectionEnds(String path) throws Exception {
    String head = String.join("\r\n", "GET " + path + " HTTP/1.1", "Host: x", "", "");
    try (ModelServer server = ModelServer.start(config());
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream().write(head.getBytes(UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
      assertTrue(answer.contains("Connection: close\r\n"), answer);
    }
  }

  /** Sends a byte and returns whether the other side still listens. */
  private static boolean open(Socket slow) throws IOException {
    try {
      slow.getOutputStream().write('x');
      return read(slow) != -1;
    } catch (SocketException e) {
      return false;
    }
  }

  /** Returns a byte, -1 at the end, or -2 where none came for a while. */
  private static int read(Socket from) throws IOException {
    try {
      return from.getInputStream().read();
    } catch (SocketTimeoutException e) {
      return -2;
    }
  }

  @Test
  void tenThousandColumnsAreRefusedInOneLine() throws Exception {
    try (ModelServer server = ModelServer.start(config())) {
      Client client = new Client(server);
      String inputs =
          IntStream.range(0, 10_000)
              .mapToObj(
                  i ->
                      "{\"name\":\"c%d\",\"shape\":[1],\"datatype\":\"FP64\",\"data\":[1]}"
                          .formatted(i))
              .collect(Collectors.joining(","));
      HttpResponse<byte[]> tensors =
          client.post("/v2/models/golden/infer", "{\"inputs\":[" + inputs + "]}");
      assertEquals(400, tensors.statusCode());
      assertEquals("input must be one of a, b, level, got 'c0'", error(tensors));
      String names =
          IntStream.range(0, 10_000).mapToObj(i -> "c" + i).collect(Collectors.joining(","));
      HttpResponse<byte[]> csv =
          client.post(
              "/v1/models/golden:predict", names + "\n" + names + "\n", "Content-Type", "text/csv");
      assertEquals(400, csv.statusCode());
      assertEquals(1, error(csv).lines().count());
      String fields =
          IntStream.range(0, 10_000)
              .mapToObj("\"c%d\":1"::formatted)
              .collect(Collectors.joining(","));
      HttpResponse<byte[]> rows =
          client.post(
              "/v1/models/golden:predict",
              "[{" + fields + "}]",
              "Content-Type",
              "application/json");
      // Columns that no one asked for are left alone in a row; those that lack are missing.
      assertEquals(200, rows.statusCode());
      assertEquals(1, json(rows).getAsJsonArray().size());
      assertTrue(rows.body().length < 2000, rows.body().length + " bytes");
      assertEquals(200, client.post("/v2/models/golden/infer", ROW).statusCode());
    }
  }

  private static boolean rejected(Client client) throws Exception {
    return json(client.post("/v2/models/golden/infer", ROW))
        .getAsJsonObject()
        .getAsJsonArray("outputs")
        .asList()
        .stream()
        .map(output -> output.getAsJsonObject())
        .filter(output -> output.get("name").getAsString().equals("rejected"))
        .findFirst()
        .orElseThrow()
        .getAsJsonArray("data")
        .get(0)
        .getAsBoolean();
  }

  @Test
  void thresholdsChangeUntilTheModelIsLoadedAgain() throws Exception {
    String path = "/v2/repository/models/golden/threshold";
    try (ModelServer server = ModelServer.start(config().withAdmin(true))) {
      Client client = new Client(server);
      assertEquals(false, rejected(client));
      assertEquals(200, client.post(path, "{\"false_alarms\": 0.9}").statusCode());
      assertEquals(true, rejected(client));
      assertEquals(
          "body must have slack or false_alarms, got both",
          error(client.post(path, "{\"false_alarms\": 0.9, \"slack\": 1}")));
      assertEquals(
          "slack must be at least 0 and finite, got -1.0",
          error(client.post(path, "{\"slack\": -1}")));
      assertEquals(
          "body must be a JSON object with slack or false_alarms, score, or both, got another",
          error(client.post(path, "[]")));
      assertEquals(400, client.post(path, "{\"score\": \"texture\"}").statusCode());
      assertEquals(true, rejected(client));
      assertEquals(200, client.post("/v2/repository/models/golden/load", "{}").statusCode());
      assertEquals(false, rejected(client));
    }
    try (ModelServer server = ModelServer.start(config())) {
      assertEquals(403, new Client(server).post(path, "{\"slack\": 1}").statusCode());
    }
  }
}
