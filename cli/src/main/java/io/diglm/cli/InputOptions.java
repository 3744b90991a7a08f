package io.diglm.cli;

import io.diglm.data.FileFormat;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How rows come in, where a command takes tables. */
final class InputOptions {
  @Option(
      names = "--sql",
      paramLabel = "QUERY",
      description = "Instead of tables: a query in DuckDB's SQL; 'file.csv' in it is a table.")
  private Optional<String> query = Optional.empty();

  @Option(
      names = "--input-format",
      paramLabel = "FORMAT",
      description =
          "csv, tsv, parquet or json, whatever the table's name. Default: by its name; of - (standard"
              + " input) and of pipes by their first bytes.")
  private Optional<FileFormat> format = Optional.empty();

  TableInput of(List<String> tables) {
    return new TableInput(tables, query, format);
  }
}
