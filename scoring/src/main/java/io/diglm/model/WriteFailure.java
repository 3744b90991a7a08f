package io.diglm.model;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Says in one line why a file cannot be written and what to do. */
final class WriteFailure {
  private static final List<String> FULL =
      List.of("no space left", "not enough space", "disk quota exceeded");

  private WriteFailure() {}

  static void requireReplaceable(Path target) {
    if (Files.isDirectory(target)) {
      throw failure(target, "it is a folder (name a file inside it)", Optional.empty());
    }
    if (Files.exists(target) && !Files.isWritable(target)) {
      throw failure(
          target, "no permission to write it (grant it or choose another file)", Optional.empty());
    }
  }

  static UnusableFileException explain(Path target, IOException cause) {
    return failure(target, reason(folder(target), cause), Optional.of(cause));
  }

  static Path folder(Path target) {
    return Optional.ofNullable(target.toAbsolutePath().getParent()).orElse(target);
  }

  /** Returns the text of an exception as one line. */
  static String oneLine(Throwable cause) {
    String text =
        cause instanceof FileSystemException known && known.getReason() != null
            ? known.getReason()
            : cause.getMessage();
    return text == null
        ? cause.getClass().getSimpleName()
        : text.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  private static String reason(Path folder, IOException cause) {
    if (!Files.exists(folder)) {
      return "folder " + folder + " does not exist (create it or choose another)";
    }
    if (!Files.isDirectory(folder)) {
      return folder + " is not a folder (choose another)";
    }
    if (cause instanceof AccessDeniedException) {
      return "no permission to write in folder " + folder + " (grant it or choose another)";
    }
    if (cause instanceof FileSystemException known && known.getReason() == null) {
      return "folder " + folder + " takes no new file (choose another)";
    }
    String text = oneLine(cause);
    if (FULL.stream().anyMatch(text.toLowerCase(Locale.ROOT)::contains)) {
      return "its disk is full (free some space or choose another)";
    }
    return text;
  }

  private static UnusableFileException failure(
      Path target, String reason, Optional<IOException> cause) {
    String message = target + " cannot be written: " + reason;
    return cause
        .map(c -> new UnusableFileException(message, c))
        .orElseGet(() -> new UnusableFileException(message));
  }
}
