package io.diglm.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.model.UnusableFileException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SavedRoundsTest {
  private static final String LEFT = "dying.left";

  private int drivers;

  /** Files of a driver that dies before it has changed them so many times. */
  public static final class Dying extends RawLocalFileSystem {
    private static final URI NAMELESS = URI.create("dying:///");

    /** The constructor of the class above asks for it before there is one. */
    private @Nullable URI name;

    private int left;

    @Override
    public void initialize(URI place, Configuration conf) throws IOException {
      name = place.resolve("/");
      super.initialize(name, conf);
      left = conf.getInt(LEFT, Integer.MAX_VALUE);
    }

    @Override
    public URI getUri() {
      return Objects.requireNonNullElse(name, NAMELESS);
    }

    private void live() throws IOException {
      if (left-- == 0) {
        left = 0; // what is dead changes nothing more
        throw new IOException("driver died");
      }
    }

    @Override
    public boolean rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to)
        throws IOException {
      live();
      // As on HDFS and others, and not as on this one: it replaces no file.
      return !exists(to) && super.rename(from, to);
    }

    @Override
    public boolean delete(org.apache.hadoop.fs.Path path, boolean recursive) throws IOException {
      live();
      return super.delete(path, recursive);
    }

    @Override
    public FSDataOutputStream create(
        org.apache.hadoop.fs.Path path,
        boolean overwrite,
        int bufferSize,
        short replication,
        long blockSize,
        Progressable progress)
        throws IOException {
      live();
      return super.create(path, overwrite, bufferSize, replication, blockSize, progress);
    }
  }

  /** Begins a driver. Each has files of its own, because Hadoop keeps those of a name. */
  private SavedRounds rounds(Path folder, int changes) {
    Configuration configuration = new Configuration();
    configuration.set("fs.dying.impl", Dying.class.getName());
    configuration.setInt(LEFT, changes);
    return new SavedRounds(place(folder, ++drivers), configuration);
  }

  private static String place(Path folder, int driver) {
    String name = "driver" + driver + folder.toString().replaceAll("[^A-Za-z0-9]+", "-");
    return "dying://" + name + folder.resolve("rounds");
  }

  private static void store(SavedRounds rounds, String state) throws IOException {
    Files.writeString(rounds.local(), state);
    rounds.store();
  }

  private String loaded(Path folder) throws IOException {
    try (SavedRounds rounds = rounds(folder, Integer.MAX_VALUE)) {
      return Files.readString(rounds.local());
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void whenADriverDiesAStateIsThere(@TempDir Path folder) throws IOException {
    List<String> found = new ArrayList<>();
    boolean died = true;
    for (int changes = 0; died; changes++) {
      Path own = Files.createDirectory(folder.resolve("after" + changes));
      try (SavedRounds first = rounds(own, Integer.MAX_VALUE)) {
        store(first, "round 1");
      }
      try (SavedRounds second = rounds(own, changes)) {
        store(second, "round 2");
        died = false;
      } catch (UnusableFileException e) {
        assertTrue(String.valueOf(e.getMessage()).endsWith("got driver died"), e.getMessage());
      }
      found.add(loaded(own));
      // What a dead driver left is gone once the next one stores a state.
      try (SavedRounds third = rounds(own, Integer.MAX_VALUE)) {
        store(third, "round 3");
        assertEquals(List.of("rounds"), names(own));
        assertEquals("round 3", loaded(own));
        third.remove();
        assertEquals(List.of(), names(own));
      }
    }
    // Copying, its name, the old state, the place.
    assertEquals(List.of("round 1", "round 1", "round 2", "round 2", "round 2"), found);
  }

  @Test
  void aStateThatWasNotWrittenToItsEndIsLeftAlone(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("rounds.part"), "half of a sta");
    try (SavedRounds rounds = rounds(folder, Integer.MAX_VALUE)) {
      assertFalse(Files.exists(rounds.local()));
      store(rounds, "state");
    }
    assertEquals("state", loaded(folder));
  }

  @Test
  void aPlaceThatCannotBeWrittenIsOneLine(@TempDir Path folder) throws IOException {
    try (SavedRounds rounds = rounds(folder, 0)) {
      UnusableFileException e =
          assertThrows(UnusableFileException.class, () -> store(rounds, "state"));
      assertEquals(
          "checkpoint '%s' must be a file to read and write, got driver died"
              .formatted(place(folder, drivers)),
          e.getMessage());
    }
  }
}
