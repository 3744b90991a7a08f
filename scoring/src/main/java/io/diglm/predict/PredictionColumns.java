package io.diglm.predict;

import io.diglm.model.Manifest;
import io.diglm.novelty.Uncertainty;
import io.diglm.schema.NearestName;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.schema.Target;
import io.diglm.selective.Conformity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Predictions as the columns of a table, with one row per prediction.
 *
 * <p>For a number: {@code mean}, {@code sd}, then {@code lower} and {@code upper} of a central
 * interval or {@code q0.1} ... for quantiles. For a class: {@code class}, and {@code
 * probability_<class>} for each class. All of these describe the answer, which is p(y) if the row
 * is rejected (Nalisnick et al. 2019, equation 10). A model with a posterior of its coefficients,
 * or with several members, adds {@code sd_noise} and {@code sd_model}, or for a class {@code
 * entropy_noise} and {@code entropy_model}: see {@link Uncertainty}; these describe p(y|x) even if
 * the row is rejected. Then {@code log_density} in nats, {@code novelty}, {@code novelty_p_value},
 * {@code rejected}, {@code reason} and {@code error}. A row that cannot be read has only an error.
 * A model of p(x) alone has only the columns from {@code log_density} on.
 */
public final class PredictionColumns {
  /** The share of the central interval that is answered unless another is asked for. */
  private static final double INTERVAL = 0.9;

  private final Optional<AnswerColumns> answers;

  private PredictionColumns(Optional<AnswerColumns> answers) {
    this.answers = answers;
  }

  /**
   * {@return the columns of a model of p(x) alone; for another model, all columns except its
   * answers}
   */
  public static PredictionColumns density() {
    return new PredictionColumns(Optional.empty());
  }

  /**
   * {@return the columns that are given unless others are asked for: a number with the central
   * interval of 90 %, a class with its probabilities, and for a model of p(x) alone no answer}
   *
   * @param manifest of the model
   */
  public static PredictionColumns usual(Manifest manifest) {
    return manifest
        .schema()
        .target()
        .map(target -> usual(target, bayesian(manifest)))
        .orElseGet(PredictionColumns::density);
  }

  static PredictionColumns usual(Target target, boolean bayesian) {
    return target.categorical()
        ? of(AnswerColumns.ofClasses(target, bayesian))
        : interval(target, bayesian, INTERVAL);
  }

  /**
   * {@return columns with the central interval that contains this share of p(y|x)}
   *
   * @param manifest of the model
   * @param share in (0, 1)
   * @throws IllegalArgumentException if the model has no target, or one of classes
   */
  public static PredictionColumns interval(Manifest manifest, double share) {
    return interval(manifest.schema().requireTarget(), bayesian(manifest), share);
  }

  static PredictionColumns interval(Target target, boolean bayesian, double share) {
    requireInside("interval", share);
    target.requireNumber("interval");
    double[] ends = {(1 - share) / 2, (1 + share) / 2};
    return of(AnswerColumns.ofNumber(target, bayesian, List.of("lower", "upper"), ends));
  }

  /**
   * {@return columns with these quantiles of p(y|x)}
   *
   * @param manifest of the model
   * @param probabilities each in (0, 1)
   * @throws IllegalArgumentException if the model has no target, or one of classes
   */
  public static PredictionColumns quantiles(Manifest manifest, double... probabilities) {
    return quantiles(manifest.schema().requireTarget(), bayesian(manifest), probabilities);
  }

  static PredictionColumns quantiles(Target target, boolean bayesian, double... probabilities) {
    List<String> names = new ArrayList<>();
    for (double probability : probabilities) {
      requireInside("quantiles", probability);
      names.add("q" + probability);
    }
    target.requireNumber("quantiles");
    return of(AnswerColumns.ofNumber(target, bayesian, names, probabilities));
  }

  private static PredictionColumns of(AnswerColumns answers) {
    return new PredictionColumns(Optional.of(answers));
  }

