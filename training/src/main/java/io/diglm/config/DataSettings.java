package io.diglm.config;

import io.diglm.settings.Changed;
import io.diglm.settings.Require;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Which rows and columns a fit learns from.
 *
 * @param target the column to predict; none fits p(x) alone
 * @param features the columns to predict from; empty for all others
 * @param classes whether a numeric target holds class labels
 * @param codes whether columns of few whole numbers that repeat are levels, such as months;
 *     without, they are numbers
 * @param split which rows are for test
 * @param timeColumn the column that orders the rows; none takes them as given
 * @param test rows for test: a share if under 1, else a count; 0 holds none out
 * @param validation of the other rows, those to stop and to calibrate by: a share if under 1, else
 *     a count at most; at most half; none takes a tenth, of large tables 10,000 rows
 * @param missing what becomes of rows with missing features
 */
public record DataSettings(
    Optional<String> target,
    List<String> features,
    boolean classes,
    boolean codes,
    Split split,
    Optional<String> timeColumn,
    double test,
    OptionalDouble validation,
    Missing missing) {

  /** Which rows are for test. */
  public enum Split {
    /** The last ones. */
    TIME,
    /** Any, drawn by the seed. */
    RANDOM
  }

  /** What becomes of rows with missing features. */
  public enum Missing {
    /** Columns that lack values in training get an indicator. */
    INDICATOR,
    /** Rows that lack a feature are left out. */
    DROP
  }

  /** Checks ranges. */
  public DataSettings {
    Require.given("split", split);
    Require.given("missing", missing);
    features = List.copyOf(features);
    if (target.isPresent()) {
      String name = target.get();
      Require.that(!name.isBlank(), "target", "be a column name", name);
      Require.that(!features.contains(name), "features", "not hold the target", name);
    }
    Require.that(
        test >= 0 && (test < 1 || whole(test)),
        "test",
        "be a share under 1 or a whole number of rows",
        Require.plain(test));
    validation.ifPresent(
        rows ->
            Require.that(
                rows > 0 && (rows <= 0.5 || (rows >= 1 && whole(rows))),
                "validation",
                "be a share of at most 0.5 or a whole number of rows",
                rows));
  }

  private static boolean whole(double rows) {
    return rows == Math.rint(rows) && rows < Double.POSITIVE_INFINITY;
  }

  /** Returns the defaults. */
  public static DataSettings of(Optional<String> target) {
    return new DataSettings(
        target,
        /* features= */ List.of(),
        /* classes= */ false,
        /* codes= */ false,
        Split.RANDOM,
        /* timeColumn= */ Optional.empty(),
        /* test= */ 0.1,
        /* validation= */ OptionalDouble.empty(),
        Missing.INDICATOR);
  }

  /** Returns the same for p(x) alone. */
  public DataSettings withoutTarget() {
    return Changed.of(this, "target", Optional.empty()).classes(false);
  }

  /** Returns the same with these features. */
  public DataSettings features(String... features) {
    Require.given("features", features);
    return Changed.of(this, "features", List.of(features));
  }

  /** Returns the same with another classes. */
  public DataSettings classes(boolean classes) {
    return Changed.of(this, "classes", classes);
  }

  /** Returns the same with another codes. */
  public DataSettings codes(boolean codes) {
    return Changed.of(this, "codes", codes);
  }

  /** Returns the same with another split. */
  public DataSettings split(Split split) {
    return Changed.of(this, "split", split);
  }

  /** Returns the same with another timeColumn. */
  public DataSettings timeColumn(String timeColumn) {
    return Changed.of(this, "timeColumn", timeColumn);
  }

  /** Returns the same with another test. */
  public DataSettings test(double test) {
    return Changed.of(this, "test", test);
  }

  /** Returns the same with another validation. */
  public DataSettings validation(double validation) {
    return Changed.of(this, "validation", validation);
  }

  /** Returns the same with another missing. */
  public DataSettings missing(Missing missing) {
    return Changed.of(this, "missing", missing);
  }
}
