package io.diglm.server;

import static io.diglm.server.Client.error;
import static io.diglm.server.Golden.JSON;
import static io.diglm.server.Golden.PREDICT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that are too large, too late or no HTTP. */
final class HttpLimitsTest {
  @TempDir private Path folder = Path.of("");
  private Path model = Path.of("");

  @BeforeEach
  void copyModel() {
    model = Golden.copy(folder, "golden.diglm");
  }

  @Test
  void bodiesRowsAndHeadersHaveTheirLimits() throws Exception {
    ServerConfig small = Golden.config(model).withLimits(Limits.USUAL.withBody(100).withRows(2));
    try (ModelServer server = ModelServer.start(small)) {
      Client client = new Client(server);
      HttpResponse<byte[]> large = client.post(PREDICT, "x".repeat(101), JSON);
      assertEquals(413, large.statusCode());
      assertEquals("body must be at most 100 bytes, got more", error(large));
      HttpResponse<byte[]> rows = client.post(PREDICT, "[{},{},{}]", JSON);
      assertEquals(
          "rows must be at most 2 a request, got more (send application/x-ndjson)", error(rows));
      assertTrue(
          exchange(server, "GET /v2 HTTP/1.1\r\nHost: x\r\nA: " + "y".repeat(20_000) + "\r\n\r\n")
              .startsWith("HTTP/1.1 431 "));
      String chunked =
          exchange(
              server,
              "POST "
                  + PREDICT
                  + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                  + "Transfer-Encoding: chunked\r\n\r\nff\r\n"
                  + "x".repeat(255)
                  + "\r\n0\r\n\r\n");
      assertTrue(chunked.startsWith("HTTP/1.1 413 "), chunked);
      assertEquals(200, client.get("/v2").statusCode());
    }
  }

  @Test
  void whatIsNoHttpIsToldSoWithoutAStackTrace() throws Exception {
    try (ModelServer server = ModelServer.start(Golden.config(model))) {
      for (String bad :
          List.of(
              "nonsense\r\n\r\n",
              "GET /v2 HTTP/1.1\r\n\r\n",
              "GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
              "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
              "POST /v2 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
              String.join(
                  "\r\n",
                  "POST /v2/models/golden/infer HTTP/1.1",
                  "Host: x",
                  "Transfer-Encoding: chunked",
                  "",
                  "zz",
                  ""),
              "GET /v2 HTTP/9.9\r\nHost: x\r\n\r\n")) {
        String answer = exchange(server, bad);
        assertTrue(answer.matches("(?s)HTTP/1.1 (400|404|505) .*"), bad + answer);
        assertTrue(answer.contains("{\"error\":\""), bad + answer);
        assertFalse(answer.contains("at org.") || answer.contains("Exception"), answer);
      }
      assertEquals(200, new Client(server).get("/v2").statusCode());
    }
  }

  /** Sends bytes, then no more; returns all that comes back. */
  private static String exchange(ModelServer server, String bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream().write(bytes.getBytes(UTF_8));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @Test
  void aRequestThatDoesNotArriveInTimeIsEnded() throws Exception {
    ServerConfig quick =
        Golden.config(model).withLimits(Limits.USUAL.withTime(Duration.ofSeconds(1)));
    try (ModelServer server = ModelServer.start(quick);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket
          .getOutputStream()
          .write(
              ("POST "
                      + PREDICT
                      + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                      + "Content-Length: 10\r\n\r\n[")
                  .getBytes(UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
      assertTrue(answer.contains("request must arrive within 1 s, got only a part"), answer);
    }
  }
}
