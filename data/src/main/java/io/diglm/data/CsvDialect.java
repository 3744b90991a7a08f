package io.diglm.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * How a text file separates its cells.
 *
 * <p>The first line is the header. The delimiter is the one of {@code , ; tab |} that is most
 * frequent in it outside quotes, because DuckDB's own detection takes a file with one bad row for a
 * file with one column. Quotes are double quotes, and they are doubled inside a cell. Missing cells
 * are empty or {@code NA N/A NaN nan NULL null}. Column types come from all rows. A column is
 * boolean only if its cells are {@code true} and {@code false}. Other spellings, such as Yes and
 * No, T and F, or True and False, are kept as texts. {@link Spellings} reads decimal commas and
 * dates that do not begin with the year.
 */
record CsvDialect(char delimiter, List<String> header) {
  private static final int START = 4096;
  private static final String DELIMITERS = ",;\t|";
  private static final String MISSING = "['', 'NA', 'N/A', 'NaN', 'nan', 'NULL', 'null']";

  CsvDialect {
    header = List.copyOf(header);
  }

  static CsvDialect ofHeader(DuckDb db, TableFile file) throws SQLException {
    String line = firstLine(db, file);
    char best = ',';
    for (int i = 0; i < DELIMITERS.length(); i++) {
      char candidate = DELIMITERS.charAt(i);
      if (cells(line, candidate).size() > cells(line, best).size()) {
        best = candidate;
      }
    }
    return new CsvDialect(best, cells(line, best));
  }

  static CsvDialect tabs(DuckDb db, TableFile file) throws SQLException {
    return new CsvDialect('\t', cells(firstLine(db, file), '\t'));
  }

  /** Detects the types of all columns, for which it reads the whole file. */
  Relation relation(DuckDb db, TableFile file) throws SQLException {
    Relation.requireDistinct(file.name(), header);
    String detect =
        "SELECT c.name, c.type, coalesce(DateFormat, ''), coalesce(TimestampFormat, '') FROM"
            + " (SELECT unnest(Columns) AS c, DateFormat, TimestampFormat FROM sniff_csv(%s,"
            + " sample_size=-1))";
    try {
      List<List<String>> found = db.rows(detect.formatted(arguments(file)));
      String date = found.get(0).get(2);
      String time = found.get(0).get(3);
      List<SqlColumn> detected =
          found.stream()
              .map(r -> new SqlColumn(r.get(0), r.get(1)))
              .map(c -> otherAsText(c, "DATE", date))
              .map(c -> otherAsText(c, "TIMESTAMP", time))
              .toList();
      List<SqlColumn> columns = withOwnTexts(db, file, detected);
      String formats = option("dateformat", date) + option("timestampformat", time);
      Relation texts =
          new Relation(
              file.name(), reader(file, TableFile.types(columns)) + formats + ")", columns);
      return Spellings.read(db, texts, delimiter != ',');
    } catch (SQLException e) {
      readAsText(db, file);
      throw e;
    }
  }

  /**
   * Returns the columns. A column of truth values that are spelled differently becomes a column of
   * texts.
   */
  private List<SqlColumn> withOwnTexts(DuckDb db, TableFile file, List<SqlColumn> detected)
      throws SQLException {
    List<SqlColumn> texts = detected.stream().map(CsvDialect::booleanAsText).toList();
    if (texts.equals(detected)) {
      return detected;
    }
    List<String> spelled = new ArrayList<>();
    for (int i = 0; i < detected.size(); i++) {
      if (!texts.get(i).equals(detected.get(i))) {
        spelled.add(
            "coalesce(bool_and(%s IN ('true', 'false')), true)"
                .formatted(DuckDb.identifier(detected.get(i).name())));
      }
    }
    String sql = "SELECT %s FROM %s)";
    List<String> whether =
        db.rows(sql.formatted(String.join(", ", spelled), reader(file, TableFile.types(texts))))
            .get(0);
    List<SqlColumn> columns = new ArrayList<>(texts);
    int next = 0;
    for (int i = 0; i < detected.size(); i++) {
      if (!texts.get(i).equals(detected.get(i)) && whether.get(next++).equals("true")) {
        columns.set(i, detected.get(i));
      }
    }
    return columns;
  }

