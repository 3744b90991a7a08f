package io.diglm.data;

import io.diglm.schema.NearestName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rows of files, one after the other; the files of a glob in the order of their names.
 *
 * @param format of all of them; none goes by each one's name, or by a stream's first bytes
 * @param streams those among them
 */
record TableFiles(List<String> paths, Optional<FileFormat> format, Streams streams)
    implements Origin {
  TableFiles(List<String> paths) {
    this(paths, Optional.empty(), new Streams());
  }

  TableFiles {
    paths = List.copyOf(paths);
    if (paths.isEmpty()) {
      throw new IllegalArgumentException("table files must be at least one, got none");
    }
  }

  @Override
  public String name() {
    return (paths.size() == 1 ? "table file " : "table files ") + source();
  }

  @Override
  public String source() {
    return paths.stream().map(Streams::name).collect(Collectors.joining(", "));
  }

  @Override
  public String told(String message) {
    return streams.told(message);
  }

  @Override
  public List<Relation> relations(DuckDb db, Reach reach) {
    List<Relation> relations = new ArrayList<>();
    for (String path : paths) {
      if (Streams.isStream(path)) {
        reach.requireStream(path);
        relations.add(relation(db, streams.keep(path, format)));
        continue;
      }
      for (String file : expand(db, reach, path)) {
        reach.require(file);
        requireReadable(file);
        relations.add(relation(db, file(file)));
      }
    }
    return relations;
  }

  @Override
  public List<Path> files(DuckDb db, Reach reach) {
    return paths.stream()
        .filter(path -> !Reach.isAddress(path) && !Streams.isStream(path))
        .flatMap(path -> expand(db, reach, path).stream())
        .map(Path::of)
        .toList();
  }

  /** Returns the files that a text names or, as a pattern, matches; none if it does neither. */
  static List<Path> named(DuckDb db, String text) throws SQLException {
    try {
      if (Files.exists(Path.of(text))) {
        return List.of(Path.of(text));
      }
    } catch (InvalidPathException e) {
      return List.of(); // such as a text with a NUL
    }
    return isPattern(text)
        ? db.rows("SELECT file FROM glob(" + DuckDb.text(text) + ")").stream()
            .map(row -> Path.of(row.get(0)))
            .toList()
        : List.of();
  }

  private static boolean isPattern(String path) {
    return path.matches("(?s).*[*?\\[].*");
  }

  private TableFile file(String path) {
    return new TableFile(path, path, format.orElseGet(() -> FileFormat.of(path, "table file")));
  }

  private Relation relation(DuckDb db, TableFile file) {
    try {
      return file.relation(db);
    } catch (SQLException e) {
      throw Failures.of(new TableFiles(List.of(file.shown()), format, streams), e);
    }
  }

  private static List<String> expand(DuckDb db, Reach reach, String path) {
    if (Reach.isAddress(path)) {
      reach.require(path);
    }
    if (!isPattern(path) || (!Reach.isAddress(path) && Files.exists(Path.of(path)))) {
      return List.of(path);
    }
    try {
      List<String> found =
          db.rows("SELECT file FROM glob(" + DuckDb.text(path) + ") ORDER BY file").stream()
              .map(r -> r.get(0))
              .toList();
      if (found.isEmpty()) {
        throw new IllegalArgumentException(
            "table file pattern must match a file, got %s".formatted(path));
      }
      return found;
    } catch (SQLException e) {
      throw Failures.of(new TableFiles(List.of(path)), e);
    }
  }

  private static void requireReadable(String path) {
    if (Reach.isAddress(path)) {
      return;
    }
    Path file = Path.of(path);
    if (Files.isDirectory(file)) {
      throw new IllegalArgumentException(
          "table file must be a file, got folder %s (for all its files: %s)"
              .formatted(path, Path.of(path, "*.csv")));
    }
    if (!Files.exists(file)) {
      throw new IllegalArgumentException(
          "table file must exist, got %s%s".formatted(path, nearest(file)));
    }
    if (!Files.isRegularFile(file)) {
      // Types are detected before rows are read, and a pipe gives its bytes once.
      throw new IllegalArgumentException(
          "table file must be a regular file, got %s (copy it into one)".formatted(path));
    }
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException("table file must be readable, got %s".formatted(path));
    }
    if (file.toFile().length() == 0) {
      throw new IllegalArgumentException(
          "table file must have at least one row, got empty file %s".formatted(path));
    }
  }

  private static String nearest(Path missing) {
    Path folder = missing.toAbsolutePath().getParent();
    Path name = missing.getFileName();
    if (folder == null || name == null) {
      return "";
    }
    if (!Files.isDirectory(folder)) {
      return " (there is no folder " + missing.getParent() + ")";
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names =
          files
              .filter(Files::isRegularFile)
              .map(f -> String.valueOf(f.getFileName()))
              .sorted()
              .toList();
      return NearestName.of(name.toString(), names)
          .map(n -> "; did you mean " + missing.resolveSibling(n) + "?")
          .orElse("");
    } catch (IOException e) {
      // A folder that cannot be listed has no name to suggest.
      return "";
    }
  }
}
