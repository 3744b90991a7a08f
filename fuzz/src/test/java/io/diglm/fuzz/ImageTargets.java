package io.diglm.fuzz;

import io.diglm.data.ImageSource;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Image sets in every format. */
final class ImageTargets {
  private static final Map<String, String> FILES =
      Map.of(
          "idx", "t10k-images-idx3-ubyte",
          "cifar", "test_batch.bin",
          "mat", "train_32x32.mat",
          "npz", "arrays.npz");

  private ImageTargets() {}

  static Map<String, Supplier<Target>> all(Path folder) {
    Map<String, Supplier<Target>> all = new HashMap<>();
    FILES.forEach((target, name) -> all.put(target, () -> file(own(folder, target), name)));
    all.put("npy", () -> array(own(folder, "npy").resolve("arrays.npz")));
    for (String type : new String[] {"png", "gif"}) {
      all.put(type, () -> picture(own(folder, type), type));
    }
    return all;
  }

  private static Target file(Path folder, String name) {
    Path file = folder.resolve(name);
    return bytes -> {
      Files.write(file, bytes);
      ImageSource.of(file.toString()).read();
    };
  }

  private static Target array(Path file) {
    return bytes -> {
      zip(file, bytes);
      ImageSource.of(file.toString()).read();
    };
  }

  private static Target picture(Path folder, String type) {
    Path picture = own(folder, "a").resolve("1." + type);
    return bytes -> {
      Files.write(picture, bytes);
      ImageSource.of(folder.toString()).read();
    };
  }

  private static Path own(Path folder, String name) {
    try {
      return Files.createDirectories(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One array in a zip whose checksum is that of the array. */
  private static void zip(Path file, byte[] x) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("x.npy"));
      zip.write(x);
    }
  }
}
