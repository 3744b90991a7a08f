package io.diglm.server;

import static io.diglm.server.Client.error;
import static io.diglm.server.Client.json;
import static io.diglm.server.Client.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.diglm.json.Json;
import io.diglm.model.UnusableFileException;
import io.diglm.server.models.ModelSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server from its start to its end. */
final class OperationTest {
  private static final String ROW = "[{\"a\": 0.5, \"b\": 2, \"level\": \"two\"}]";
  private static final String PREDICT = "/v1/models/golden:predict";
  private static final String[] JSON = {"Content-Type", "application/json"};

  @TempDir private Path folder = Path.of("");
  private Path model = Path.of("");

  @BeforeEach
  void copyModel() {
    model = Golden.copy(folder, "golden.diglm");
  }

  private ServerConfig config() {
    return ServerConfig.of(new ModelSource("golden", "1", model)).withReload(Duration.ZERO);
  }

  @Test
  void noRequestIsLostOverTwentyReloads() throws Exception {
    try (ModelServer server = ModelServer.start(config())) {
      Client client = new Client(server);
      String expected = text(client.post(PREDICT, ROW, JSON));
      AtomicBoolean over = new AtomicBoolean();
      AtomicInteger asked = new AtomicInteger();
      List<String> wrong = Collections.synchronizedList(new ArrayList<>());
      List<CompletableFuture<Void>> asking = new ArrayList<>();
      for (int thread = 0; thread < 2; thread++) {
        asking.add(
            CompletableFuture.runAsync(
                () -> {
                  while (!over.get()) {
                    try {
                      String got = text(client.post(PREDICT, ROW, JSON));
                      if (!got.equals(expected)) {
                        wrong.add(got);
                      }
                      asked.incrementAndGet();
                    } catch (IOException | InterruptedException e) {
                      wrong.add(e.toString());
                    }
                  }
                }));
      }
      for (int turn = 0; turn < 20; turn++) {
        int before = asked.get();
        Golden.copy(folder, "golden.diglm");
        server.models().refresh();
        while (asked.get() < before + 4 && wrong.isEmpty()) {
          Thread.onSpinWait();
        }
      }
      over.set(true);
      asking.forEach(CompletableFuture::join);
      assertEquals(List.of(), wrong);
      assertEquals(20, server.models().states().get(0).reloads());
    }
  }

  @Test
  void aDamagedNewFileChangesNothingAndIsToldOnce() throws Exception {
    List<String> told = new ArrayList<>();
    try (ModelServer server = ModelServer.start(config().telling(line -> {}, told::add))) {
      Client client = new Client(server);
      String expected = text(client.post(PREDICT, ROW, JSON));
      Files.writeString(model, "damaged");
      server.models().refresh();
      server.models().refresh();
      assertEquals(1, told.size());
      assertTrue(told.get(0).startsWith("model golden version 1 stays as it is: "), told.get(0));
      assertEquals(expected, text(client.post(PREDICT, ROW, JSON)));
      assertEquals(200, client.get("/v2/health/ready").statusCode());
      assertTrue(text(client.post("/v2/repository/index", "")).contains(model.toString()));
      Golden.copy(folder, "golden.diglm");
      server.models().refresh();
      assertFalse(text(client.post("/v2/repository/index", "")).contains(model.toString()));
      Files.delete(model);
      server.models().refresh();
      assertEquals(expected, text(client.post(PREDICT, ROW, JSON)));
    }
  }

