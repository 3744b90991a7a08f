package io.diglm.cli;

import io.diglm.config.DataSettings;
import io.diglm.data.ColumnInfo;
import io.diglm.data.TableSource;
import io.diglm.schema.NearestName;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.train.FitConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options about the data to learn from. */
final class DataOptions {
  @Option(
      names = "--target",
      paramLabel = "COLUMN",
      description = "The column to predict. Default: label, for images.")
  private Optional<String> target = Optional.empty();

  @Option(
      names = "--no-target",
      description =
          "Fit p(x) alone, how probable a row is. The model then has no head and predicts no"
              + " target.")
  private boolean noTarget;

  @Option(
      names = "--features",
      paramLabel = "COLUMN",
      split = ",",
      description = "The columns to learn from. Default: all but the target.")
  private List<String> features = new ArrayList<>();

  @Option(
      names = "--exclude",
      paramLabel = "COLUMN",
      split = ",",
      description = "Columns to leave out; all others are used.")
  private List<String> exclude = new ArrayList<>();

  @Option(
      names = "--classes",
      description =
          "Treat a numeric target as class labels. Texts and booleans are always class labels.")
  private boolean classes;

  @Option(
      names = "--codes",
      arity = "1",
      paramLabel = "BOOL",
      description =
          "Whether whole numbers with few, repeated values, such as months, are levels. Default:"
              + " ${DEFAULT-VALUE}.")
  private boolean codes;

  @Option(
      names = "--split",
      paramLabel = "HOW",
      description =
          "Which rows are held out for test: the last rows (time) or random rows (random). Default:"
              + " ${DEFAULT-VALUE}.")
  private DataSettings.Split split = DataSettings.Split.RANDOM;

  @Option(
      names = "--time-column",
      paramLabel = "COLUMN",
      description =
          "The column that orders the rows for --split time. Default: the order of the table.")
  private Optional<String> timeColumn = Optional.empty();

  @Option(
      names = "--test",
      paramLabel = "ROWS",
      description =
          "Rows held out for test: a share under 1 or a number. Use 0 if the test rows are in"
              + " another file. Default: ${DEFAULT-VALUE}.")
  private double test;

  @Option(
      names = "--validation",
      paramLabel = "ROWS",
      description =
          "Size of the validation set, taken from the other rows: a share of at most 0.5 or a"
              + " number. It decides when training ends. Default: 0.1, but at most 10,000 rows.")
  private Optional<Double> validation = Optional.empty();

  @Option(
      names = "--missing",
      paramLabel = "HOW",
      description =
          "What to do with rows that lack a feature: learn that it is missing (indicator) or leave"
              + " the rows out (drop). Default: ${DEFAULT-VALUE}.")
  private DataSettings.Missing missing = DataSettings.Missing.INDICATOR;

  /** Returns the configuration with these options set. */
  FitConfig configure() {
    requireOneOfBoth();
    if (timeColumn.isPresent() && split != DataSettings.Split.TIME) {
      throw new IllegalArgumentException(
          "time-column must come with --split time, got --split " + Values.lower(split));
    }
    if (!exclude.isEmpty() && !features.isEmpty()) {
      throw new IllegalArgumentException(
          "exclude must not come with --features, got both (either names the other columns)");
    }
    target
        .filter(exclude::contains)
        .ifPresent(
            name -> {
              throw new IllegalArgumentException("exclude must not hold the target, got " + name);
            });
    FitConfig config =
        target
            .map(FitConfig::of)
            .orElseGet(FitConfig::ofDensity)
            .data(
                d ->
                    d.features(features.toArray(String[]::new))
                        .classes(classes)
                        .codes(codes)
                        .split(split)
                        .test(test)
                        .missing(missing))
            .data(d -> timeColumn.map(d::timeColumn).orElse(d));
    return config.data(d -> validation.map(d::validation).orElse(d));
  }

  private void requireOneOfBoth() {
    if (noTarget && target.isPresent()) {
      throw new IllegalArgumentException(
          "target must not be given with --no-target, got " + target.get());
    }
    if (!noTarget && target.filter(name -> !name.isBlank()).isEmpty()) {
      throw new IllegalArgumentException(
          "target must be given, got none (--target COLUMN, or --no-target to fit p(x) alone)");
    }
  }

  /** Returns the rows in the requested order, with only the columns that the fit needs. */
  TableSource select(TableSource source) {
    TableSource ordered = timeColumn.map(source::orderBy).orElse(source);
    if (!exclude.isEmpty()) {
      List<String> all = source.describe().stream().map(ColumnInfo::name).toList();
      return ordered.columns(left(all, source.name()));
    }
    if (features.isEmpty()) {
      return ordered;
    }
    List<String> columns = new ArrayList<>(features);
    target.ifPresent(columns::add);
    return ordered.columns(columns);
  }

  private List<String> left(List<String> all, String source) {
    for (String name : exclude) {
      if (!all.contains(name)) {
        String hint = NearestName.of(name, all).map(n -> "; did you mean " + n + "?").orElse("");
        throw new IllegalArgumentException(
            "exclude must name columns of %s, got %s%s".formatted(source, name, hint));
      }
    }
    List<String> left = all.stream().filter(name -> !exclude.contains(name)).toList();
    if (left.stream().allMatch(name -> target.filter(name::equals).isPresent())) {
      throw new IllegalArgumentException(
          "exclude must leave a column to learn from, got " + String.join(", ", exclude));
    }
    return left;
  }

  /**
   * Sets the features from the table that was read, if the user named only the columns to leave
   * out.
   */
  FitConfig nameFeatures(FitConfig config, Table table) {
    if (exclude.isEmpty()) {
      return config;
    }
    String[] left =
        table.columns().stream()
            .map(TableColumn::name)
            .filter(name -> target.filter(name::equals).isEmpty())
            .toArray(String[]::new);
    return config.data(d -> d.features(left));
  }
}
