package io.diglm.config;

import io.diglm.schema.Censoring;
import io.diglm.schema.Offset;
import io.diglm.settings.Changed;
import io.diglm.settings.Require;
import io.diglm.settings.Setting;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * Which rows and columns a fit learns from.
 *
 * @param target the column to predict; none fits p(x) alone
 * @param features the columns to predict from; empty for all others
 * @param classes whether a numeric target holds class labels
 * @param order the classes of the target from the lowest to the highest; empty if they have no
 *     order, or that of their values
 * @param codes whether columns of few whole numbers that repeat are levels, such as months, or are
 *     numbers; none takes as levels those of which the target is no simple function, such as the
 *     numbers of shops
 * @param split which rows are for test
 * @param timeColumn the column that orders the rows; none takes them as given
 * @param test rows for test: a share if under 1, else a count; 0 holds none out
 * @param validation of the other rows, those to stop and to calibrate by: a share if under 1, else
 *     a count at most; at most half; none takes a tenth, of large tables 10,000 rows
 * @param missing what becomes of rows with missing features
 * @param weight the column of case weights, which is no feature; none counts all rows alike
 * @param offset the column that is added to the linear predictor of the location, if any
 * @param exposure the column whose logarithm is added to it, if any
 * @param event the column that says whether the target, a time, was observed or is right-censored
 * @param censored the column that says how the target is censored, if it is
 * @param upper the column of the upper ends of the targets that are intervals
 * @param moreTargets further columns to predict, by heads of their own on the same flow; mostly
 *     none
 */
