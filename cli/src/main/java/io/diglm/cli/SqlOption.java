package io.diglm.cli;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Rows by a query, where a command takes tables. */
final class SqlOption {
  @Option(
      names = "--sql",
      paramLabel = "QUERY",
      description =
          "Instead of tables: one SELECT in DuckDB's SQL that only reads; 'file.csv' in it is a"
              + " table.")
  private Optional<String> query = Optional.empty();

  @Option(
      names = "--allow-network",
      description =
          "Let tables and the query be addresses (https://, s3://), which DuckDB's own extension"
              + " reads once it is fetched. Without it no network is touched.")
  private boolean allowNetwork;

  /** Returns the rows of these tables, or of the query. */
  TableInput input(List<String> tables) {
    return new TableInput(tables, query, allowNetwork);
  }
}
