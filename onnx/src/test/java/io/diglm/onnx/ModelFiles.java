package io.diglm.onnx;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The model files of the repository: no file that is added to the resources of a module escapes the
 * parity tests. Files elsewhere are those that somebody fitted there.
 */
final class ModelFiles {
  /** A file whose parts are no model together: it only shows that its form is read. */
  static final Path MADE_UP =
      Path.of("..", "scoring/src/test/resources/io/diglm/model/golden/format-1.diglm");

  private static final Path ROOT = Path.of("..");
  private static final Path KEPT = Path.of("..", "python/tests/models");
  private static final Set<String> NO_SOURCES =
      Set.of("target", "shared", "build", "dist", "node_modules");

  private ModelFiles() {}

  /** Returns all of them, in order. */
  static List<Path> all() throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return folder.equals(ROOT) || holdsSources(folder)
                ? FileVisitResult.CONTINUE
                : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".diglm") && belongs(file)) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    found.remove(MADE_UP);
    found.sort(null);
    return found;
  }

  private static boolean belongs(Path file) {
    return file.startsWith(KEPT) || file.toString().contains("src" + File.separator);
  }

  /** A virtual environment of Python beside the sources is none of them. */
  private static boolean holdsSources(Path folder) {
    String name = folder.getFileName().toString();
    return !name.startsWith(".")
        && !NO_SOURCES.contains(name)
        && !Files.exists(folder.resolve("pyvenv.cfg"));
  }

  /** Returns where the answers of a model are kept, which {@code python/make-fixtures} wrote. */
  static Path answers(Path model) {
    String file = model.getFileName().toString().replace(".diglm", ".json");
    Path folder = model.getParent();
    if (folder == null) {
      throw new IllegalArgumentException("model must lie in a folder, got " + model);
    }
    boolean beside = folder.equals(KEPT) || folder.endsWith("golden");
    return KEPT.resolve(beside ? file : folder.getFileName() + "-" + file);
  }
}