  /**
   * Columns with an interval for numbers, or a set {@code labels} (separated by |) for classes,
   * that contains y with probability C even if p(y|x) is wrong, see {@link Conformity}. This
   * guarantee does not hold for a rejected row. It gets the interval or set to which p(y) gives
   * probability C.
   *
   * @param manifest of the model
   * @param conformity what calibrates intervals
   * @param coverage C, in (0, 1)
   * @return the columns
   * @throws IllegalArgumentException if the model has no target, or if there are fewer calibration
   *     rows than C needs
   */
  public static PredictionColumns coverage(
      Manifest manifest, Conformity conformity, double coverage) {
    requireInside("coverage", coverage);
    Target target = manifest.schema().requireTarget();
    PredictionColumns plain =
        target.categorical()
            ? usual(target, bayesian(manifest))
            : interval(target, bayesian(manifest), conformity.central(coverage));
    conformity.require(coverage);
    Coverage how = new Coverage(conformity, coverage);
    return new PredictionColumns(plain.answers.map(answers -> answers.covered(how)));
  }

  /**
   * {@return the same columns with one more column for each purpose, after the answers}
   *
   * @param wanted what to answer, in this order
   * @throws IllegalArgumentException if a purpose does not suit the target, or if there is no
   *     target
   */
  public PredictionColumns with(List<Purpose> wanted) {
    if (wanted.isEmpty()) {
      return this;
    }
    AnswerColumns own =
        answers.orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s must be of a model with a target, got one of p(x) alone"
                        .formatted(wanted.get(0).column())));
    return of(own.with(wanted));
  }

  private static boolean bayesian(Manifest manifest) {
    return manifest.tellsIgnorance();
  }

  static void requireInside(String what, double probability) {
    if (!(probability > 0 && probability < 1)) {
      String hint = probability > 1 && probability < 100 ? " (90 % is 0.9)" : "";
      throw new IllegalArgumentException(
          "%s must be between 0 and 1, got %s%s".formatted(what, probability, hint));
    }
  }

  /** {@return the names of the columns, in order} */
  public List<String> names() {
    return columns(List.of()).stream().map(Column::name).toList();
  }

  /**
   * Requires that columns beside the predictions have other names.
   *
   * @param kept names of the other columns
   * @throws IllegalArgumentException if a name is taken
   */
  public void requireOtherNames(List<String> kept) {
    requireOtherNames(kept, names());
  }

  static void requireOtherNames(List<String> kept, List<String> names) {
    for (String name : kept) {
      if (names.stream().anyMatch(name::equalsIgnoreCase)) {
        throw new IllegalArgumentException(
            "kept column '%s' must not be named like a prediction's, got %s (rename it with SQL's AS)"
                .formatted(name, NearestName.of(name, names).orElse(name)));
      }
    }
  }

  /**
   * {@return the columns of these predictions after those of {@code kept}, row by row}
   *
   * @param kept columns of the same rows to write first
   * @param predictions one for each row
   */
  public Table table(Table kept, List<Prediction> predictions) {
    List<TableColumn> columns = new ArrayList<>(kept.columns());
    columns.addAll(of(predictions));
    return new Table(kept.source(), columns, predictions.size());
  }

  /**
   * {@return the columns of these predictions}
   *
   * @param predictions one for each row
   */
  public List<TableColumn> of(List<Prediction> predictions) {
    return columns(predictions).stream().map(Column::computed).toList();
  }

  /** Returns the columns of these predictions, none of which is computed yet. */
  List<Column> columns(List<Prediction> predictions) {
    Columns columns = new Columns(predictions);
    List<Column> all = new ArrayList<>();
    answers.ifPresent(answer -> all.addAll(answer.of(columns)));
    all.add(columns.numbers("log_density", Prediction.Answer::logDensity));
    all.add(columns.numbers("novelty", Prediction.Answer::novelty));
    all.add(columns.numbers("novelty_p_value", Prediction.Answer::noveltyPValue));
    all.add(columns.numbers("rejected", StorageType.BOOLEAN, a -> a.rejected() ? 1 : 0));
    all.add(columns.texts("reason", Prediction.Answer::reason));
    all.add(columns.errors("error"));
    return all;
  }
}
