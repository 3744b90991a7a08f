package io.diglm.experiments;

import io.diglm.model.AtomicFile;
import io.diglm.model.UnusableFileException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/**
 * A file that is published elsewhere.
 *
 * @param path its path in the data folder
 * @param address to fetch it from
 * @param sha256 of it, in hexadecimal
 */
record PublishedFile(String path, URI address, String sha256) {
  static PublishedFile of(String path, String address, String sha256) {
    return new PublishedFile(path, URI.create(address), sha256);
  }

  /** Returns the file in the data folder. Fetches it if it is missing and the user allows it. */
  Path in(Context context) {
    return context
        .find(path)
        .orElseGet(() -> context.download() ? fetched(context) : missing(context));
  }

  private Path missing(Context context) {
    String fetch = context.data().isPresent() ? "; --download fetches it" : "";
    return context.file(path, "%s, SHA-256 %s%s".formatted(address, sha256, fetch));
  }

  private Path fetched(Context context) {
    Path folder =
        context
            .data()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "download must have a folder to fetch into, got none: give --data DIR"));
    Path file = folder.resolve(path);
    context.progress().accept("fetching %s from %s".formatted(path, address));
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      AtomicFile.write(file, this::fetch);
      return file;
    } catch (IOException e) {
      throw unreachable(folder, e);
    } catch (UnusableFileException e) {
      throw e.getCause() instanceof IOException cause ? unreachable(folder, cause) : e;
    }
  }

  private UnusableFileException unreachable(Path folder, IOException e) {
    String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new UnusableFileException(
        "%s must be reachable to fetch %s, got %s: put the file of SHA-256 %s at %s"
            .formatted(address, path, reason, sha256, folder.resolve(path)),
        e);
  }

  private void fetch(OutputStream out) throws IOException {
    MessageDigest digest = newDigest();
    try (InputStream in = new DigestInputStream(body(), digest)) {
      in.transferTo(out);
    }
    String got = HexFormat.of().formatHex(digest.digest());
    if (!got.equals(sha256)) {
      throw new IllegalArgumentException(
          "%s must have SHA-256 %s, got %s".formatted(address, sha256, got));
    }
  }

  private InputStream body() throws IOException {
    HttpClient client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(Duration.ofSeconds(20))
            .build();
    try {
      HttpResponse<InputStream> response =
          client.send(
              HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofInputStream());
      if (response.statusCode() != 200) {
        response.body().close();
        throw new IOException("status " + response.statusCode());
      }
      return response.body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the JDK must have SHA-256, got none", e);
    }
  }
}
