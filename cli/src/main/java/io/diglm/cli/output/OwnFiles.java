package io.diglm.cli.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The files of a command. It checks that no output is also an input or another output, whatever
 * path or link names it.
 */
public final class OwnFiles {
  private static final int MOST_LINKS = 40;

  private final Map<String, List<Path>> inputs = new TreeMap<>();
  private final Map<String, Path> outputs = new TreeMap<>();

  /** Makes it of no files. */
  public OwnFiles() {}

  /**
   * Adds files that are read.
   *
   * @param what they are, in messages
   * @param files that are read
   * @return this
   */
  public OwnFiles reads(String what, List<Path> files) {
    inputs.put(what, List.copyOf(files));
    return this;
  }

  /**
   * Adds a file that is written, if there is one.
   *
   * @param what it is, in messages
   * @param file that is written
   * @return this
   * @throws IllegalArgumentException if it is a file that was added before
   */
  public OwnFiles writes(String what, Optional<Path> file) {
    file.ifPresent(path -> write(what, path));
    return this;
  }

  private void write(String what, Path file) {
    if (Files.isRegularFile(file)) { // a file that does not exist cannot be read
      inputs.forEach(
          (input, files) -> {
            if (files.stream().anyMatch(other -> same(file, other))) {
              throw taken(what, file, "read as " + input);
            }
          });
    }
    outputs.forEach(
        (output, other) -> {
          if (!isDevice(file) && same(file, other)) {
            throw taken(what, file, "written as " + output);
          }
        });
    outputs.put(what, file);
  }

  private static IllegalArgumentException taken(String what, Path file, String use) {
    return new IllegalArgumentException(
        "%s must be a file of its own, got %s, which is %s".formatted(what, file, use));
  }

  private static boolean isDevice(Path file) {
    return Files.exists(file) && !Files.isRegularFile(file);
  }

  private static boolean same(Path one, Path other) {
    try {
      boolean both = Files.exists(one) && Files.exists(other);
      return both ? Files.isSameFile(one, other) : resolved(one).equals(resolved(other));
    } catch (IOException e) {
      // A file that cannot be examined is compared by name. Reading or writing it then gives the
      // error.
      return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
    }
  }

  /** Resolves the links of a path, whose file need not exist, and of its folder. */
  private static Path resolved(Path path) throws IOException {
    Path at = path.toAbsolutePath();
    for (int i = 0; i < MOST_LINKS && Files.isSymbolicLink(at); i++) {
      at = at.resolveSibling(Files.readSymbolicLink(at));
    }
    Path folder = at.getParent();
    Path name = at.getFileName();
    return folder == null || name == null || !Files.exists(folder)
        ? at.normalize()
        : folder.toRealPath().resolve(name);
  }
}
