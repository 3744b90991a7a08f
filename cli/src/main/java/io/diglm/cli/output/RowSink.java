package io.diglm.cli.output;

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
 * Receives output rows. It writes a file, which appears complete at the end, or standard output,
 * row by row. Both use a separate thread.
 */
public interface RowSink extends AutoCloseable {
  /**
   * Writes rows.
   *
   * @param batch the next rows
   */
  void append(Table batch);

  /** Ends the output after all rows are written. */
  void commit();

  @Override
  void close();

  /** The file name that means standard output. */
  Path STANDARD_OUTPUT = Path.of("-");

  /**
   * {@return the given file, pipe or device, unless it is standard output}
   *
   * @param out where a command writes
   */
  static Optional<Path> file(Optional<Path> out) {
    return out.filter(path -> !path.equals(STANDARD_OUTPUT));
  }

  /**
   * Opens a sink.
   *
   * @param file where to write; standard output if none
   * @param format of the rows; by the name of the file if none
   * @param columns of the rows, of which names and types are used
   * @param out standard output
   * @return the sink
   */
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
