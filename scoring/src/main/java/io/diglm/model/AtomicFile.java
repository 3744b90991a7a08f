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
 * Writes files completely or not at all. The content first goes into a hidden file in the same
 * folder, which is forced to disk and then moved over the target in one step.
 *
 * <p>A file that is replaced keeps its permissions.
 *
 * <p>Until that step the target keeps its old content. If anything fails, the hidden file is
 * deleted. A killed process can leave a hidden file behind, but never a partial target. A target
 * that is a link stays a link: the file it points to is replaced. A pipe or device ({@code
 * /dev/stdout}) is written directly. Every failure to write is an {@link UnusableFileException} of
 * one line.
 */
public final class AtomicFile {
  private AtomicFile() {}

  /** Writes the content of a file to a buffered stream, which the caller closes. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes the content.
     *
     * @param out receives it; the caller closes it
     * @throws IOException if writing fails
     */
    void writeTo(OutputStream out) throws IOException;
  }

  /** Writes the content of a file, given its path instead of a stream. */
  @FunctionalInterface
  public interface FileContent {
    /**
     * Writes the content to this file, which exists and is empty.
     *
     * @param file under a temporary name in the folder of the target
     * @throws IOException if writing fails
     */
    void writeTo(Path file) throws IOException;
  }

  /**
   * Writes a file through a stream.
   *
   * @param target replaced by the complete file in one step
   * @param content writes it
   * @throws UnusableFileException if it cannot be written; other exceptions of {@code content} pass
   *     through
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
   * @param target replaced by the complete file in one step
   * @param content writes it
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
   * Checks before long work that a file can be written, and leaves no trace.
   *
   * @param target the file to be written later
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

  /** Copies the permissions before there is any content, so that private files stay private. */
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
      // Some systems cannot force a folder to disk. The file is complete in any case; only its new
      // name could be lost in a power failure.
      return;
    }
  }
}
