package io.diglm.model;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;

/**
 * Writes files whole or not at all: into a hidden neighbour {@code .NAME.….tmp} first, which is
 * forced to the disk and then moved over the target in one step.
 *
 * <p>A file that is replaced keeps its permissions.
 *
 * <p>Until that step the target keeps its old content; if anything fails, the neighbour is deleted.
 * A process killed outright can leave a neighbour behind, never half a target. A target that is a
 * link keeps being one: the file it points to is replaced. A pipe or device ({@code /dev/stdout})
 * is written directly. Every failure to write is an {@link UnusableFileException} of one line.
 */
public final class AtomicFile {
  private AtomicFile() {}

  /** What a file is to hold, written to a buffered stream that the caller closes. */
  @FunctionalInterface
  public interface Content {
    /** Writes it. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** What a file is to hold, written by something that wants a path rather than a stream. */
  @FunctionalInterface
  public interface FileContent {
    /** Writes it to this file, which exists and is empty. */
    void writeTo(Path file) throws IOException;
  }

  /**
   * Writes a file through a stream.
   *
   * @throws UnusableFileException if it cannot be written; whatever else {@code content} throws
   *     passes through
   */
  public static void write(Path target, Content content) {
    replace(
        target,
        file -> {
          // A file stream, unlike a channel, survives an interrupt: Ctrl-C must not lose a model.
          try (OutputStream out = new BufferedOutputStream(new FileOutputStream(file.toFile()))) {
            content.writeTo(out);
          }
        });
  }

  /**
   * Writes a file through its path, as {@link #write} does.
   *
   * @throws UnusableFileException if it cannot be written
   */
  public static void replace(Path target, FileContent content) {
    try {
      WriteFailure.requireReplaceable(target);
      if (isDevice(target)) {
        content.writeTo(target);
      } else {
        fill(Files.exists(target) ? target.toRealPath() : target, content);
      }
    } catch (IOException e) {
      throw WriteFailure.explain(target, e);
    }
  }

  /**
   * Finds out, before long work, whether a file can be written; leaves no trace.
   *
   * @throws UnusableFileException if it cannot
   */
  public static void requireWritable(Path target) {
    try {
      WriteFailure.requireReplaceable(target);
      if (!isDevice(target)) {
        Path neighbour = neighbour(target);
        Files.createFile(neighbour);
        Files.delete(neighbour);
      }
    } catch (IOException e) {
      throw WriteFailure.explain(target, e);
    }
  }

  private static void fill(Path target, FileContent content) throws IOException {
    Path neighbour = neighbour(target);
    Files.createFile(neighbour);
    try {
      keepPermissions(target, neighbour);
      content.writeTo(neighbour);
      force(neighbour);
      Files.move(neighbour, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(neighbour);
    }
    forceFolder(WriteFailure.folder(target));
  }

  /** What only its owner may read stays so: before there is anything in it to read. */
  private static void keepPermissions(Path target, Path neighbour) throws IOException {
    PosixFileAttributeView now =
        Files.getFileAttributeView(neighbour, PosixFileAttributeView.class);
    if (now != null && Files.exists(target)) {
      now.setPermissions(Files.getPosixFilePermissions(target));
    }
  }

  private static boolean isDevice(Path target) {
    return Files.exists(target) && !Files.isRegularFile(target);
  }

  private static Path neighbour(Path target) {
    String mark = ProcessHandle.current().pid() + "-" + Long.toHexString(System.nanoTime());
    return target.resolveSibling("." + target.getFileName() + "." + mark + ".tmp");
  }

  private static void force(Path file) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.getFD().sync();
    }
  }

  private static void forceFolder(Path folder) {
    try (FileChannel open = FileChannel.open(folder, StandardOpenOption.READ)) {
      open.force(true);
    } catch (IOException e) {
      // Some systems cannot force a folder. The file is whole either way; only its new name could
      // be lost with the power.
      return;
    }
  }
}
