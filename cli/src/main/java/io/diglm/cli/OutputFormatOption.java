package io.diglm.cli;

import io.diglm.cli.output.FormulaSink;
import io.diglm.cli.output.RowSink;
import io.diglm.data.FileFormat;
import io.diglm.schema.TableColumn;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The format of the output. */
final class OutputFormatOption {
  @Option(
      names = "--output-format",
      paramLabel = "FORMAT",
      description =
          "csv, tsv, json (lines) or, for files, parquet; overrides the name of the file. Default:"
              + " by the name; csv for standard output and pipes.")
  private Optional<FileFormat> format = Optional.empty();

  @Option(
      names = "--escape-formulas",
      description =
          "Write ' before texts that begin with =, +, -, @, a tab or a line end, so that no"
              + " spreadsheet runs them as formulas (csv and tsv). Other readers then see the '.")
  private boolean escapeFormulas;

  /** Opens a sink for rows with these columns. Only their names and types are used. */
  RowSink open(Optional<Path> file, List<TableColumn> columns, PrintWriter out) {
    if (!escapeFormulas) {
      return RowSink.open(file, format, columns, out);
    }
    return new FormulaSink(RowSink.open(file, format, FormulaSink.escaped(columns), out));
  }
}