  @Test
  void theNewestVersionAnswersUnlessAnotherIsAskedFor() throws Exception {
    ServerConfig two =
        ServerConfig.of(
            new ModelSource("golden", "10", model), new ModelSource("golden", "9", model));
    try (ModelServer server = ModelServer.start(two)) {
      Client client = new Client(server);
      JsonObject about = json(client.get("/v2/models/golden")).getAsJsonObject();
      assertEquals("[\"9\",\"10\"]", about.get("versions").toString());
      String infer =
          "{\"inputs\": [{\"name\": \"a\", \"shape\": [1], \"datatype\": \"FP64\", \"data\":"
              + " [1]},{\"name\": \"b\", \"shape\": [1], \"datatype\": \"FP64\", \"data\":"
              + " [1]},{\"name\": \"level\", \"shape\": [1], \"datatype\": \"BYTES\", \"data\":"
              + " [\"one\"]}]}";
      assertTrue(
          text(client.post("/v2/models/golden/infer", infer)).contains("\"model_version\":\"10\""));
      assertTrue(
          text(client.post("/v2/models/golden/versions/9/infer", infer))
              .contains("\"model_version\":\"9\""));
    }
    IllegalArgumentException twice =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                ModelServer.start(
                    ServerConfig.of(
                        new ModelSource("m", "1", model), new ModelSource("m", "1", model))));
    assertEquals(
        "models must differ in name or version, got m version 1 twice", twice.getMessage());
  }

  @Test
  void adminCallsTakeAwayAndBringBack() throws Exception {
    try (ModelServer server = ModelServer.start(config().withAdmin(true))) {
      Client client = new Client(server);
      assertEquals(200, client.post("/v2/repository/models/golden/unload", "").statusCode());
      assertEquals(404, client.post(PREDICT, ROW, JSON).statusCode());
      assertEquals(503, client.get("/v2/health/ready").statusCode());
      assertEquals(200, client.post("/v2/repository/models/golden/load", "").statusCode());
      assertEquals(200, client.post(PREDICT, ROW, JSON).statusCode());
    }
  }

  @Test
  void onlyThoseWithTheTokenAreAnswered() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "correct-horse-battery\n");
    try (ModelServer server = ModelServer.start(config().withToken(token))) {
      Client client = new Client(server);
      HttpResponse<byte[]> without = client.post(PREDICT, ROW, JSON);
      assertEquals(401, without.statusCode());
      assertEquals("Authorization must be Bearer and the server's token, got none", error(without));
      assertEquals("Bearer", without.headers().firstValue("WWW-Authenticate").orElseThrow());
      for (String wrong :
          List.of("Bearer correct-horse-batterx", "Bearer", "Basic x", "Bearer é")) {
        assertEquals(401, client.get("/v2", "Authorization", wrong).statusCode(), wrong);
      }
      String right = "Bearer correct-horse-battery";
      assertEquals(200, client.get("/v2", "Authorization", right).statusCode());
      assertEquals(200, client.get("/v2/health/live").statusCode());
    }
    Files.writeString(token, "short");
    UnusableFileException refused =
        assertThrows(
            UnusableFileException.class, () -> ModelServer.start(config().withToken(token)));
    assertEquals("token must be at least 16 characters, got 5 in " + token, refused.getMessage());
  }

  private static Path resource(String name) throws Exception {
    return Path.of(Objects.requireNonNull(OperationTest.class.getResource(name)).toURI());
  }

  @Test
  void servesHttpsByACertificateAndItsKey() throws Exception {
    ServerConfig.Tls tls = new ServerConfig.Tls(resource("cert.pem"), resource("key.pem"));
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, new char[0]);
    trusted.setCertificateEntry(
        "server",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(tls.certificate()))));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    HttpClient client = HttpClient.newBuilder().sslContext(context).build();
    try (ModelServer server = ModelServer.start(config().withTls(tls))) {
      URI ready = URI.create("https://127.0.0.1:%d/v2/health/ready".formatted(server.port()));
      assertEquals(
          200,
          client
              .send(HttpRequest.newBuilder(ready).build(), BodyHandlers.discarding())
              .statusCode());
    }
    Path bad = Files.writeString(folder.resolve("bad.pem"), "no key");
    UnusableFileException refused =
        assertThrows(
            UnusableFileException.class,
            () ->
                ModelServer.start(config().withTls(new ServerConfig.Tls(tls.certificate(), bad))));
    assertEquals(
        "tls-key must be an unencrypted PKCS 8 key in PEM, got %s (openssl pkcs8 -topk8 -nocrypt)"
            .formatted(bad),
        refused.getMessage());
    UnusableFileException missing =
        assertThrows(
            UnusableFileException.class,
            () -> ModelServer.start(config().withTls(new ServerConfig.Tls(bad, tls.key()))));
    assertEquals("tls-cert must be a certificate in PEM, got " + bad, missing.getMessage());
  }

  @Test
  void eachRequestIsALineOfJson() throws Exception {
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    try (ModelServer server = ModelServer.start(config().telling(lines::add, line -> {}))) {
      Client client = new Client(server);
      HttpResponse<byte[]> response =
          client.post(PREDICT, ROW, "Content-Type", "application/json", "X-Request-Id", "mine-1");
      assertEquals("mine-1", response.headers().firstValue("X-Request-Id").orElseThrow());
      JsonObject line = Json.parse(lines.take()).getAsJsonObject();
      assertEquals("mine-1", line.get("id").getAsString());
      assertEquals("POST", line.get("method").getAsString());
      assertEquals(PREDICT, line.get("path").getAsString());
      assertEquals(200, line.get("status").getAsInt());
      assertEquals(1, line.get("rows").getAsInt());
      assertEquals("golden", line.get("model").getAsString());
      client.get("/nowhere", "X-Request-Id", "bad id");
      JsonObject second = Json.parse(lines.take()).getAsJsonObject();
      assertEquals(404, second.get("status").getAsInt());
      assertFalse(second.get("id").getAsString().contains(" "));
    }
  }

  @Test
  void pagesFromElsewhereMayAskOnlyIfAllowed() throws Exception {
    try (ModelServer server = ModelServer.start(config())) {
      Client client = new Client(server);
      HttpResponse<byte[]> response = client.get("/v2", "Origin", "https://example.org");
      assertTrue(response.headers().firstValue("Access-Control-Allow-Origin").isEmpty());
      assertEquals(405, client.method("OPTIONS", "/v2").statusCode());
    }
    try (ModelServer server = ModelServer.start(config().withOrigin("https://example.org"))) {
      Client client = new Client(server);
      HttpResponse<byte[]> response =
          client.method("OPTIONS", "/v2", "Origin", "https://example.org");
      assertEquals(200, response.statusCode());
      assertEquals(
          "https://example.org",
          response.headers().firstValue("Access-Control-Allow-Origin").orElseThrow());
    }
  }

  @Test
  void bodiesRowsAndHeadersHaveTheirLimits() throws Exception {
    ServerConfig small = config().withLimits(Limits.USUAL.withBody(100).withRows(2));
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
    try (ModelServer server = ModelServer.start(config())) {
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
    ServerConfig quick = config().withLimits(Limits.USUAL.withTime(Duration.ofMillis(200)));
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
      assertTrue(answer.contains("request must arrive within 0 s, got only a part"), answer);
    }
  }

  @Test
  void aRequestThatCameBeforeTheEndIsAnswered() throws Exception {
    ModelServer server = ModelServer.start(config());
    int port = server.port();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      OutputStream to = socket.getOutputStream();
      InputStream from = socket.getInputStream();
      String line = "{\"a\": 0.5, \"b\": 2, \"level\": \"two\"}\n";
      String chunk = Integer.toHexString(line.length()) + "\r\n" + line + "\r\n";
      to.write(
          ("POST "
                  + PREDICT
                  + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n"
                  + "Transfer-Encoding: chunked\r\n\r\n"
                  + chunk)
              .getBytes(UTF_8));
      StringBuilder got = new StringBuilder();
      while (!got.toString().contains("\"error\":null}")) {
        got.append((char) from.read());
      }
      CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
      while (server.ready()) {
        Thread.onSpinWait();
      }
      to.write((chunk + "0\r\n\r\n").getBytes(UTF_8));
      String rest = new String(from.readAllBytes(), UTF_8);
      assertTrue(rest.contains("\"error\":null}"), rest);
      closing.join();
      assertThrows(
          IOException.class, () -> new Socket(InetAddress.getLoopbackAddress(), port).close());
    }
  }

  @Test
  void aServerThatStartsIsAliveAndRefusesUntilItsModelsAreLoaded() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    CompletableFuture<Runnable> held = new CompletableFuture<>();
    CompletableFuture<ModelServer> starting =
        CompletableFuture.supplyAsync(
            () -> ModelServer.start(config().at("127.0.0.1", port), held::complete));
    Runnable loading = held.join();
    Client client = new Client(port);
    while (!listens(port)) {
      Thread.onSpinWait();
    }
    assertEquals(200, client.get("/v2/health/live").statusCode());
    assertEquals(503, client.get("/v2/health/ready").statusCode());
    assertEquals(404, client.post("/v1/models/gone:predict", ROW, JSON).statusCode());
    HttpResponse<byte[]> early = client.post(PREDICT, ROW, JSON);
    assertEquals(503, early.statusCode());
    assertEquals("1", early.headers().firstValue("Retry-After").orElse(""));
    assertEquals("model golden must be loaded, got a server that is starting", Client.error(early));
    loading.run();
    try (ModelServer server = starting.join()) {
      assertTrue(server.ready());
      assertEquals(200, client.get("/v2/health/ready").statusCode());
      assertEquals(200, client.post(PREDICT, ROW, JSON).statusCode());
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aModelThatCannotBeLoadedEndsTheStart() throws Exception {
    Files.writeString(model, "damaged");
    CompletableFuture<Void> ended = new CompletableFuture<>();
    UnusableFileException refused =
        assertThrows(
            UnusableFileException.class,
            () ->
                ModelServer.start(
                    config(),
                    task ->
                        new Thread(
                                () -> {
                                  task.run();
                                  ended.complete(null);
                                })
                            .start()));
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.startsWith(model.toString()), message);
    ended.join();
  }

  @Test
  void anAddressThatIsTakenIsOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      IllegalArgumentException refused =
          assertThrows(
              IllegalArgumentException.class,
              () -> ModelServer.start(config().at("127.0.0.1", port)));
      assertEquals(
          "address must be free, got 127.0.0.1:%d (Address already in use)".formatted(port),
          refused.getMessage());
    }
  }
}
