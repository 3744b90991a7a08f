package io.diglm.cli;

import io.diglm.data.ColumnInfo;
import io.diglm.data.FileFormat;
import io.diglm.data.TableWriter;
import io.diglm.model.UnusableFileException;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where rows go: a file that appears whole at the end, or standard output as they come; either on a
 * thread of its own.
 */
interface RowSink extends AutoCloseable {
  /** Writes rows. */
  void append(Table batch);

  /** Ends with all rows written. */
  void commit();

  @Override
  void close();

  /** What stands for standard output where a file is named. */
  Path STANDARD_OUTPUT = Path.of("-");

  /** Returns the file, pipe or device that is named, if it is not standard output. */
  static Optional<Path> file(Optional<Path> out) {
    return out.filter(path -> !path.equals(STANDARD_OUTPUT));
  }

  /** Opens a sink for rows of these columns, whose cells do not matter. */
  static RowSink open(
      Optional<Path> file,
      Optional<FileFormat> format,
      List<TableColumn> columns,
      PrintWriter out) {
    List<String> names = columns.stream().map(TableColumn::name).toList();
    if (file.isEmpty() || file.get().equals(STANDARD_OUTPUT)) {
      return new BackgroundSink(new TextRows(out, format.orElse(FileFormat.CSV), names, false));
    }
    Path path = file.get();
    boolean pipe = Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path);
    return pipe
        ? new BackgroundSink(new TextRows(writer(path), format.orElse(FileFormat.CSV), names, true))
        : toFile(path, format, columns);
  }

  private static PrintWriter writer(Path pipe) {
    try {
      OutputStream bytes = Files.newOutputStream(pipe);
      return new PrintWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UnusableFileException(
          "output file %s must be writable, got %s".formatted(pipe, e.getMessage()), e);
    }
  }

  private static RowSink toFile(Path path, Optional<FileFormat> format, List<TableColumn> columns) {
    List<ColumnInfo> infos =
        columns.stream().map(column -> new ColumnInfo(column.name(), column.type())).toList();
    TableWriter writer =
        format
            .map(given -> TableWriter.create(path, given, infos))
            .orElseGet(() -> TableWriter.create(path, infos));
    return new RowSink() {
      @Override
      public void append(Table batch) {
        writer.append(batch);
      }

      @Override
      public void commit() {
        writer.commit();
      }

      @Override
      public void close() {
        writer.close();
      }
    };
  }
}
