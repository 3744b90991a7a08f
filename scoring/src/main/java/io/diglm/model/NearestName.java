package io.diglm.model;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** The model file that a misspelt path may have meant. */
final class NearestName {
  private NearestName() {}

  /** Returns " (did you mean …?)" with a neighbour of a missing file, or "" if none is like it. */
  static String hint(Path missing) {
    Path folder = WriteFailure.folder(missing);
    if (!Files.isDirectory(folder)) {
      return ": folder " + folder + " does not exist";
    }
    return nearest(folder, String.valueOf(missing.getFileName()))
        .map(name -> " (did you mean " + missing.resolveSibling(name) + "?)")
        .orElse("");
  }

  private static Optional<String> nearest(Path folder, String wanted) {
    try (DirectoryStream<Path> models = Files.newDirectoryStream(folder, "*.diglm")) {
      return StreamSupport.stream(models.spliterator(), false)
          .map(model -> String.valueOf(model.getFileName()))
          .filter(name -> distance(name, wanted) <= wanted.length() / 2)
          .min(
              Comparator.comparingInt((String name) -> distance(name, wanted))
                  .thenComparing(Comparator.naturalOrder()));
    } catch (IOException e) {
      // The file is missing either way; a folder that cannot be listed only loses the hint.
      return Optional.empty();
    }
  }

  /**
   * Insertions, deletions and replacements that turn one text into the other (Levenshtein 1966).
   */
  static int distance(String from, String to) {
    int[] above = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] row = new int[to.length() + 1];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = above[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[to.length()];
  }
}