  /** Returns a column of dates that do not begin with the year as texts, which Spellings reads. */
  private static SqlColumn otherAsText(SqlColumn column, String type, String format) {
    return column.sqlType().equals(type) && !yearFirst(format)
        ? new SqlColumn(column.name(), "VARCHAR")
        : column;
  }

  private static boolean yearFirst(String format) {
    return format.isEmpty() || format.startsWith("%Y");
  }

  private static SqlColumn booleanAsText(SqlColumn column) {
    return column.sqlType().equals("BOOLEAN") ? new SqlColumn(column.name(), "VARCHAR") : column;
  }

  /** Reads all cells as text, so that an error names the line at which the detection failed. */
  private void readAsText(DuckDb db, TableFile file) throws SQLException {
    List<SqlColumn> columns = new ArrayList<>();
    for (int i = 0; i < header.size(); i++) {
      columns.add(new SqlColumn("c" + i, "VARCHAR"));
    }
    db.rows("SELECT count(*) FROM " + reader(file, TableFile.types(columns)) + ")");
  }

  private String reader(TableFile file, String types) {
    return "read_csv(%s, auto_detect=false, columns={%s}".formatted(arguments(file), types);
  }

  private String arguments(TableFile file) {
    return "%s, delim=%s, quote='\"', escape='\"', header=true, skip=0, comment='', nullstr=%s, %s"
        .formatted(
            DuckDb.file(file.path()),
            DuckDb.text(String.valueOf(delimiter)),
            MISSING,
            FileFormat.readCompression(file.path()));
  }

  private static String option(String name, String value) {
    return yearFirst(value) && !value.isEmpty() ? ", " + name + "=" + DuckDb.text(value) : "";
  }

  private static String firstLine(DuckDb db, TableFile file) throws SQLException {
    requireNotUtf16(file);
    String sql =
        "SELECT line FROM read_csv(%s, auto_detect=false, header=false, delim=chr(1), quote='',"
            + " escape='', columns={'line': 'VARCHAR'}, %s) LIMIT 1";
    List<List<String>> lines =
        db.rows(sql.formatted(DuckDb.file(file.path()), FileFormat.readCompression(file.path())));
    if (lines.isEmpty()) {
      throw new IllegalArgumentException(
          "table file must have at least one row, got empty file %s".formatted(file.shown()));
    }
    String line = lines.get(0).get(0);
    if (line.isBlank()) {
      // DuckDB's detection skips such lines, but its reader takes the header after them for a row.
      throw new IllegalArgumentException(
          "%s must begin with a header line, got a blank line".formatted(file.name()));
    }
    return line;
  }

  /**
   * Every other byte of UTF-16 text is zero, and DuckDB's messages about that do not help the user.
   */
  private static void requireNotUtf16(TableFile file) throws SQLException {
    if (Reach.isAddress(file.path())) {
      return;
    }
    try (InputStream in = Files.newInputStream(Path.of(file.path()))) {
      byte[] start = in.readNBytes(START);
      boolean mark =
          start.length > 1 && (start[0] & start[1] & 0xFE) == 0xFE && start[0] != start[1];
      boolean plain = FileFormat.compression(file.path()).isEmpty();
      int zero = plain ? firstZero(start) : -1;
      if (mark || zero == 0 || zero == 1) {
        String charset = mark ? "UTF-16" : zero == 0 ? "UTF-16BE" : "UTF-16LE";
        throw new IllegalArgumentException(Failures.notUtf8(file.shown(), "UTF-16", charset));
      }
      if (zero > 0) {
        throw new IllegalArgumentException(
            "%s must be text, got a zero byte at byte %d".formatted(file.name(), zero + 1));
      }
    } catch (IOException e) {
      throw new SQLException("IO Error: " + e.getMessage(), e);
    }
  }

  private static int firstZero(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        return i;
      }
    }
    return -1;
  }

  /** Splits a line at the delimiters outside quotes. */
  static List<String> cells(String line, char delimiter) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        cell.append(c);
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == delimiter && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return cells;
  }
}
