package io.diglm.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AtomicFileTest {
  private final Path folder;

  AtomicFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void writesContentAndLeavesNothingElse() throws IOException {
    AtomicFile.write(folder.resolve("a.txt"), out -> out.write("new".getBytes(UTF_8)));
    assertEquals("new", Files.readString(folder.resolve("a.txt")));
    assertEquals(List.of("a.txt"), names());
  }

  @Test
  void replacesThroughAPath() throws IOException {
    Path target = Files.writeString(folder.resolve("a.txt"), "old");
    AtomicFile.replace(target, file -> Files.writeString(file, "new"));
    assertEquals("new", Files.readString(target));
    assertEquals(List.of("a.txt"), names());
  }

  @Test
  void aFailureKeepsTheOldContent() throws IOException {
    Path target = Files.writeString(folder.resolve("a.txt"), "old");
    IllegalStateException thrown =
        assertThrows(
            IllegalStateException.class,
            () ->
                AtomicFile.write(
                    target,
                    out -> {
                      out.write(new byte[100_000]);
                      throw new IllegalStateException("half way");
                    }));
    assertEquals("half way", thrown.getMessage());
    assertEquals("old", Files.readString(target));
    assertEquals(List.of("a.txt"), names());
  }

  @Test
  void aFullDiskIsSaidSo() throws IOException {
    Path target = folder.resolve("a.txt");
    assertMessage(
        target + " cannot be written: its disk is full (free some space or choose another)",
        () ->
            AtomicFile.write(
                target,
                out -> {
                  out.write(1);
                  throw new IOException("No space left on device");
                }));
    assertEquals(List.of(), names());
  }

  @Test
  void aFullDeviceIsSaidSo() {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full) && Files.isWritable(full), "this system has no /dev/full");
    assertMessage(
        "/dev/full cannot be written: its disk is full (free some space or choose another)",
        () -> AtomicFile.write(full, out -> out.write(1)));
  }

  @Test
  void aMissingFolderIsSaidSo() {
    Path target = folder.resolve("no/such/a.txt");
    String message =
        "%s cannot be written: folder %s does not exist (create it or choose another)"
            .formatted(target, target.getParent());
    assertMessage(message, () -> AtomicFile.write(target, out -> out.write(1)));
    assertMessage(message, () -> AtomicFile.requireWritable(target));
  }

  @Test
  void aFileInPlaceOfTheFolderIsSaidSo() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "old");
    Path target = file.resolve("b.txt");
    assertMessage(
        target + " cannot be written: " + file + " is not a folder (choose another)",
        () -> AtomicFile.write(target, out -> out.write(1)));
  }

  @Test
  void aFolderInPlaceOfTheFileIsSaidSo() {
    String message = folder + " cannot be written: it is a folder (name a file inside it)";
    assertMessage(message, () -> AtomicFile.write(folder, out -> out.write(1)));
    assertMessage(message, () -> AtomicFile.requireWritable(folder));
  }

  @Test
  void aMissingPermissionIsSaidSo() {
    Path target = folder.resolve("a.txt");
    assertEquals(
        "%s cannot be written: no permission to write in folder %s (grant it or choose another)"
            .formatted(target, folder),
        WriteFailure.explain(target, new AccessDeniedException(target.toString())).getMessage());
  }

  @Test
  void aFolderWithoutPermissionIsFoundBeforehand() throws IOException {
    Path locked = Files.createDirectory(folder.resolve("locked"));
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
    assumeFalse(Files.isWritable(locked), "this user may write everywhere");
    Path target = locked.resolve("a.txt");
    assertMessage(
        "%s cannot be written: no permission to write in folder %s (grant it or choose another)"
            .formatted(target, locked),
        () -> AtomicFile.requireWritable(target));
  }

  @Test
  void aProtectedFileIsNotReplaced() throws IOException {
    Path target = Files.writeString(folder.resolve("a.txt"), "old");
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("r--r--r--"));
    assumeFalse(Files.isWritable(target), "this user may write everything");
    assertMessage(
        target + " cannot be written: no permission to write it (grant it or choose another file)",
        () -> AtomicFile.write(target, out -> out.write(1)));
  }

  @Test
  void anyOtherFailureKeepsItsReasonInOneLine() {
    Path target = folder.resolve("a.txt");
    assertEquals(
        target + " cannot be written: Read-only file system",
        WriteFailure.explain(target, new FileSystemException("x", null, "Read-only file system"))
            .getMessage());
    assertEquals(
        target + " cannot be written: first second",
        WriteFailure.explain(target, new IOException("first\n  second")).getMessage());
    assertEquals(
        target + " cannot be written: IOException",
        WriteFailure.explain(target, new IOException()).getMessage());
  }

  @Test
  void requireWritableLeavesNoTrace() throws IOException {
    AtomicFile.requireWritable(folder.resolve("a.txt"));
    assertEquals(List.of(), names());
  }

  @Test
  void aLinkStaysALink() throws IOException {
    Path real = Files.writeString(folder.resolve("real.txt"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link.txt"), real);
    AtomicFile.write(link, out -> out.write("new".getBytes(UTF_8)));
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("new", Files.readString(real));
  }

  @Test
  void aReplacedFileKeepsItsPermissions() throws IOException {
    Path target = Files.writeString(folder.resolve("a.txt"), "old");
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-------"));
    AtomicFile.write(target, out -> out.write("new".getBytes(UTF_8)));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(target)));
  }

  @Test
  void anInterruptLosesNothing() throws IOException {
    Path target = folder.resolve("a.bin");
    Thread.currentThread().interrupt();
    AtomicFile.write(target, out -> out.write(new byte[100_000]));
    assertTrue(Thread.interrupted());
    assertArrayEquals(new byte[100_000], Files.readAllBytes(target));
  }

  @Test
  void aRelativePathNeedsNoFolder() {
    AtomicFile.requireWritable(Path.of("a-file-that-is-never-made.txt"));
    assertTrue(Files.notExists(Path.of("a-file-that-is-never-made.txt")));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  private static void assertMessage(
      String message, org.junit.jupiter.api.function.Executable action) {
    assertEquals(message, assertThrows(UnusableFileException.class, action).getMessage());
  }
}
