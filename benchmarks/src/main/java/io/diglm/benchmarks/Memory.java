package io.diglm.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the process holds. */
final class Memory {
  private Memory() {}

  /** Returns the resident memory of this process in KiB; Linux only. */
  static long residentKib() {
    return kib("VmRSS:");
  }

  /** Returns the most resident memory that this process has had, in KiB; Linux only. */
  static long peakKib() {
    return kib("VmHWM:");
  }

  private static long kib(String field) {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith(field))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
