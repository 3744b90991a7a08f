package io.diglm.cli;

import io.diglm.data.FileFormat;
import io.diglm.schema.TableColumn;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How rows go out. */
final class OutputFormatOption {
  @Option(
      names = "--output-format",
      paramLabel = "FORMAT",
      description =
          "csv, tsv, json (lines) or, for files, parquet; overrides the name of the file. Default:"
              + " by the name; csv for standard output and pipes.")
  private Optional<FileFormat> format = Optional.empty();

  /** Opens a sink for rows of these columns, whose cells do not matter. */
  RowSink open(Optional<Path> file, List<TableColumn> columns, PrintWriter out) {
    return RowSink.open(file, format, columns, out);
  }
}
