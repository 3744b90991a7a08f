package io.diglm.browser;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A headless Chromium with its own profile, for tests. It reaches nothing but this machine.
 */
public final class Browser implements AutoCloseable {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  private static final Pattern SOCKET = Pattern.compile("\"webSocketDebuggerUrl\": *\"([^\"]+)\"");
  private static final long PATIENCE_SECONDS = 60;

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process process;
  private final Path profile;

  /** Starts this program with a profile in a new folder inside {@code folder}. */
  public Browser(Path program, Path folder) {
    try {
      profile = Files.createTempDirectory(folder, "profile");
      process =
          new ProcessBuilder(
                  program.toString(),
                  "--headless",
                  "--no-sandbox",
                  "--disable-gpu",
                  "--disable-quic",
                  "--no-first-run",
                  "--disable-background-networking",
                  "--disable-component-update",
                  "--disable-sync",
                  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                  "--remote-debugging-port=0",
                  "--user-data-dir=" + profile)
              .redirectErrorStream(true)
              .redirectOutput(profile.resolve("log").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the first Chromium on the PATH. */
  public static Optional<Path> program() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .flatMap(place -> NAMES.stream().map(name -> Path.of(place, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Opens an empty tab. */
  public BrowserTab tab() throws IOException, InterruptedException {
    URI create = URI.create("http://127.0.0.1:%s/json/new?about:blank".formatted(port()));
    HttpRequest request =
        HttpRequest.newBuilder(create).method("PUT", BodyPublishers.noBody()).build();
    String answer = client.send(request, BodyHandlers.ofString()).body();
    Matcher socket = SOCKET.matcher(answer);
    if (!socket.find()) {
      throw new IllegalStateException("Chromium must open a tab, got " + answer);
    }
    return new BrowserTab(client, URI.create(socket.group(1)));
  }

  /** Chromium writes its port into the profile when it listens. */
  private String port() throws IOException, InterruptedException {
    Path file = profile.resolve("DevToolsActivePort");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() < end && process.isAlive()) {
      if (Files.exists(file) && Files.readAllLines(file).size() == 2) {
        return Files.readAllLines(file).get(0);
      }
      Thread.sleep(50);
    }
    throw new IllegalStateException(
        "Chromium must start, got " + Files.readString(profile.resolve("log")));
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
    try {
      Files.deleteIfExists(profile.resolve("SingletonSocket")); // a link out of the folder
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