public record DataSettings(
    Optional<String> target,
    @Setting(value = "COLUMN", help = "The columns to learn from. Default: all but the target.")
        List<String> features,
    @Setting(
            help =
                "Treat a numeric target as class labels. Texts and booleans are always class "
                    + "labels.",
            ofTarget = true)
        boolean classes,
    @Setting(
            value = "LABELS",
            help =
                "The classes of the target in order, from the lowest, separated by commas. Family "
                    + "ordinal takes the order into account; whole numbers have that of their "
                    + "values without this option.",
            ofTarget = true)
        List<String> order,
    @Setting(
            value = "HOW",
            help =
                "Which whole numbers with few, repeated values are levels: all (true), none "
                    + "(false), or those of which the target is no simple function, such as the "
                    + "numbers of shops, but not months (auto). Default: auto.")
        Optional<Boolean> codes,
    @Setting(
            value = "HOW",
            help =
                "Which rows are held out for test: the last rows (time) or random rows (random). "
                    + "Default: {default}.")
        Split split,
    @Setting(
            value = "COLUMN",
            help =
                "The column that orders the rows for --split time. Default: the order of the "
                    + "table.")
        Optional<String> timeColumn,
    @Setting(
            value = "ROWS",
            help =
                "Rows held out for test: a share under 1 or a number. Use 0 if the test rows are "
                    + "in another file. Default: {default}.")
        double test,
    @Setting(
            value = "ROWS",
            help =
                "Size of the validation set, taken from the other rows: a share of at most 0.5 or a"
                    + " number. It decides when training ends. Default: 0.1, but at most 10,000"
                    + " rows.")
        OptionalDouble validation,
    @Setting(
            value = "HOW",
            help =
                "What to do with rows that lack a feature: learn that it is missing (indicator) "
                    + "or leave the rows out (drop). Default: {default}.")
        Missing missing,
    @Setting(
            value = "COLUMN",
            help =
                "The column of case weights: how much each row counts in training and in measures."
                    + " It is not a feature. Only ratios of weights matter. Default: all rows count"
                    + " alike.")
        Optional<String> weight,
    @Setting(
            value = "COLUMN",
            help =
                "The column of offsets, which is added to the linear predictor of the location "
                    + "before the link. It is not a feature, and rows to predict need it.",
            ofTarget = true)
        Optional<String> offset,
    @Setting(
            value = "COLUMN",
            help =
                "The column of exposures, such as the time under observation of a count. Its "
                    + "logarithm is the offset; families with a log link take it.",
            ofTarget = true)
        Optional<String> exposure,
    @Setting(
            value = "COLUMN",
            help =
                "For a target that is a time: the column that is 1 (or true) where the event came "
                    + "at that time, and 0 (or false) where it had not come by then. It is not a "
                    + "feature.",
            ofTarget = true)
        Optional<String> event,
    @Setting(
            value = "COLUMN",
            help =
                "Instead of --event: the column that is none (the event came at the target), "
                    + "right (after it), left (before it) or interval (after it, and by --upper).",
            ofTarget = true)
        Optional<String> censored,
    @Setting(
            value = "COLUMN",
            help = "With --censored: the column of the upper ends of intervals.",
            ofTarget = true)
        Optional<String> upper,
    List<String> moreTargets) {

  /** Which rows are for test. */
  public enum Split {
    /** The last ones. */
    TIME,
    /** Any, drawn by the seed. */
    RANDOM
  }

  /** How to handle rows with missing features. */
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
    Require.given("order", order);
    order = List.copyOf(order);
    String all = String.join(",", order);
    Require.that(order.size() != 1, "order", "name at least two classes", all);
    boolean distinct = new HashSet<>(order).size() == order.size();
    Require.that(distinct, "order", "name each class once", all);
    moreTargets = List.copyOf(moreTargets);
    new ColumnRoles(target, moreTargets, features, weight, offset, exposure, event, censored, upper)
        .require();
    if (!moreTargets.isEmpty()) {
      ColumnRoles.requireOneTarget("order", Optional.of(all).filter(text -> !text.isEmpty()));
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

  /**
   * {@return the defaults}
   *
   * @param target column to predict; empty for a model of p(x) alone
   */
  public static DataSettings of(Optional<String> target) {
    return new DataSettings(
        target,
        /* features= */ List.of(),
        /* classes= */ false,
        /* order= */ List.of(),
        /* codes= */ Optional.empty(),
        Split.RANDOM,
        /* timeColumn= */ Optional.empty(),
        /* test= */ 0.1,
        /* validation= */ OptionalDouble.empty(),
        Missing.INDICATOR,
        /* weight= */ Optional.empty(),
        /* offset= */ Optional.empty(),
        /* exposure= */ Optional.empty(),
        /* event= */ Optional.empty(),
        /* censored= */ Optional.empty(),
        /* upper= */ Optional.empty(),
        /* moreTargets= */ List.of());
  }

  /** {@return the columns that are needed beside features and target, further targets first} */
  public List<String> beside() {
    return Stream.concat(
            moreTargets.stream(),
            Stream.of(weight, offset, exposure, event, censored, upper).flatMap(Optional::stream))
        .distinct()
        .toList();
  }

  /** {@return all targets; none if p(x) alone is modelled} */
  public List<String> targets() {
    return Stream.concat(target.stream(), moreTargets.stream()).toList();
  }

  /** {@return what is known of the linear predictor, if anything is} */
  public Optional<Offset> known() {
    return offset
        .map(column -> new Offset(column, false))
        .or(() -> exposure.map(column -> new Offset(column, true)));
  }

  /**
   * {@return which targets are known by their ends only, if any may be}
   *
   * @throws IllegalArgumentException if there is a column of upper ends and none that says whose
   */
  public Optional<Censoring> censoring() {
    Require.that(
        upper.isEmpty() || censored.isPresent(), "upper", "come with censored", upper.orElse(""));
    return event
        .map(column -> new Censoring(column, Censoring.Coding.EVENT, Optional.empty()))
        .or(() -> censored.map(column -> new Censoring(column, Censoring.Coding.STATUS, upper)));
  }

  /** {@return the same for p(x) alone} */
  public DataSettings withoutTarget() {
    return Changed.of(
        this,
        Map.of(
            "target", Optional.empty(),
            "moreTargets", List.of(),
            "classes", false,
            "order", List.of(),
            "offset", Optional.empty(),
            "exposure", Optional.empty(),
            "event", Optional.empty(),
            "censored", Optional.empty(),
            "upper", Optional.empty()));
  }

  /**
   * {@return the same with these features}
   *
   * @param features names of the columns to learn from
   */
  public DataSettings features(String... features) {
    Require.given("features", features);
    return Changed.of(this, "features", List.of(features));
  }

  /**
   * {@return the same with further targets, beside the first}
   *
   * @param more their columns
   */
  public DataSettings moreTargets(String... more) {
    Require.given("target", more);
    return Changed.of(this, "moreTargets", List.of(more));
  }

  /**
   * {@return a copy with this {@code classes}}
   *
   * @param classes whether a numeric target holds class labels
   */
  public DataSettings classes(boolean classes) {
    return Changed.of(this, "classes", classes);
  }

  /**
   * {@return a copy with this {@code order}}
   *
   * @param order the classes of the target from the lowest to the highest
   */
  public DataSettings order(String... order) {
    Require.given("order", order);
    return Changed.of(this, "order", List.of(order));
  }

  /**
   * {@return a copy with this {@code codes}}
   *
   * @param codes whether whole numbers with few, repeated values, such as months, are levels
   */
  public DataSettings codes(boolean codes) {
    return Changed.of(this, "codes", codes);
  }

  /**
   * {@return a copy with this {@code split}}
   *
   * @param split which rows are for test
   */
  public DataSettings split(Split split) {
    return Changed.of(this, "split", split);
  }

  /**
   * {@return a copy with this {@code timeColumn}}
   *
   * @param timeColumn the column that orders the rows
   */
  public DataSettings timeColumn(String timeColumn) {
    return Changed.of(this, "timeColumn", timeColumn);
  }

  /**
   * {@return a copy with this {@code test}}
   *
   * @param test rows for test: a share if under 1, otherwise a count; 0 for none
   */
  public DataSettings test(double test) {
    return Changed.of(this, "test", test);
  }

  /**
   * {@return a copy with this {@code validation}}
   *
   * @param validation rows of the others that end training and calibrate: a share if under 1,
   *     otherwise a count
   */
  public DataSettings validation(double validation) {
    return Changed.of(this, "validation", validation);
  }

  /**
   * {@return a copy with this {@code weight}}
   *
   * @param weight the column of case weights, which is no feature
   */
  public DataSettings weight(String weight) {
    return Changed.of(this, "weight", weight);
  }

  /**
   * {@return a copy with this {@code offset}}
   *
   * @param offset the column that is added to the linear predictor of the location
   */
  public DataSettings offset(String offset) {
    return Changed.of(this, "offset", offset);
  }

  /**
   * {@return a copy with this {@code exposure}}
   *
   * @param exposure the column whose logarithm is added to the linear predictor of the location
   */
  public DataSettings exposure(String exposure) {
    return Changed.of(this, "exposure", exposure);
  }

  /**
   * {@return a copy with this {@code event}}
   *
   * @param event the column that says whether the target, a time, was observed or is right-censored
   */
  public DataSettings event(String event) {
    return Changed.of(this, "event", event);
  }

  /**
   * {@return a copy with this {@code censored}}
   *
   * @param censored the column that says how the target is censored
   */
  public DataSettings censored(String censored) {
    return Changed.of(this, "censored", censored);
  }

  /**
   * {@return a copy with this {@code upper}}
   *
   * @param upper the column of the upper ends of the targets that are intervals
   */
  public DataSettings upper(String upper) {
    return Changed.of(this, "upper", upper);
  }

  /**
   * {@return a copy with this {@code missing}}
   *
   * @param missing what is done with rows that lack a feature
   */
  public DataSettings missing(Missing missing) {
    return Changed.of(this, "missing", missing);
  }
}
