package io.diglm.server.rows;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diglm.schema.StorageType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The ways in which spreadsheets write CSV: other delimiters, decimal commas, and dates that do not
 * begin with the year. What can be read in two ways is left as it is, so that its row fails.
 */
final class CsvSpellings {
  private static final String DELIMITERS = ",;\t|";
  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d*(,\\d+)?");

  /** A comma that is no separator of thousands, whose groups have three digits. */
  private static final Pattern CLEAR_COMMA =
      Pattern.compile("[+-]?(\\d*,(\\d{1,2}|\\d{4,})|0\\d*,\\d+|\\d{4,},\\d+)");

  private static final List<DateTimeFormatter> DATES =
      List.of(
          date("d.M.uuuu"),
          date("d/M/uuuu"),
          date("M/d/uuuu"),
          date("d-M-uuuu"),
          date("M-d-uuuu"),
          date("uuuu/M/d"),
          date("uuuu.M.d"));

  private final char delimiter;
  private final InputStream all;
  private boolean commas;

  private CsvSpellings(char delimiter, InputStream all) {
    this.delimiter = delimiter;
    this.all = all;
  }

  private static DateTimeFormatter date(String pattern) {
    return DateTimeFormatter.ofPattern(pattern).withResolverStyle(ResolverStyle.STRICT);
  }

  /**
   * Looks at the line of names. The delimiter is the one that is most frequent in it outside
   * quotes, as for the command.
   *
   * @param longest the most bytes of a line
   */
  static CsvSpellings of(InputStream from, int longest) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = from.read(); next >= 0; next = from.read()) {
      line.write(next);
      if (next == '\n' || line.size() > longest) {
        break;
      }
    }
    byte[] head = line.toByteArray();
    InputStream all = new SequenceInputStream(new ByteArrayInputStream(head), from);
    return new CsvSpellings(delimiter(new String(head, UTF_8)), all);
  }

  private static char delimiter(String line) {
    int[] counts = new int[DELIMITERS.length()];
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      quoted ^= line.charAt(i) == '"';
      int which = quoted ? -1 : DELIMITERS.indexOf(line.charAt(i));
      if (which >= 0) {
        counts[which]++;
      }
    }
    int best = 0;
    for (int which = 1; which < counts.length; which++) {
      best = counts[which] > counts[best] ? which : best;
    }
    return DELIMITERS.charAt(best);
  }

  /** Returns what separates cells. */
  char delimiter() {
    return delimiter;
  }

  /** Returns the bytes of the file, the line of names included. */
  InputStream all() {
    return all;
  }

  /**
   * Rewrites numbers and dates of a batch of rows as the model reads them. A comma is a decimal
   * comma if it does not separate cells, no cell of its column has a point, and some comma of the
   * file so far is clearly one.
   */
  void read(RowBatch batch) {
    List<ColumnCells> numbers =
        delimiter == ','
            ? List.of()
            : batch.features().stream().filter(CsvSpellings::numbers).toList();
    commas |=
        numbers.stream()
            .flatMap(column -> column.given().stream())
            .anyMatch(cell -> CLEAR_COMMA.matcher(cell).matches());
    if (commas) {
      numbers.forEach(column -> column.rewrite(cell -> cell.replace(',', '.')));
    }
    for (ColumnCells column : batch.features()) {
      if (column.type() == StorageType.DATE) {
        format(column.given())
            .ifPresent(format -> column.rewrite(cell -> LocalDate.parse(cell, format).toString()));
      }
    }
  }

  /** Returns whether a column is one of numbers, none of which has a point. */
  private static boolean numbers(ColumnCells column) {
    return switch (column.type()) {
      case INTEGER, DECIMAL ->
          column.given().stream().allMatch(cell -> NUMBER.matcher(cell).matches());
      case BOOLEAN, TEXT, DATE, TIME, TIMESTAMP -> false;
    };
  }

  /** Returns the only format in which all cells are dates, or the first if all read them alike. */
  private static Optional<DateTimeFormatter> format(List<String> cells) {
    if (cells.isEmpty()) {
      return Optional.empty();
    }
    List<DateTimeFormatter> fitting =
        DATES.stream().filter(format -> dates(cells, format).isPresent()).toList();
    long readings = fitting.stream().map(format -> dates(cells, format)).distinct().count();
    return readings == 1 ? Optional.of(fitting.get(0)) : Optional.empty();
  }

  private static Optional<List<LocalDate>> dates(List<String> cells, DateTimeFormatter format) {
    try {
      return Optional.of(cells.stream().map(cell -> LocalDate.parse(cell, format)).toList());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
