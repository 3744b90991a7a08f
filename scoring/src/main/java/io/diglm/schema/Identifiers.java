package io.diglm.schema;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Finds identifiers: columns that distinguish rows but do not describe them. */
final class Identifiers {
  /** Fewer distinct values may occur by chance. */
  private static final int FEW = 100;

  /** A counter of rows leaves few gaps, even if some rows are held out. */
  private static final double MOST_GAPS = 10;

  /** From here on, not all whole numbers are doubles, and distinct ones may look alike. */
  private static final double EXACT = 0x1p53;

  /** Names of counters; the last three are those of a column without a name. */
  private static final Pattern NAME =
      Pattern.compile(
          "(?i)(.*[_. ])?(id|index|key|no|nr|row|rows|rownames|rownumber|uuid|guid)"
              + "|column\\d+|unnamed: \\d+|");

  /** How pandas names an index without a name in a Parquet file. */
  private static final Pattern INDEX = Pattern.compile("__index_level_\\d+__");

  private Identifiers() {}

  /**
   * Returns why a column is an identifier, or empty if it is none.
   *
   * @param named whether the user named the column; whole numbers are then kept
   */
  static Optional<String> reason(TrainingColumn column, boolean named) {
    return switch (column.type()) {
      case TEXT -> ofTexts(column);
      case INTEGER -> named ? Optional.empty() : ofCounter(column);
      case DECIMAL, BOOLEAN, DATE, TIME, TIMESTAMP -> Optional.empty();
    };
  }

  private static Optional<String> ofTexts(TrainingColumn column) {
    Cells.Texts texts = column.texts();
    int[] present = IntStream.of(texts.codes()).filter(code -> code >= 0).toArray();
    long distinct = IntStream.of(present).distinct().count();
    return distinct > FEW && 2 * distinct > present.length
        ? Optional.of(
            "its texts hardly repeat, %d distinct ones in %d training rows, as those of an identifier%s"
                .formatted(distinct, column.size(), SpelledNumbers.hint(texts.levels())))
        : Optional.empty();
  }

  /** Returns whether distinct whole numbers lie so close to each other that they count rows. */
  private static Optional<String> ofCounter(TrainingColumn column) {
    if (INDEX.matcher(column.name()).matches()) {
      return Optional.of("it is the index of a data frame of pandas");
    }
    boolean named = NAME.matcher(column.name().strip()).matches();
    if (named && Arrays.stream(column.numbers()).anyMatch(x -> Math.abs(x) >= EXACT)) {
      return Optional.of("its whole numbers exceed 2^53, as those of an identifier");
    }
    if (!named || column.missing() > 0 || column.size() <= FEW) {
      return Optional.empty();
    }
    double[] sorted = column.numbers();
    Arrays.sort(sorted);
    boolean distinct = IntStream.range(1, sorted.length).noneMatch(i -> sorted[i] == sorted[i - 1]);
    double range = sorted[sorted.length - 1] - sorted[0];
    return distinct && range < MOST_GAPS * sorted.length
        ? Optional.of("its whole numbers count the rows, as those of an identifier")
        : Optional.empty();
  }
}
