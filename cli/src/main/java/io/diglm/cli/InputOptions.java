package io.diglm.cli;

import io.diglm.data.FileFormat;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options about the input of commands that read tables. */
final class InputOptions {
  @Option(
      names = "--sql",
      paramLabel = "QUERY",
      description =
          "Rows from a query instead of tables: one SELECT in DuckDB's SQL that only reads. It can"
              + " name files as tables: FROM 'file.csv'.")
  private Optional<String> query = Optional.empty();

  @Option(
      names = "--input-format",
      paramLabel = "FORMAT",
      description =
          "csv, tsv, parquet or json; overrides the name of the file. Default: by the name; for -"
              + " (standard input) and pipes, by the first bytes.")
  private Optional<FileFormat> format = Optional.empty();

  @Option(
      names = "--allow-network",
      description =
          "Allow addresses (https://, s3://) in tables and the query. DuckDB fetches its own"
              + " extension to read them. Without this option the network is not used.")
  private boolean allowNetwork;

  /** Returns the rows of these tables, or of the query. */
  TableInput of(List<String> tables) {
    return new TableInput(tables, query, format, allowNetwork);
  }
}
