package io.diglm.experiments;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** Contexts for tests. */
final class Contexts {
  private Contexts() {}

  static Context of(Optional<Path> data, Path out, Preset preset) {
    Units units = new Units(out, "test", false, line -> {});
    return new Context(
        preset, 1, data, false, Optional.empty(), OptionalInt.empty(), units, line -> {});
  }
}
