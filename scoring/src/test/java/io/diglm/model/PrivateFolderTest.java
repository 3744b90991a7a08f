package io.diglm.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
final class PrivateFolderTest {
  private final Path folder;

  PrivateFolderTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void isMadeForItsOwnerAlone() throws IOException {
    Path made = PrivateFolder.require(folder.resolve("own"));
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(made)));
    assertEquals(made, PrivateFolder.require(made));
  }

  @Test
  void aFolderThatOthersMayWriteToIsRefused() throws IOException {
    Path open = Files.createDirectory(folder.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    refused(open, "a folder", "rwxrwxrwx");
  }

  @Test
  void aLinkIsRefused() throws IOException {
    Path own = PrivateFolder.require(folder.resolve("own"));
    refused(Files.createSymbolicLink(folder.resolve("link"), own), "a link", "rwxrwxrwx");
  }

  @Test
  void aFolderOfAnotherUserIsRefused() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rwx------"));
    try {
      Files.setOwner(
          other,
          other.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
    } catch (IOException e) {
      assumeTrue(false, "only root may give a folder away");
    }
    String message = message(other);
    assertTrue(message.contains("got a folder of nobody with rwx------"), message);
  }

  private void refused(Path path, String what, String mode) {
    String message = message(path);
    assertTrue(
        message.startsWith(
                path + " must be a folder of this user's alone (mode 700), got " + what + " of ")
            && message.contains(" with " + mode),
        message);
  }

  private static String message(Path path) {
    return String.valueOf(
        assertThrows(UnusableFileException.class, () -> PrivateFolder.require(path)).getMessage());
  }
}
