package io.diglm.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.server.models.ModelSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole requests with bytes changed, on a socket, and model files of strangers at a reload: the
 * server answers or refuses, and goes on. {@code -Ddiglm.fuzz=N} tries N times as many requests.
 */
final class MutatedHttpTest {
  private static final int TURNS = 300 * Integer.getInteger("diglm.fuzz", 1);

  /** What a server may say of bytes of anybody: no answer of the 500 kind but "not supported". */
  private static final Set<Integer> NOT_SUPPORTED = Set.of(501, 505);

  private static final String ROW = "[{\"a\":0.5,\"b\":2,\"level\":\"two\"}]";
  private static final List<String> NASTY =
      List.of(
          "\r\n",
          "\r",
          "\0",
          ":",
          " ",
          "%00",
          "%",
          "/../",
          "//",
          "?",
          "chunked",
          "-1",
          "99999999999",
          "Transfer-Encoding: chunked\r\n",
          "Content-Length: 3\r\n",
          "Expect: 100-continue\r\n",
          "HTTP/9.9",
          "\u00ff");

  @TempDir private Path folder = Path.of("");

  private static byte[] request(String path, String type, String body) {
    return """
    POST %s HTTP/1.1\r
    Host: localhost\r
    Content-Type: %s\r
    Content-Length: %d\r
    Connection: close\r
    \r
    %s\
    """
        .formatted(path, type, body.length(), body)
        .getBytes(UTF_8);
  }

  private static byte[] mutated(byte[] good, SplittableRandom random) {
    StringBuilder text = new StringBuilder(new String(good, ISO_8859_1));
    for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(4)) {
        case 0 -> text.setCharAt(at, (char) random.nextInt(256));
        case 1 -> text.deleteCharAt(at);
        case 2 -> text.insert(at, text.substring(at, Math.min(text.length(), at + 30)));
        default -> text.insert(at, NASTY.get(random.nextInt(NASTY.size())));
      }
    }
    return text.toString().getBytes(ISO_8859_1);
  }

  /** Sends bytes, and no more; returns the codes of all answers. */
  private static List<Integer> codes(ModelServer server, byte[] request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream().write(request);
      socket.shutdownOutput();
      List<Integer> codes = new ArrayList<>();
      String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      for (String part : answer.split("HTTP/1\\.[01] ", -1)) {
        if (part.length() > 3 && part.substring(0, 3).matches("[1-5]\\d\\d")) {
          codes.add(Integer.valueOf(part.substring(0, 3)));
        }
      }
      return codes;
    } catch (SocketException e) {
      return List.of(); // refused so early that the rest of the request had nowhere to go
    }
  }

  @Test
  void mutatedRequestsAreAnsweredOrRefusedAndTheServerGoesOn() throws Exception {
    ServerConfig config =
        ServerConfig.of(new ModelSource("golden", "1", Golden.copy(folder, "golden.diglm")));
    SplittableRandom random = new SplittableRandom(12);
    List<byte[]> good =
        List.of(
            request("/v1/models/golden:predict", "application/json", ROW),
            request("/v1/models/golden:predict", "text/csv", "a,b,level\n0.5,2,two\n"),
            request("/v2/models/golden/infer", "application/json", "{\"inputs\":[]}"));
    Map<Integer, Integer> seen = new TreeMap<>();
    try (ModelServer server = ModelServer.start(config)) {
      Client client = new Client(server);
      String path = "/v1/models/golden:predict";
      String expected = Client.text(client.post(path, ROW, "Content-Type", "application/json"));
      for (int turn = 0; turn < TURNS; turn++) {
        byte[] bytes = mutated(good.get(turn % good.size()), random);
        for (int code : codes(server, bytes)) {
          seen.merge(code, 1, Integer::sum);
          assertTrue(
              code < 500 || NOT_SUPPORTED.contains(code),
              code + " for " + new String(bytes, UTF_8));
        }
      }
      assertEquals(
          expected, Client.text(client.post(path, ROW, "Content-Type", "application/json")));
    }
    assertTrue(seen.containsKey(200) && seen.containsKey(400), seen.toString());
  }

  @Test
  void filesOfStrangersAtAReloadChangeNothing() throws Exception {
    Path model = Golden.copy(folder, "golden.diglm");
    byte[] good = Files.readAllBytes(model);
    ServerConfig config =
        ServerConfig.of(new ModelSource("golden", "1", model)).withReload(Duration.ZERO);
    List<String> told = new ArrayList<>();
    try (ModelServer server = ModelServer.start(config.telling(line -> {}, told::add))) {
      Client client = new Client(server);
      String path = "/v1/models/golden:predict";
      String expected = Client.text(client.post(path, ROW, "Content-Type", "application/json"));
      List<byte[]> hostile =
          List.of(
              new byte[0],
              zip("manifest.json", "[".repeat(10_000_000)),
              zip("manifest.json", "[]".repeat(1_000_000)),
              zip("weights.safetensors", "\0".repeat(50_000_000)),
              Arrays.copyOf(good, good.length - 100));
      for (byte[] bytes : hostile) {
        Files.write(model, bytes);
        server.models().refresh();
        assertEquals(
            expected, Client.text(client.post(path, ROW, "Content-Type", "application/json")));
      }
      assertEquals(hostile.size(), told.size(), told.toString());
      for (String line : told) {
        assertTrue(line.startsWith("model golden version 1 stays as it is: "), line);
        assertEquals(1, line.lines().count(), line);
      }
    }
  }

  /** A small file that is large when it is read. */
  private static byte[] zip(String name, String content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }
}
