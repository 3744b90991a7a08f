package io.diglm.cli;

import java.util.Locale;

/** Messages for failures that are caused by the machine, not by the input. */
final class NativeFailures {
  private static final String PLATFORMS = "linux x86_64, macOS arm64, macOS x86_64, Windows x86_64";

  private NativeFailures() {}

  static String memory(Throwable failure) {
    return String.format(
        Locale.ROOT,
        "memory must hold all rows, got no room in %d MB of Java heap: %s (set"
            + " DIGLM_JAVA_OPTS=-Xmx4g, or read fewer columns or rows)",
        Runtime.getRuntime().maxMemory() >> 20,
        failure.getMessage());
  }

  static String linkage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return "native libraries must load, got a failure on %s %s with Java %s: %s (supported: %s)"
        .formatted(
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            System.getProperty("java.version"),
            root.getMessage(),
            PLATFORMS);
  }
}
