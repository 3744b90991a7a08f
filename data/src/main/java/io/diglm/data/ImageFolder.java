package io.diglm.data;

import io.diglm.model.UnusableFileException;
import io.diglm.schema.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The content of a folder of images. It is ordered by name, and hidden files are ignored. */
final class ImageFolder {
  private static final Pattern TABLE =
      Pattern.compile(
          ".*\\.(csv|tsv|parquet|jsonl?|ndjson)(\\.gz|\\.zst)?", Pattern.CASE_INSENSITIVE);

  private ImageFolder() {}

  /** Returns whether this is a folder of tables. */
  static boolean holdsTables(Path folder) {
    return Files.isReadable(folder)
        && files(folder).stream().anyMatch(file -> TABLE.matcher(name(file)).matches())
        && files(folder).stream().noneMatch(file -> ImageFormat.of(file).isPresent());
  }

  static Table read(Path folder, ImageSource.Part part) {
    List<Path> files = files(folder);
    Optional<Table> published = published(folder, files, part);
    if (published.isPresent()) {
      return published.get();
    }
    List<Path> pictures = pictures(files);
    List<Path> classes = list(folder).filter(Files::isDirectory).toList();
    if (pictures.isEmpty() && classes.isEmpty()) {
      throw new IllegalArgumentException(
          "image folder %s must hold a folder of PNG or JPEG files for each class, got none"
              .formatted(folder));
    }
    if (!pictures.isEmpty() && !classes.isEmpty()) {
      throw new IllegalArgumentException(
          "image folder %s must hold images in class folders or outside, got both: %s and %s"
              .formatted(folder, name(pictures.get(0)), name(classes.get(0))));
    }
    return classes.isEmpty()
        ? PictureFiles.unlabelled(folder, pictures)
        : labelled(folder, classes);
  }

  private static Optional<Table> published(Path folder, List<Path> files, ImageSource.Part part) {
    Optional<Path> idx = IdxFile.part(files, part);
    Optional<Path> mat = SvhnFile.part(files, part);
    List<Path> cifar = CifarFile.part(files, part);
    if (idx.isPresent()) {
      return idx.map(IdxFile::read);
    }
    if (mat.isPresent()) {
      return mat.map(SvhnFile::read);
    }
    if (!cifar.isEmpty()) {
      return Optional.of(
          ImageTables.joined(folder.toString(), cifar.stream().map(CifarFile::read).toList()));
    }
    List<Path> sets =
        files.stream()
            .filter(file -> ImageFormat.of(file).filter(f -> f != ImageFormat.PICTURE).isPresent())
            .toList();
    if (sets.isEmpty()) {
      return Optional.empty();
    }
    if (sets.size() == 1 && part == ImageSource.Part.TRAIN) {
      return ImageFormat.of(sets.get(0)).map(format -> format.read(sets.get(0)));
    }
    throw new IllegalArgumentException(
        "image folder %s must hold the published files of its %s part, got %s"
            .formatted(
                folder,
                part == ImageSource.Part.TRAIN ? "training" : "test",
                String.join(", ", sets.stream().map(ImageFolder::name).toList())));
  }

  private static Table labelled(Path folder, List<Path> classes) {
    List<Path> pictures = new ArrayList<>();
    List<Integer> codes = new ArrayList<>();
    for (int code = 0; code < classes.size(); code++) {
      List<Path> found = pictures(files(classes.get(code)));
      if (found.isEmpty()) {
        throw new IllegalArgumentException(
            "class folder %s must hold a PNG or JPEG file, got none".formatted(classes.get(code)));
      }
      pictures.addAll(found);
      for (int i = 0; i < found.size(); i++) {
        codes.add(code);
      }
    }
    Table table =
        ImageTables.of(
            folder.toString(),
            PictureFiles.images(pictures),
            codes.stream().mapToInt(Integer::intValue).toArray(),
            classes.stream().map(ImageFolder::name).toList());
    return ImageTables.named(
        table, pictures.stream().map(file -> PictureFiles.name(folder, file)).toList());
  }

  private static List<Path> pictures(List<Path> files) {
    return files.stream()
        .filter(file -> ImageFormat.of(file).filter(f -> f == ImageFormat.PICTURE).isPresent())
        .toList();
  }

  private static List<Path> files(Path folder) {
    return list(folder).filter(Files::isRegularFile).toList();
  }

  /** Returns the files in a folder and in its subfolders. */
  static Stream<Path> within(Path folder) {
    return list(folder)
        .flatMap(path -> Files.isDirectory(path) ? files(path).stream() : Stream.of(path))
        .filter(Files::isRegularFile);
  }

  /** Returns the content of a folder, ordered by name, without hidden files. */
  static Stream<Path> list(Path folder) {
    try (Stream<Path> found = Files.list(folder)) {
      return found
          .filter(path -> !name(path).startsWith("."))
          .sorted((a, b) -> name(a).compareTo(name(b)))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UnusableFileException(
          "image folder %s must be readable, got %s".formatted(folder, e), e);
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
