package io.diglm.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.diglm.model.UnusableFileException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PublishedFileTest {
  /** sha256sum of "digits". */
  private static final String SHA =
      "cc6b6bad31a0ff4d6dfd4953a6346a1c463d884723898a2af964b998e5499e22";

  @TempDir private Path folder = Path.of("");

  private Context context(boolean download) {
    Units units = new Units(folder, "test", false, line -> {});
    return new Context(
        Preset.QUICK,
        1,
        Optional.of(folder),
        download,
        Optional.empty(),
        OptionalInt.empty(),
        units,
        line -> {});
  }

  private interface Body {
    void with(String address) throws IOException;
  }

  private static void serving(String content, Body body) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    try {
      body.with("http://localhost:%d/a.bin".formatted(server.getAddress().getPort()));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void missingFileSaysWhereItIsHad() {
    PublishedFile file = PublishedFile.of("set/a.bin", "http://example.org/a.bin", SHA);
    var e = assertThrows(IllegalArgumentException.class, () -> file.in(context(false)));
    assertEquals(
        "data must hold set/a.bin (http://example.org/a.bin, SHA-256 %s; --download fetches it), got no such file in %s"
            .formatted(SHA, folder),
        e.getMessage());
  }

  @Test
  void fetchesAndChecks() throws IOException {
    serving(
        "digits",
        address -> {
          Path file = PublishedFile.of("set/a.bin", address, SHA).in(context(true));
          assertEquals("digits", Files.readString(file));
        });
  }

  @Test
  void refusesAnotherContent() throws IOException {
    serving(
        "others",
        address -> {
          PublishedFile file = PublishedFile.of("set/a.bin", address, SHA);
          var e = assertThrows(IllegalArgumentException.class, () -> file.in(context(true)));
          String message = String.valueOf(e.getMessage());
          assertTrue(message.startsWith(address + " must have SHA-256 " + SHA + ", got "), message);
          assertFalse(Files.exists(folder.resolve("set/a.bin")));
        });
  }

  @Test
  void withoutANetworkItSaysWhatToPutWhere() {
    PublishedFile file = PublishedFile.of("set/a.bin", "http://localhost:1/a.bin", SHA);
    var e = assertThrows(UnusableFileException.class, () -> file.in(context(true)));
    String message = String.valueOf(e.getMessage());
    assertTrue(
        message.startsWith("http://localhost:1/a.bin must be reachable to fetch set/a.bin, got "),
        message);
    assertTrue(
        message.endsWith(
            ": put the file of SHA-256 %s at %s".formatted(SHA, folder.resolve("set/a.bin"))),
        message);
  }

  @Test
  void fileThatIsThereIsTaken() throws IOException {
    Path file = Files.writeString(folder.resolve("a.bin"), "whatever");
    assertEquals(file, PublishedFile.of("a.bin", "http://localhost:1/", SHA).in(context(true)));
  }

  @Test
  void tarFileIsUnpacked() throws IOException {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    entry(tar, "set/readme.html", "no");
    entry(tar, "set/a.bin", "x".repeat(513));
    entry(tar, "set/b.bin", "last");
    tar.write(new byte[1024]);
    Path file = folder.resolve("set.tar.gz");
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(tar.toByteArray());
    }
    new TarFile(file).unpack(".bin", folder);
    assertEquals("x".repeat(513), Files.readString(folder.resolve("a.bin")));
    assertEquals("last", Files.readString(folder.resolve("b.bin")));
    assertFalse(Files.exists(folder.resolve("readme.html")));
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    assertThrows(UnusableFileException.class, () -> new TarFile(file).unpack(".bin", folder));
  }

  private static void entry(ByteArrayOutputStream tar, String name, String content)
      throws IOException {
    byte[] block = new byte[512 + (content.length() + 511) / 512 * 512];
    byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, block, 0, bytes.length);
    byte[] size = "%011o".formatted(content.length()).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(size, 0, block, 124, size.length);
    byte[] body = content.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(body, 0, block, 512, body.length);
    tar.write(block);
  }
}
