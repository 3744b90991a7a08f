package io.diglm.model;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.Set;

/**
 * A folder that belongs to this user alone (mode 700), from which code may be loaded. In the folder
 * for temporary files, another user could have made a folder of the same name before.
 */
public final class PrivateFolder {
  private static final Set<PosixFilePermission> OWNERS =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private PrivateFolder() {}

  /**
   * Makes the folder. An existing folder is accepted if no other user could have put anything into
   * it.
   *
   * @param folder to make or to check
   * @return the folder
   * @throws UnusableFileException if another user owns it or may write to it, or if it is not a
   *     folder
   */
  public static Path require(Path folder) {
    try {
      if (!Files.getFileStore(existing(folder)).supportsFileAttributeView("posix")) {
        return Files.createDirectories(folder); // this system has no POSIX permissions
      }
      try {
        Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNERS));
      } catch (FileAlreadyExistsException e) {
        requireOwn(folder);
      }
      return folder;
    } catch (IOException e) {
      throw new UnusableFileException(
          "%s must be a folder of this user's alone, got %s".formatted(folder, e), e);
    }
  }

  private static Path existing(Path folder) {
    Path parent = folder.toAbsolutePath().getParent();
    return parent == null ? folder : parent;
  }

  private static void requireOwn(Path folder) throws IOException {
    PosixFileAttributes found =
        Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    boolean open = !OWNERS.containsAll(found.permissions());
    if (!found.isDirectory() || open || !found.owner().equals(self())) {
      throw new UnusableFileException(
          "%s must be a folder of this user's alone (mode 700), got %s of %s with %s (delete it, or choose another folder for temporary files by -Djava.io.tmpdir)"
              .formatted(
                  folder,
                  found.isDirectory() ? "a folder" : found.isSymbolicLink() ? "a link" : "a file",
                  found.owner().getName(),
                  PosixFilePermissions.toString(found.permissions())));
    }
  }

  /**
   * Returns the owner of files that this process makes. In a container, the user name can belong to
   * another user.
   */
  private static UserPrincipal self() throws IOException {
    Path own = Files.createTempFile("diglm", "");
    try {
      return Files.getOwner(own);
    } finally {
      Files.delete(own);
    }
  }
}
