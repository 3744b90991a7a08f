package io.diglm.data;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** The table formats. The extension of a file tells its format, unless a format is given. */
public enum FileFormat {
  /**
   * Cells separated by commas, semicolons, tabs or bars, whichever is most frequent in the header
   * line.
   */
  CSV("csv|txt", true, "FORMAT csv, HEADER, DELIMITER ','"),
  /** Cells separated by tabs. */
  TSV("tsv", true, "FORMAT csv, HEADER, DELIMITER '\t'"),
  /** Apache Parquet. */
  PARQUET("parquet", false, "FORMAT parquet, COMPRESSION zstd"),
  /** One JSON object per line, or one array of objects. */
  JSON("jsonl|ndjson|json", true, "FORMAT json");

  private static final String KNOWN =
      ".csv, .tsv, .txt, .parquet, .json, .jsonl or .ndjson"
          + " (all but Parquet may end in .gz or .zst too)";

  private final String extensions;
  private final boolean compressible;
  private final String copyOptions;

  FileFormat(String extensions, boolean compressible, String copyOptions) {
    this.extensions = extensions;
    this.compressible = compressible;
    this.copyOptions = copyOptions;
  }

  /** Returns the format of a file of this name; {@code what} begins the message if none fits. */
  static FileFormat of(String path, String what) {
    Path file = Path.of(path).getFileName();
    String name = file == null ? "" : file.toString().toLowerCase(Locale.ROOT);
    Optional<String> compression = compression(name);
    String bare = compression.map(c -> name.substring(0, name.lastIndexOf('.'))).orElse(name);
    for (FileFormat format : values()) {
      boolean fits = bare.matches(".*\\.(" + format.extensions + ")");
      if (fits && (format.compressible || compression.isEmpty())) {
        return format;
      }
    }
    throw new IllegalArgumentException("%s must end in %s, got %s".formatted(what, KNOWN, path));
  }

  /** Returns the usual extension, with its point. */
  String extension() {
    int first = extensions.indexOf('|');
    return "." + (first < 0 ? extensions : extensions.substring(0, first));
  }

  /** Returns DuckDB's name of the compression that the extension of a file shows. */
  static Optional<String> compression(String path) {
    String name = path.toLowerCase(Locale.ROOT);
    if (name.endsWith(".gz")) {
      return Optional.of("gzip");
    }
    return name.endsWith(".zst") ? Optional.of("zstd") : Optional.empty();
  }

  /** Returns the options of DuckDB's COPY for writing a file of this name. */
  String copyOptions(String path) {
    return copyOptions + compression(path).map(c -> ", COMPRESSION " + c).orElse("");
  }

  /**
   * Returns the options for reading. DuckDB would guess the compression, but only from a lower-case
   * extension.
   */
  static String readCompression(String path) {
    return "compression='" + compression(path).orElse("none") + "'";
  }
}
