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
      description =
          "Instead of tables: one SELECT in DuckDB's SQL that only reads; 'file.csv' in it is a"
              + " table.")
  private Optional<String> query = Optional.empty();

  @Option(
      names = "--input-format",
      paramLabel = "FORMAT",
      description =
          "csv, tsv, parquet or json, whatever the table's name. Default: by its name; of - (standard"
              + " input) and of pipes by their first bytes.")
  private Optional<FileFormat> format = Optional.empty();

  @Option(
      names = "--allow-network",
      description =
          "Let tables and the query be addresses (https://, s3://), which DuckDB's own extension"
              + " reads once it is fetched. Without it no network is touched.")
  private boolean allowNetwork;

  /** Returns the rows of these tables, or of the query. */
  TableInput of(List<String> tables) {
    return new TableInput(tables, query, format, allowNetwork);
  }
}
