package io.diglm.server;

import static io.diglm.server.Golden.JSON;
import static io.diglm.server.Golden.PREDICT;
import static io.diglm.server.Golden.ROW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.diglm.json.Json;
import io.diglm.model.UnusableFileException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server from its start to its end. */
final class OperationTest {
  @TempDir private Path folder = Path.of("");
  private Path model = Path.of("");

  @BeforeEach
  void copyModel() {
    model = Golden.copy(folder, "golden.diglm");
  }

  @Test
  void eachRequestIsALineOfJson() throws Exception {
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    try (ModelServer server =
        ModelServer.start(Golden.config(model).telling(lines::add, line -> {}))) {
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
  void aRequestThatCameBeforeTheEndIsAnswered() throws Exception {
    ModelServer server = ModelServer.start(Golden.config(model));
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
    int port = free();
    CompletableFuture<Runnable> held = new CompletableFuture<>();
    CompletableFuture<ModelServer> starting =
        CompletableFuture.supplyAsync(
            () ->
                ModelServer.start(
                    Golden.config(model).at("127.0.0.1", port), Optional.empty(), held::complete));
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

  @Test
  void httpListensOnlyOnceTheOtherTransportDoesAndEndsAfterIt() throws Exception {
    int port = free();
    ServerConfig config = Golden.config(model).at("127.0.0.1", port);
    List<String> events = new ArrayList<>();
    try (ModelServer server =
        ModelServer.start(
            config,
            inference -> {
              events.add("starts, HTTP " + listens(port) + ", ready " + inference.ready());
              return new Other(() -> events.add("ends, HTTP " + listens(port)));
            })) {
      assertEquals(7, server.beside().orElseThrow().port());
      assertTrue(server.ready() && server.inference().ready() && listens(port));
    }
    assertEquals(List.of("starts, HTTP false, ready false", "ends, HTTP true"), events);
    assertFalse(listens(port));
  }

  @Test
  void anotherTransportThatCannotListenEndsTheStartAndOneIsClosedIfHttpCannot() throws Exception {
    int port = free();
    ServerConfig config = Golden.config(model).at("127.0.0.1", port);
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                ModelServer.start(
                    config,
                    inference -> {
                      throw new IllegalArgumentException("other must be free, got 7");
                    }));
    assertEquals("other must be free, got 7", refused.getMessage());
    assertFalse(listens(port));
    List<String> events = new ArrayList<>();
    try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertTrue(taken.isBound());
      assertThrows(
          IllegalArgumentException.class,
          () -> ModelServer.start(config, inference -> new Other(() -> events.add("ends"))));
    }
    assertEquals(List.of("ends"), events);
  }

  /** A transport that only says when it is closed. */
  private record Other(Runnable end) implements Transport {
    @Override
    public int port() {
      return 7;
    }

    @Override
    public void close() {
      end.run();
    }
  }

  private static int free() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
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
                    Golden.config(model),
                    Optional.empty(),
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
              () -> ModelServer.start(Golden.config(model).at("127.0.0.1", port)));
      assertEquals(
          "address must be free, got 127.0.0.1:%d (Address already in use)".formatted(port),
          refused.getMessage());
    }
  }
}
