package io.diglm.data;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What may be read.
 *
 * @param network whether addresses may be read, for which DuckDB fetches its extension
 * @param folders the only folders to read from; empty for any folder
 */
record Reach(boolean network, List<Path> folders) {
  /** Only files of this machine. */
  static final Reach LOCAL = new Reach(false, List.of());

  private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+://.*");

  Reach {
    folders = List.copyOf(folders);
    if (network && !folders.isEmpty()) {
      throw new IllegalArgumentException(
          "reading from the network must not be asked for where it is confined, got folders "
              + folders);
    }
  }

  /** Returns whether this is an address, such as https://, not a file of this machine. */
  static boolean isAddress(String path) {
    return ADDRESS.matcher(path).matches();
  }

  /**
   * Requires that a path may be read.
   *
   * @throws IllegalArgumentException if it is an address, or if it is outside the folders
   */
  void require(String path) {
    if (isAddress(path) && !network) {
      throw new IllegalArgumentException(
          "table file must be on this machine, got %s (--allow-network, or".formatted(path)
              + " TableSource.allowNetwork, reads addresses)");
    }
    if (!folders.isEmpty() && !inside(Path.of(path))) {
      throw new IllegalArgumentException(
          "table file must be in %s, got %s"
              .formatted(String.join(" or ", folders.stream().map(Path::toString).toList()), path));
    }
  }

  /**
   * Requires that standard input or a pipe, which has no folder, may be read.
   *
   * @throws IllegalArgumentException if reading is confined to folders
   */
  void requireStream(String path) {
    if (!folders.isEmpty()) {
      throw new IllegalArgumentException(
          "table file must be a regular file in %s, got %s (copy it into one)"
              .formatted(
                  String.join(" or ", folders.stream().map(Path::toString).toList()),
                  Streams.name(path)));
    }
  }

  /** Links are resolved first. */
  private boolean inside(Path path) {
    try {
      Path real = path.toRealPath();
      for (Path folder : folders) {
        if (real.startsWith(folder.toRealPath())) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      // A path that cannot be resolved but whose name lies inside gives an error when it is opened.
      Path plain = path.toAbsolutePath().normalize();
      return folders.stream().anyMatch(f -> plain.startsWith(f.toAbsolutePath().normalize()));
    }
  }

  /** Applies these limits to a database. No statement can lift them again. */
  void confine(DuckDb db) throws SQLException {
    if (!network) {
      db.execute("SET autoinstall_known_extensions = false");
      db.execute("SET autoload_known_extensions = false");
      db.execute("SET allow_persistent_secrets = false");
    }
    db.execute("SET allow_community_extensions = false");
    if (!folders.isEmpty()) {
      List<String> names =
          folders.stream()
              .map(f -> DuckDb.text(f.toAbsolutePath().normalize().toString()))
              .toList();
      db.execute("SET allowed_directories = [" + String.join(", ", names) + "]");
      db.execute("SET enable_external_access = false");
    }
    db.execute("SET lock_configuration = true");
  }
}
