package io.diglm.spark;

import io.diglm.model.UnusableFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/**
 * The state after each round, on a file system of Spark. A fit also keeps a copy on the disk of the
 * driver, which is lost with the driver.
 */
final class SavedRounds implements AutoCloseable {
  private final org.apache.hadoop.fs.Path place;
  private final Configuration configuration;
  private final Path local;

  SavedRounds(String place, Configuration configuration) {
    this.place = new org.apache.hadoop.fs.Path(place);
    this.configuration = configuration;
    try {
      local = Files.createTempDirectory("rounds").resolve("checkpoint");
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

  /**
   * Copies the state of the driver to a file that outlives it. The file has another name until it
   * is complete.
   */
  void store() {
    if (!Files.exists(local)) {
      return;
    }
    org.apache.hadoop.fs.Path part = place.suffix(".part");
    try {
      files().copyFromLocalFile(false, true, new org.apache.hadoop.fs.Path(local.toUri()), part);
      files().delete(place, false);
      if (!files().rename(part, place)) {
        throw new IOException("cannot rename " + part);
      }
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** Removes the state after the fit has ended. */
  void remove() {
    try {
      files().delete(place, false);
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
