package io.diglm.cli;

import io.diglm.data.FileFormat;
import io.diglm.data.ImageSource;
import io.diglm.data.TableSource;
import io.diglm.schema.Schema;
import io.diglm.schema.Table;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The rows that a command reads: files, or a query. */
record TableInput(
    List<String> tables, Optional<String> sql, Optional<FileFormat> format, boolean network) {
  TableInput {
    tables = List.copyOf(tables);
    if (tables.isEmpty() == sql.isEmpty()) {
      throw new IllegalArgumentException(
          "rows must come from tables or from --sql, got "
              + (tables.isEmpty() ? "neither" : "both"));
    }
    if (sql.isPresent() && format.isPresent()) {
      throw new IllegalArgumentException("input-format must be of tables, got a query");
    }
  }

  /**
   * Returns the rows. Standard input and pipes can be read only through the first source returned.
   */
  TableSource source() {
    TableSource source = sql.map(TableSource::sql).orElseGet(this::ofTables);
    return network ? source.allowNetwork() : source;
  }

  private TableSource ofTables() {
    TableSource files = TableSource.of(tables);
    return format.map(files::format).orElse(files);
  }

  /** Returns the files that are read, without standard input and pipes. */
  List<Path> files() {
    return images() ? ImageSource.of(tables).files() : source().files();
  }

  /** Returns whether the rows are images. */
  boolean images() {
    return ImageSource.fits(tables);
  }

  /** Returns the images; of a folder with a published set, this part. */
  Table readImages(ImageSource.Part part) {
    return ImageSource.of(tables).part(part).read();
  }

  /** Requires images for a model of images, and a table for a model of tables. */
  void requireRowsOf(Schema schema) {
    if (schema.image().isPresent() && !images()) {
      throw new IllegalArgumentException(
          "rows must be images of %s, got %s"
              .formatted(schema.image().get(), tables.isEmpty() ? "a query" : source().name()));
    }
    if (schema.image().isEmpty() && images()) {
      throw new IllegalArgumentException(
          "rows must be a table, got images " + String.join(", ", tables));
    }
  }

  /**
   * Returns the name of the first table without folder and extensions, or {@code model} for a
   * query.
   */
  String stem() {
    if (tables.isEmpty()) {
      return "model";
    }
    Path name = Path.of(tables.get(0)).getFileName();
    String stem = name == null ? "" : name.toString().replaceAll("[*?\\[\\]]", "");
    int dot = stem.indexOf('.', 1);
    stem = dot < 0 ? stem : stem.substring(0, dot);
    return stem.isBlank() || stem.startsWith(".") ? "model" : stem;
  }
}
