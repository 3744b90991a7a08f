package io.diglm.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Infers a schema, and how each column is encoded, from the training rows of a table. */
public final class SchemaInference {
  private SchemaInference() {}

  /**
   * Infers the schema from the training rows alone.
   *
   * <p>Some features are left out with a warning: a feature whose values are all missing, a feature
   * that repeats an earlier feature cell by cell, and an identifier (texts that hardly repeat, or
   * whole numbers with a name such as {@code id} that count the rows, unless the user named the
   * features). A text or boolean target is a class. A numeric target is a number unless {@code
   * labels} say otherwise. Texts that all are dates or times are read as dates or times.
   *
   * @param table the data
   * @param trainRows indices of its training rows
   * @param features columns to learn from
   * @param target column to predict; rows may lack it
   * @param labels whether targets are classes, and their order
   * @return the schema, and warnings about columns
   * @throws IllegalArgumentException if a column is absent or holds infinite numbers, if the target
   *     does not vary, or if no column is left to learn from
   */
  public static Inference infer(
      Table table, int[] trainRows, FeatureChoice features, String target, Labels labels) {
    requireRows(table, trainRows);
    if (features.names().contains(target)) {
      throw new IllegalArgumentException(
          "features must not hold the target, got '%s'".formatted(target));
    }
    TrainingTarget training =
        TrainingTarget.infer(new TrainingColumn(table, trainRows, target), labels);
    List<String> warnings = new ArrayList<>();
    List<Feature> inferred = features(table, trainRows, features, training.numbers(), warnings);
    return new Inference(new Schema(inferred, training.target()), warnings);
  }

  /**
   * Infers a further target of rows whose features are known.
   *
   * @param table of all rows
   * @param trainRows those to learn from
   * @param target its column
   * @param labels how its values are class labels
   * @return the target
   * @throws IllegalArgumentException if it is absent or does not vary
   */
  public static Target target(Table table, int[] trainRows, String target, Labels labels) {
    return TrainingTarget.infer(new TrainingColumn(table, trainRows, target), labels).target();
  }

  /**
   * Infers the schema of rows of which only p(x) is modelled, as {@link #infer} does. Levels are
   * ordered by frequency.
   *
   * @param table the data
   * @param trainRows indices of its training rows
   * @param features columns to learn from; without word on codes, none has them
   * @return the schema, and warnings about columns
   */
  public static Inference density(Table table, int[] trainRows, FeatureChoice features) {
    requireRows(table, trainRows);
    FeatureChoice decided =
        new FeatureChoice(
            features.names(), Optional.of(features.codes().orElse(false)), features.named());
    List<String> warnings = new ArrayList<>();
    List<Feature> inferred = features(table, trainRows, decided, List.of(), warnings);
    return new Inference(new Schema(inferred), warnings);
  }

  private static List<Feature> features(
      Table table,
      int[] trainRows,
      FeatureChoice features,
      List<double[]> targets,
      List<String> warnings) {
    List<String> names = features.names();
    Optional<Boolean> codes = features.codes();
    List<TrainingColumn> columns =
        names.stream().map(name -> new TrainingColumn(table, trainRows, name).dated()).toList();
    List<TrainingColumn> usable = usable(columns, features.named(), warnings);
    Optional<AdditiveModel> model =
        targets.isEmpty() || usable.isEmpty()
            ? Optional.empty()
            : Optional.of(new AdditiveModel(usable, targets));
    List<Feature> inferred = new ArrayList<>();
    for (int c = 0; c < usable.size(); c++) {
      int at = c;
      TrainingColumn column = usable.get(c);
      boolean code = codes.isEmpty() && model.filter(m -> m.holdsCodes(at)).isPresent();
      boolean levels = code || column.type() == StorageType.TEXT;
      List<double[]> own = model.filter(m -> levels).map(m -> m.partial(at)).orElse(targets);
      inferred.add(new FeatureInference(column, own, codes.orElse(false), warnings).infer(code));
      if (code) {
        warnings.add(
            "column '%s' holds codes, because the target is no simple function of them: they are levels (a number otherwise: --codes false)"
                .formatted(column.name()));
      }
    }
    if (inferred.isEmpty()) {
      throw new IllegalArgumentException(
          "features must leave a column to learn from, got only missing cells or identifiers in %s of %s"
              .formatted(String.join(", ", names), table.source()));
    }
    return inferred;
  }

  /**
   * Infers the schema of rows that are images.
   *
   * @param table the data
   * @param trainRows indices of its training rows
   * @param target column to predict; rows may lack it
   * @param labels whether targets are classes, and their order
   * @return the schema, and warnings
   * @throws IllegalArgumentException if the target is absent or does not vary
   */
  public static Inference images(Table table, int[] trainRows, String target, Labels labels) {
    Pixels pixels = pixels(table, trainRows);
    TrainingTarget training =
        TrainingTarget.infer(new TrainingColumn(table, trainRows, target), labels);
    return images(Optional.of(training.target()), pixels);
  }

  /**
   * Infers the schema of rows that are images, of which only p(x) is modelled.
   *
   * @param table the data
   * @param trainRows indices of its training rows
   * @return the schema, and warnings
   */
  public static Inference imageDensity(Table table, int[] trainRows) {
    return images(Optional.empty(), pixels(table, trainRows));
  }

  private static Inference images(Optional<Target> target, Pixels pixels) {
    return new Inference(new Schema(List.of(), target, Optional.of(pixels)), List.of());
  }

  private static Pixels pixels(Table table, int[] trainRows) {
    requireRows(table, trainRows);
    Images images =
        table
            .images()
            .orElseThrow(
                () -> new IllegalArgumentException("rows must be images, got " + table.source()));
    return Pixels.suiting(images, trainRows);
  }

  private static List<TrainingColumn> usable(
      List<TrainingColumn> columns, boolean named, List<String> warnings) {
    List<TrainingColumn> kept = new ArrayList<>();
    for (TrainingColumn column : columns) {
      Optional<String> reason = reasonAgainst(column, named, kept);
      reason.ifPresentOrElse(
          r -> warnings.add("column '%s' is left out: %s".formatted(column.name(), r)),
          () -> kept.add(column));
    }
    return kept;
  }

  private static Optional<String> reasonAgainst(
      TrainingColumn column, boolean named, List<TrainingColumn> kept) {
    column.requireFinite();
    if (column.missing() == column.size()) {
      return Optional.of("all its training cells are missing");
    }
    Optional<String> identifier = Identifiers.reason(column, named);
    if (identifier.isPresent()) {
      return identifier;
    }
    return kept.stream()
        .filter(column::sameCells)
        .findFirst()
        .map(k -> "its training cells equal those of column '%s'".formatted(k.name()));
  }

  private static void requireRows(Table table, int[] trainRows) {
    if (trainRows.length < 2) {
      throw new IllegalArgumentException(
          "training rows must number at least 2, got %d in %s"
              .formatted(trainRows.length, table.source()));
    }
  }
}
