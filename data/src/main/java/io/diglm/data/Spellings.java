package io.diglm.data;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Finds text columns of a CSV file that hold numbers with a decimal comma, or dates.
 *
 * <p>DuckDB's detection knows one date format per file and no decimal comma. It also takes the 5th
 * of June for the 6th of May without a word if a file has no day above 12. Here each column has a
 * format of its own, and a column that two formats fit has none.
 */
final class Spellings {
  /** Rows that decide which columns are worth a look at all rows. */
  private static final int SAMPLE = 64;

  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+(,\\d+)?");

  /** A comma that is no separator of thousands, whose groups have three digits. */
  private static final String CLEAR_COMMA =
      "[+-]?(\\d*,(\\d{1,2}|\\d{4,})|0\\d*,\\d+|\\d{4,},\\d+)";

  private final DuckDb db;
  private final Relation relation;

  private Spellings(DuckDb db, Relation relation) {
    this.db = db;
    this.relation = relation;
  }

  /**
   * Returns the relation with numbers and dates in place of such texts.
   *
   * @param commas whether a comma may be a decimal comma, which it is not if it separates cells
   */
  static Relation read(DuckDb db, Relation relation, boolean commas) throws SQLException {
    Spellings spellings = new Spellings(db, relation);
    List<SqlColumn> texts =
        relation.columns().stream().filter(c -> c.sqlType().equals("VARCHAR")).toList();
    if (texts.isEmpty()) {
      return relation;
    }
    List<List<String>> sample = spellings.sample(texts);
    List<Found> found = new ArrayList<>();
    List<SqlColumn> numbers = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      if (commas && matches(sample, i, NUMBER)) {
        numbers.add(texts.get(i));
      } else if (matches(sample, i, DateSpelling.SHAPE)) {
        spellings.date(texts.get(i)).ifPresent(found::add);
      }
    }
    found.addAll(spellings.decimals(numbers));
    return replaced(relation, found);
  }

  /** A column in its new type, and the SQL that makes it. */
  private record Found(SqlColumn column, String expression) {}

  private List<List<String>> sample(List<SqlColumn> texts) throws SQLException {
    List<String> names = texts.stream().map(c -> DuckDb.identifier(c.name())).toList();
    return db.rows(
        "SELECT %s FROM %s LIMIT %d".formatted(String.join(", ", names), relation.sql(), SAMPLE));
  }

  private static boolean matches(List<List<String>> sample, int column, Pattern pattern) {
    return sample.stream()
        .map(row -> row.get(column))
        .allMatch(cell -> cell.isEmpty() || pattern.matcher(cell).matches());
  }

  /** Returns the columns of numbers, if the comma of any is no separator of thousands. */
  private List<Found> decimals(List<SqlColumn> texts) throws SQLException {
    List<String> tests = new ArrayList<>();
    for (SqlColumn column : texts) {
      String cell = DuckDb.identifier(column.name());
      tests.add("coalesce(bool_and(%s), false)".formatted(matches(cell, NUMBER.pattern())));
      tests.add("coalesce(bool_or(%s), false)".formatted(matches(cell, CLEAR_COMMA)));
    }
    List<String> answers = tests.isEmpty() ? List.of() : one(tests);
    List<SqlColumn> numbers =
        IntStream.range(0, texts.size())
            .filter(i -> answers.get(2 * i).equals("true"))
            .mapToObj(texts::get)
            .toList();
    boolean clear =
        IntStream.range(0, texts.size())
            .anyMatch(
                i -> answers.get(2 * i).equals("true") && answers.get(2 * i + 1).equals("true"));
    return clear ? numbers.stream().map(Spellings::decimal).toList() : List.of();
  }

  private static String matches(String cell, String pattern) {
    return "regexp_full_match(%s, %s)".formatted(cell, DuckDb.text(pattern));
  }

  private static Found decimal(SqlColumn column) {
    return new Found(
        new SqlColumn(column.name(), "DOUBLE"),
        "CAST(replace(%s, ',', '.') AS DOUBLE)".formatted(DuckDb.identifier(column.name())));
  }

  private Optional<Found> date(SqlColumn column) throws SQLException {
    String cell = DuckDb.identifier(column.name());
    List<DateSpelling> spellings = DateSpelling.ALL;
    List<String> tests = spellings.stream().map(s -> all(cell, s.withTimes(cell))).toList();
    List<String> answers = one(tests);
    List<DateSpelling> fitting =
        IntStream.range(0, spellings.size())
            .filter(i -> answers.get(i).equals("true"))
            .mapToObj(spellings::get)
            .toList();
    if (fitting.isEmpty()) {
      return Optional.empty();
    }
    DateSpelling first = fitting.get(0);
    Optional<DateSpelling> other = fitting.stream().filter(first::rivals).findFirst();
    if (other.isPresent()) {
      Optional<String> example = apart(cell, first, other.get());
      if (example.isPresent()) {
        return Optional.of(new Found(SqlColumn.ambiguous(column.name(), example.get()), cell));
      }
    }
    boolean days = one(List.of(all(cell, first.days(cell)))).get(0).equals("true");
    String type = days ? "DATE" : "TIMESTAMP";
    return Optional.of(
        new Found(
            new SqlColumn(column.name(), type),
            "CAST(%s AS %s)".formatted(first.withTimes(cell), type)));
  }

  /** Returns a cell that the two formats read as different dates, if there is one. */
  private Optional<String> apart(String cell, DateSpelling one, DateSpelling other)
      throws SQLException {
    String sql = "SELECT %s FROM %s WHERE %s <> %s LIMIT 1";
    return db
        .rows(sql.formatted(cell, relation.sql(), one.withTimes(cell), other.withTimes(cell)))
        .stream()
        .map(row -> row.get(0))
        .findFirst();
  }

  private static String all(String cell, String parsed) {
    return "coalesce(bool_and(%s IS NOT NULL) FILTER (WHERE %s IS NOT NULL), false)"
        .formatted(parsed, cell);
  }

  private List<String> one(List<String> expressions) throws SQLException {
    return db.rows("SELECT %s FROM %s".formatted(String.join(", ", expressions), relation.sql()))
        .get(0);
  }

  private static Relation replaced(Relation relation, List<Found> found) {
    if (found.isEmpty()) {
      return relation;
    }
    List<String> expressions = new ArrayList<>();
    List<SqlColumn> columns = new ArrayList<>(relation.columns());
    for (Found one : found) {
      expressions.add(one.expression() + " AS " + DuckDb.identifier(one.column().name()));
      columns.replaceAll(c -> c.name().equals(one.column().name()) ? one.column() : c);
    }
    return new Relation(
        relation.name(),
        "(SELECT * REPLACE (%s) FROM %s)".formatted(String.join(", ", expressions), relation.sql()),
        columns);
  }
}
