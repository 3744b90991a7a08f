package io.diglm.cli;

import io.diglm.network.ImageSupport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The jars that images need, which the launcher leaves out of the class path until they are asked
 * for: it builds and downloads them then, and later runs have them from the start.
 */
final class FetchedImages {
  /** The launcher's script, if it started this JVM without those jars. */
  private static final String SCRIPT = "diglm.fetch";

  /** The folder where it puts them. */
  private static final String FOLDER = "diglm.images";

  private FetchedImages() {}

  /** Lets the launcher fetch, if there is one. */
  static void onDemand() {
    String script = System.getProperty(SCRIPT);
    String folder = System.getProperty(FOLDER);
    if (script != null && folder != null) {
      ImageSupport.fetchBy(() -> fetched(script, Path.of(folder)));
    }
  }

  private static ClassLoader fetched(String script, Path folder) {
    try {
      Process fetch =
          new ProcessBuilder(script, "--fetch-images")
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      fetch.getOutputStream().close();
      if (fetch.waitFor() != 0) {
        throw new IllegalStateException(
            "what models of images need must be fetched, got an error (said above)");
      }
      return new URLClassLoader(jars(folder), FetchedImages.class.getClassLoader());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot fetch what models of images need", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("fetching what models of images need was interrupted", e);
    }
  }

  private static URL[] jars(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
      URL[] urls = new URL[jars.size()];
      for (int i = 0; i < urls.length; i++) {
        urls[i] = url(jars.get(i));
      }
      return urls;
    }
  }

  private static URL url(Path jar) throws MalformedURLException {
    return jar.toUri().toURL();
  }
}
