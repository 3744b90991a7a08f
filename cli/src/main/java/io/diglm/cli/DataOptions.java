package io.diglm.cli;

import io.diglm.cli.text.Printable;
import io.diglm.config.DataSettings;
import io.diglm.data.TableSource;
import io.diglm.schema.NearestName;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.train.FitConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Options about the data to learn from. */
final class DataOptions {
  /** The column with the classes of an image set. */
  private static final String LABEL = "label";

  @Option(
      names = "--target",
      paramLabel = "COLUMN",
      description = "The column to predict, or several (a,b). Default: label, for images.")
  private Optional<String> target = Optional.empty();

  @Option(
      names = "--no-target",
      description =
          "Fit p(x) alone, how probable a row is. The model then has no head and predicts no"
              + " target.")
  private boolean noTarget;

  @Option(
      names = "--exclude",
      paramLabel = "COLUMN",
      split = ",",
      description = "Columns to leave out; all others are used.")
  private List<String> exclude = new ArrayList<>();

  /** Returns whether p(x) alone is wanted. */
  boolean withoutTarget() {
    return noTarget;
  }

  /** Returns the target that must be named, unless none is wanted. */
  Optional<String> target() {
    requireOneOfBoth(target);
    return target;
  }

  /** Returns whether several targets may be named. */
  boolean listsTargets() {
    return target.filter(text -> text.contains(",")).isPresent();
  }

  /** Returns the targets that are named, or the one whose name has commas. */
  List<String> targets(TableSource source) {
    requireOneOfBoth(target);
    if (source.columnNames().stream().anyMatch(this::isTarget)) {
      return target.stream().toList();
    }
    List<String> names = Stream.of(target.orElse("").split(",", -1)).map(String::strip).toList();
    if (names.contains("")) {
      throw new IllegalArgumentException(
          "target must name columns between its commas, got " + target.orElse(""));
    }
    return names;
  }

  private boolean isTarget(String name) {
    return target.filter(name::equals).isPresent();
  }

  /**
   * Returns the target of images, which is their label if they have one and nothing else is said.
   */
  Optional<String> targetOfImages(Table images) {
    boolean labelled = images.find(LABEL).isPresent() && !noTarget;
    Optional<String> named = target.or(() -> Optional.of(LABEL).filter(label -> labelled));
    requireOneOfBoth(named);
    return named;
  }

  /** Checks what concerns the order of rows, and columns left out. */
  void requireOrder(DataSettings settings) {
    if (settings.timeColumn().isPresent() && settings.split() != DataSettings.Split.TIME) {
      throw new IllegalArgumentException(
          "time-column must come with --split time, got --split "
              + Printable.lower(settings.split()));
    }
    if (!exclude.isEmpty() && !settings.features().isEmpty()) {
      throw new IllegalArgumentException(
          "exclude must not come with --features, got both (either names the other columns)");
    }
    settings.targets().stream()
        .filter(exclude::contains)
        .findFirst()
        .ifPresent(
            name -> {
              throw new IllegalArgumentException("exclude must not hold the target, got " + name);
            });
    settings.beside().stream()
        .filter(exclude::contains)
        .findFirst()
        .ifPresent(
            name -> {
              throw new IllegalArgumentException(
                  "exclude must not hold a column that another option names, got " + name);
            });
  }

  private void requireOneOfBoth(Optional<String> target) {
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
  TableSource select(TableSource source, DataSettings settings) {
    TableSource ordered = settings.timeColumn().map(source::orderBy).orElse(source);
    if (!exclude.isEmpty()) {
      List<String> all = source.columnNames();
      return ordered.columns(left(all, settings, source.name()));
    }
    if (settings.features().isEmpty()) {
      return ordered;
    }
    List<String> columns = new ArrayList<>(settings.features());
    settings.target().ifPresent(columns::add);
    columns.addAll(settings.beside());
    return ordered.columns(columns);
  }

  private List<String> left(List<String> all, DataSettings settings, String source) {
    for (String name : exclude) {
      if (!all.contains(name)) {
        String hint = NearestName.of(name, all).map(n -> "; did you mean " + n + "?").orElse("");
        throw new IllegalArgumentException(
            "exclude must name columns of %s, got %s%s".formatted(source, name, hint));
      }
    }
    List<String> left = all.stream().filter(name -> !exclude.contains(name)).toList();
    if (left.stream()
        .allMatch(name -> settings.targets().contains(name) || settings.beside().contains(name))) {
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
            .filter(name -> !config.data().targets().contains(name))
            .filter(name -> !config.data().beside().contains(name))
            .toArray(String[]::new);
    return config.data(d -> d.features(left));
  }
}
