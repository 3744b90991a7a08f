package io.diglm.data;

import io.diglm.model.UnusableFileException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBPreparedStatement;

/** A private DuckDB with little memory, which spills to a temporary folder. */
final class DuckDb implements AutoCloseable {
  private final TemporaryFolder folder;
  private final DuckDBConnection connection;

  private DuckDb(TemporaryFolder folder, DuckDBConnection connection) {
    this.folder = folder;
    this.connection = connection;
  }

  /** Opens a database in memory. */
  static DuckDb open() throws SQLException {
    TemporaryFolder folder = new TemporaryFolder();
    try (LoadedLibrary.Loading loading = new LoadedLibrary.Loading()) {
      DuckDBConnection connection =
          DuckDBConnection.newConnection("jdbc:duckdb:", false, "", settings(folder));
      loading.forget();
      return new DuckDb(folder, connection);
    } catch (SQLException | IllegalStateException e) { // the JVM may be ending
      folder.close();
      throw e;
    } catch (LinkageError e) {
      folder.close();
      throw new UnusableFileException(
          "folder for temporary files must have 100 MB for DuckDB's library, got %s (%s)"
              .formatted(folder.path().getParent(), rootMessage(e)),
          e);
    }
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  private static Properties settings(TemporaryFolder folder) {
    Properties settings = new Properties();
    settings.setProperty("jdbc_stream_results", "true");
    settings.setProperty("memory_limit", "512MB");
    settings.setProperty("threads", "2");
    settings.setProperty("preserve_insertion_order", "true");
    settings.setProperty("temp_directory", folder.path().resolve("spill").toString());
    return settings;
  }

  DuckDBConnection connection() {
    return connection;
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Returns all rows of a small result, with cells as text. */
  List<List<String>> rows(String sql) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    forEachRow(sql, row -> rows.add(texts(row)));
    return rows;
  }

  /** Returns the columns that a query would give, without running it. */
  List<SqlColumn> columns(String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      ResultSetMetaData found = statement.getMetaData();
      List<SqlColumn> columns = new ArrayList<>();
      for (int i = 1; i <= found.getColumnCount(); i++) {
        columns.add(new SqlColumn(found.getColumnName(i), found.getColumnTypeName(i)));
      }
      return columns;
    }
  }

  private static List<String> texts(ResultSet row) throws SQLException {
    int columns = row.getMetaData().getColumnCount();
    List<String> cells = new ArrayList<>();
    for (int i = 1; i <= columns; i++) {
      String cell = row.getString(i);
      cells.add(cell == null ? "" : cell);
    }
    return cells;
  }

  /**
   * Streams a result; returns whether it had any row.
   *
   * <p>It reads row by row on purpose. The chunks of the driver ({@code DuckDBChunkedResult}) are a
   * third faster, but they end without an error if a file is damaged.
   */
  boolean forEachRow(String sql, RowConsumer consumer) throws SQLException {
    boolean any = false;
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        any = true;
        consumer.accept(result);
      }
      return any;
    } catch (SQLException e) {
      throw any ? e : reason(sql, e);
    }
  }

  /** Receives the current row of a result. */
  interface RowConsumer {
    void accept(ResultSet row) throws SQLException;
  }

  /**
   * Returns why a query failed. A streamed result that fails in its first rows says only "Invalid
   * result set", so the query is run again in a way that gives the reason.
   */
  private SQLException reason(String sql, SQLException failure) {
    if (!String.valueOf(failure.getMessage()).contains("Invalid result set")) {
      return failure;
    }
    try (DuckDBPreparedStatement statement = connection.prepare(sql)) {
      statement.query().close();
      return failure;
    } catch (SQLException e) {
      return e;
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException("DuckDB must close, got " + e.getMessage(), e);
    } finally {
      folder.close();
    }
  }

  /** Quotes a name for SQL. */
  static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** Quotes a text for SQL. */
  static String text(String value) {
    return '\'' + value.replace("'", "''") + '\'';
  }

  /** Quotes the path of one file for SQL, in which *, ? and [ would match many files. */
  static String file(String path) {
    return text(path.replaceAll("[*?\\[]", "[$0]"));
  }
}
