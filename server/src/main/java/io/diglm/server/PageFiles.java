package io.diglm.server;

import io.diglm.server.Router.Found;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/** The page and the files that it loads: a fixed list, read once from this module. */
final class PageFiles {
  private static final Map<String, String> TYPES =
      Map.of(
          "index.html", "text/html; charset=utf-8",
          "page.js", "text/javascript; charset=utf-8",
          "page.css", "text/css; charset=utf-8",
          "openapi.json", "application/json");

  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'self'; img-src 'self' blob: data:; frame-ancestors 'none'",
          "Cache-Control",
          "no-cache",
          "Referrer-Policy",
          "no-referrer");

  private final Map<String, byte[]> files;

  PageFiles() {
    files =
        TYPES.keySet().stream()
            .collect(java.util.stream.Collectors.toUnmodifiableMap(n -> n, PageFiles::read));
  }

  Optional<Found> find(String path) {
    String name = path.isEmpty() ? "index.html" : path;
    byte[] body = files.get(name);
    if (body == null) {
      return Optional.empty();
    }
    Action.AtOnce file = () -> new Reply(200, TYPES.getOrDefault(name, ""), body, HEADERS);
    return Optional.of(new Found("GET", "page", file));
  }

  private static byte[] read(String name) {
    try (InputStream from = PageFiles.class.getResourceAsStream("page/" + name)) {
      if (from == null) {
        throw new IllegalStateException("module must hold page/%s, got none".formatted(name));
      }
      return from.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
