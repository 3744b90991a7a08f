package io.diglm.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** Rows by a query, where a command takes tables. */
final class SqlOption {
  @Option(
      names = "--sql",
      paramLabel = "QUERY",
      description = "Instead of tables: a query in DuckDB's SQL; 'file.csv' in it is a table.")
  private Optional<String> query = Optional.empty();

  Optional<String> query() {
    return query;
  }
}
