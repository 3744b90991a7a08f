package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code diglm serve} beside {@code diglm predict}. */
final class ServeCommandTest {
  @TempDir private static Path folder = Path.of("");
  private static Path table;
  private static Path model;

  @BeforeAll
  static void fit() {
    table = Data.flowers(folder);
    model = folder.resolve("flowers.diglm");
    Run.fit(table, model, "--target", "y", "--features", "x,c").good();
  }

  @Test
  void servesWhatPredictWritesByteForByteUntilItIsInterrupted() throws Exception {
    String expected = Run.of("predict", model, table, "--keep", "k", "--coverage", "0.8").good();
    PipedReader said = new PipedReader();
    CompletableFuture<Integer> code = new CompletableFuture<>();
    Path log = folder.resolve("access.log");
    try (PrintWriter err = new PrintWriter(new PipedWriter(said), true)) {
      String[] arguments = {
        "serve", "m=" + model, "--port", "0", "--reload", "0s", "--access-log", log.toString()
      };
      Thread command =
          new Thread(
              () -> code.complete(Diglm.run(arguments, new PrintWriter(new StringWriter()), err)));
      command.start();
      String line = line(said);
      assertTrue(line.matches("serving m at http://127\\.0\\.0\\.1:\\d+/"), line);
      URI base = URI.create(line.substring(line.indexOf("http")));
      HttpRequest request =
          HttpRequest.newBuilder(base.resolve("v1/models/m:predict?keep=k&coverage=0.8"))
              .header("Content-Type", "text/csv")
              .POST(BodyPublishers.ofFile(table))
              .build();
      HttpResponse<String> answer =
          HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
      assertEquals(expected, answer.body());
      command.interrupt();
      assertEquals(0, code.join());
    }
    List<String> lines = Files.readAllLines(log);
    assertEquals(1, lines.size());
    assertTrue(lines.get(0).contains("\"rows\":300"), lines.get(0));
  }

  private static String line(PipedReader from) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = from.read(); c != '\n' && c >= 0; c = from.read()) {
      line.append((char) c);
    }
    return line.toString().strip();
  }

  @Test
  void aPortOfGrpcThatIsTakenEndsTheCommandBeforeHttpListens() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    AtomicBoolean ended = new AtomicBoolean();
    CompletableFuture<Boolean> listened =
        CompletableFuture.supplyAsync(
            () -> {
              boolean any = false;
              while (!any && !ended.get()) {
                any = listens(port);
              }
              return any;
            });
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Run.of("serve", model, "--port", port, "--grpc-port", taken.getLocalPort())
          .assertRefused(
              "address of gRPC must be free, got 127.0.0.1:%d (Address already in use)"
                  .formatted(taken.getLocalPort()));
    } finally {
      ended.set(true);
    }
    assertFalse(listened.join(), "HTTP listened");
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void whatCannotBeServedIsOneLine() throws Exception {
    Path missing = folder.resolve("missing.diglm");
    Run.of("serve", missing, "--port", 0).assertRefused(missing + " does not exist");
    Run.of("serve", "a b=" + model)
        .assertRefused(
            "model name must be at most 100 letters, digits, dots, dashes and underscores, got 'a b' (write"
                + " NAME=FILE)");
    Run.of("serve", model, "--port", 70_000).assertRefused("port must be 0 to 65535, got 70000");
    Run.of("serve", model, "--port", 0, "--max-rows", 0)
        .assertRefused("max-rows must be at least 1, got 0");
    Run.of("serve", model, "--port", 0, "--tls-cert", model)
        .assertRefused("tls-cert and tls-key must be given together, got one of them");
    Run.of("serve", model, "--port", 0, "--token-file", missing)
        .assertRefused("token-file must be a text file, got " + missing);
    Run.of("serve", model, "--port", 0, "--tls-cert", table, "--tls-key", table)
        .assertRefused("tls-cert must be a certificate in PEM, got " + table);
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Run.of("serve", model, "--port", taken.getLocalPort())
          .assertRefused(
              "address must be free, got 127.0.0.1:%d (Address already in use)"
                  .formatted(taken.getLocalPort()));
    }
  }
}
