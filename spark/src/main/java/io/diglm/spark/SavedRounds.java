package io.diglm.spark;

import io.diglm.model.UnusableFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/**
 * The state after each round, on a file system of Spark. A fit also keeps a copy on the disk of the
 * driver, which is lost with the driver.
 *
 * <p>Renaming on such file systems does not replace a file. So a complete state waits under a name
 * of its own until the one before it is gone: whenever the driver dies, one of the two is there.
 */
final class SavedRounds implements AutoCloseable {
  private final org.apache.hadoop.fs.Path place;

  /** A state that may be incomplete. */
  private final org.apache.hadoop.fs.Path part;

  /** A complete state, newer than that of the place. */
  private final org.apache.hadoop.fs.Path next;

  private final Configuration configuration;
  private final Path local;

  SavedRounds(String place, Configuration configuration) {
    this.place = new org.apache.hadoop.fs.Path(place);
    part = this.place.suffix(".part");
    next = this.place.suffix(".next");
    this.configuration = configuration;
    try {
      local = Files.createTempDirectory("rounds").resolve("checkpoint");
      replace();
      if (files().exists(this.place)) {
        // Raw, because a file of checksums beside it would be wrong once the fit writes its own.
        files()
            .copyToLocalFile(false, this.place, new org.apache.hadoop.fs.Path(local.toUri()), true);
      }
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private FileSystem files() throws IOException {
    return place.getFileSystem(configuration);
  }

  /** Returns the copy of the driver. */
  Path local() {
    return local;
  }

  /** Copies the state of the driver to a file that outlives it. */
  void store() {
    if (!Files.exists(local)) {
      return;
    }
    try {
      files().copyFromLocalFile(false, true, new org.apache.hadoop.fs.Path(local.toUri()), part);
      rename(part, next);
      replace();
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** Puts a newer state in the place, if there is one: also of a driver that died before it did. */
  private void replace() throws IOException {
    if (files().exists(next)) {
      files().delete(place, false);
      rename(next, place);
    }
  }

  private void rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to)
      throws IOException {
    if (!files().rename(from, to)) {
      throw new IOException("cannot rename " + from);
    }
  }

  /** Removes the state after the fit has ended. */
  void remove() {
    try {
      for (org.apache.hadoop.fs.Path path : List.of(place, part, next)) {
        files().delete(path, false);
      }
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private UnusableFileException unusable(IOException e) {
    String told = Optional.ofNullable(e.getMessage()).orElse(e.toString());
    return new UnusableFileException(
        "checkpoint '%s' must be a file to read and write, got %s"
            .formatted(place, told.lines().findFirst().orElse(told)),
        e);
  }

  @Override
  public void close() {
    Path folder = local.resolveSibling("");
    for (Path path : new Path[] {local, folder}) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        // The system removes what is left in the folder for temporary files.
        path.toFile().deleteOnExit();
      }
    }
  }
}
