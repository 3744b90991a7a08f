package io.diglm.data;

import io.diglm.schema.Table;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Rows that can be read: files or a query, which of their columns, and in what order.
 *
 * <p>Files are CSV, TSV, Parquet or JSON by extension, text formats also gzipped or as zstd; a path
 * may hold {@code *}, {@code ?} and {@code [...]}. The path {@code -} is standard input; it and
 * pipes are copied to a temporary file, and their format goes by the first bytes. Rows keep the
 * order of the file. Missing in text files are empty cells and {@code NA}, {@code N/A}, {@code
 * NaN}, {@code nan}, {@code NULL} and {@code null}; NaN is missing in every format.
 *
 * <p>What is wrong with the input is an {@link IllegalArgumentException}; a damaged file is a
 * {@link io.diglm.model.UnusableFileException}. Nothing is read before {@link #describe}, {@link
 * #rowCount}, {@link #read} or {@link #forEachBatch}; types are detected once.
 */
public final class TableSource {
  private final Schemata schemata;
  private final List<String> wanted;
  private final Optional<String> order;
  private final Reach reach;
  private final List<String> exact;

  private TableSource(
      Schemata schemata,
      List<String> wanted,
      Optional<String> order,
      Reach reach,
      List<String> exact) {
    this.schemata = schemata;
    this.wanted = wanted;
    this.order = order;
    this.reach = reach;
    this.exact = List.copyOf(exact);
  }

  private TableSource(Origin origin) {
    this(new Schemata(origin), List.of(), Optional.empty(), Reach.LOCAL, List.of());
  }

  /**
   * {@return the rows of one file, or of all files that match a pattern, ordered by name}
   *
   * @param path of a file, or a pattern with * and ?; - is standard input
   */
  public static TableSource of(String path) {
    return of(List.of(path));
  }

  /**
   * {@return the rows of several files or patterns, one after the other}
   *
   * @param paths of files, or patterns
   */
  public static TableSource of(List<String> paths) {
    return new TableSource(new TableFiles(paths));
  }

  /**
   * The rows of a query in DuckDB's SQL; a quoted path in it is read as a table.
   *
   * <p>The query must be one SELECT that only reads. No other statement of the text is run, nothing
   * is written, and no extension is loaded. The query may read every file that this process may
   * read, unless {@link #within} restricts it.
   *
   * @param query one SELECT
   * @return the rows of the query
   */
  public static TableSource sql(String query) {
    return new TableSource(new Query(query));
  }

  /**
   * {@return the same files, read in this format whatever their names are} Not for a query.
   *
   * @param format of all files
   * @throws IllegalArgumentException if the rows come from a query
   */
  public TableSource format(FileFormat format) {
    if (!(schemata.origin() instanceof TableFiles files)) {
      throw new IllegalArgumentException("format must be of files, got a query");
    }
    return new TableSource(
        new Schemata(new TableFiles(files.paths(), Optional.of(format), new Streams())),
        wanted,
        order,
        reach,
        exact);
  }

  /**
   * {@return the same rows with only these columns, in this order}
   *
   * @param names of columns
   */
  public TableSource columns(List<String> names) {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("columns must name at least one, got none");
    }
    return new TableSource(schemata, List.copyOf(names), order, reach, exact);
  }

  /**
   * {@return the same rows sorted by a column} Rows where it is missing come last, and the sort is
   * stable.
   *
   * @param column by which to sort, in ascending order
   */
  public TableSource orderBy(String column) {
    return new TableSource(schemata, wanted, Optional.of(column), reach, exact);
  }

  /**
   * {@return the same rows, in which these columns keep all their digits} A whole number is read as
   * a double, which holds it up to 2^53. One of these columns with a larger number, such as an
   * identifier of 64 bits, is a column of texts.
   *
   * @param names of columns; there need not be all of them
   */
  public TableSource exact(List<String> names) {
    return new TableSource(schemata, wanted, order, reach, names);
  }

  /**
   * {@return the same rows, where addresses ({@code https://}, {@code s3://}) may be read too:
   * DuckDB then fetches its signed extension for them, and may use the secrets that it keeps for
   * this user}
   */
  public TableSource allowNetwork() {
    return new TableSource(
        new Schemata(schemata.origin()), wanted, order, new Reach(true, reach.folders()), exact);
  }

  /**
   * {@return the same rows, but reads only from these folders and their content} A path through a
   * link that leads outside is refused; a query follows such a link. Standard input and pipes are
   * refused, because they are not files in a folder.
   *
   * @param folders that may be read
   */
  public TableSource within(Path... folders) {
    if (folders.length == 0) {
      throw new IllegalArgumentException("folders to read from must be at least one, got none");
    }
    return new TableSource(
        new Schemata(schemata.origin()),
        wanted,
        order,
        new Reach(reach.network(), List.of(folders)),
        exact);
  }

  /**
   * {@return the files that it reads: those of its patterns, and those that a query names as a text
   * or a table} Standard input, pipes and addresses are not included.
   */
  public List<Path> files() {
    try (DuckDb db = DuckDb.open()) {
      reach.confine(db);
      return schemata.origin().files(db, reach);
    } catch (SQLException e) {
      throw Failures.of(schemata.origin(), e);
    }
  }

  /** {@return what error messages call this source: its paths, or {@code query}} */
  public String name() {
    return schemata.origin().source();
  }

  /** {@return the names of all columns, also of those that hold what cannot be learned from} */
  public List<String> columnNames() {
    try (DuckDb db = DuckDb.open()) {
      reach.confine(db);
      return schemata.relations(db, reach).get(0).columns().stream().map(SqlColumn::name).toList();
    } catch (SQLException e) {
      throw Failures.of(schemata.origin(), e);
    }
  }

  /** {@return the names and types of the columns} */
  public List<ColumnInfo> describe() {
    return with((db, projection) -> projection.columns());
  }

  /** {@return the number of rows} */
  public long rowCount() {
    return with(
        (db, projection) -> {
          long rows = 0;
          for (Relation relation : projection.relations()) {
            rows += Long.parseLong(db.rows("SELECT count(*) FROM " + relation.sql()).get(0).get(0));
          }
          return rows;
        });
  }

  /**
   * Reads all rows into memory, with 8 bytes per number and 4 bytes per text.
   *
   * @return the rows
   */
  public Table read() {
    List<Table> whole = new ArrayList<>(1);
    forEachBatch(Integer.MAX_VALUE, whole::add);
    return whole.get(0);
  }

  /**
   * Reads rows in batches of at most {@code rows}, in order, holding one batch at a time.
   *
   * <p>The levels of text columns are those of the batch.
   *
   * @param rows most rows of a batch
   * @param batch receives each batch
   */
  public void forEachBatch(int rows, Consumer<Table> batch) {
    if (rows < 1) {
      throw new IllegalArgumentException("batch rows must be at least 1, got " + rows);
    }
    with(
        (db, projection) -> {
          TableBuilder builder = new TableBuilder(name(), projection.columns());
          if (!db.forEachRow(projection.sql(), row -> appendTo(builder, row, rows, batch))) {
            throw new IllegalArgumentException(
                "%s must have at least one row, got none".formatted(schemata.origin().name()));
          }
          if (builder.rows() > 0) {
            batch.accept(builder.build());
          }
          return projection;
        });
  }

  private static void appendTo(TableBuilder builder, ResultSet row, int rows, Consumer<Table> batch)
      throws SQLException {
    builder.append(row);
    if (builder.rows() == rows) {
      batch.accept(builder.build());
    }
  }

  private <T> T with(Work<T> work) {
    try (DuckDb db = DuckDb.open()) {
      reach.confine(db);
      List<Relation> relations = schemata.relations(db, reach);
      return work.on(db, Projection.of(db, relations, wanted, order, exact));
    } catch (SQLException e) {
      throw Failures.of(schemata.origin(), e);
    }
  }

  private interface Work<T> {
    T on(DuckDb db, Projection projection) throws SQLException;
  }
}
