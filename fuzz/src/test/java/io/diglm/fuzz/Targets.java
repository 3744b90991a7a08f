package io.diglm.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.diglm.cli.CommandTargets;
import io.diglm.model.UnusableFileException;
import io.diglm.server.grpc.MessageTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** All targets. Each reads its bytes, or refuses them in one line. */
final class Targets {
  private static final int LONGEST = 100_000;

  private Targets() {}

  /** Returns the names of the targets, which are also those of their folders in the corpus. */
  static Set<String> names() {
    return suppliers(Path.of("")).keySet();
  }

  /** Prepares a target. */
  static Target named(String name) {
    Optional<Supplier<Target>> target = Optional.ofNullable(suppliers(temporary()).get(name));
    return target
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "target must be one of %s, got %s".formatted(names(), name)))
        .get();
  }

  private static Map<String, Supplier<Target>> suppliers(Path folder) {
    Map<String, Supplier<Target>> all = new TreeMap<>();
    all.putAll(ModelTargets.all(folder));
    all.putAll(TableTargets.all(folder));
    all.putAll(ImageTargets.all(folder));
    all.putAll(RequestTargets.all());
    all.putAll(CommandTargets.all(folder));
    all.put("grpc", () -> Target.served(MessageTarget::read));
    return all;
  }

  private static Path temporary() {
    try {
      Path folder = Files.createTempDirectory("diglm-fuzz");
      folder.toFile().deleteOnExit();
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns whether a target read the bytes.
   *
   * @throws AssertionError if it refused them in other words than one line
   */
  static boolean reads(Target target, byte[] bytes) throws IOException {
    try {
      target.read(bytes);
      return true;
    } catch (IllegalArgumentException | UnusableFileException e) {
      requireLine(e, bytes);
      return false;
    }
  }

  private static void requireLine(RuntimeException refusal, byte[] bytes) {
    String message = String.valueOf(refusal.getMessage());
    String input = new String(bytes, ISO_8859_1);
    if (message.isBlank()
        || message.equals("null")
        || message.contains("\n")
        || (message.contains("Exception") && !input.contains("Exception")) // it may quote the input
        || message.length() > LONGEST) {
      throw new AssertionError("a refusal must be one line of words, got: " + message, refusal);
    }
  }
}
