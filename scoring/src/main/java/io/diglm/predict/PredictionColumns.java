package io.diglm.predict;

import io.diglm.distribution.ClassDistribution;
import io.diglm.distribution.Distribution;
import io.diglm.model.Manifest;
import io.diglm.novelty.Uncertainty;
import io.diglm.schema.NearestName;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.schema.Target;
import io.diglm.selective.Conformity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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
  private final Optional<Target> target;
  private final boolean bayesian;
  private final List<String> answers;
  private final double[] probabilities;
  private final Optional<Coverage> coverage;
  private final List<Purpose> purposes;

  private PredictionColumns(
      Optional<Target> target,
      boolean bayesian,
      List<String> answers,
      double[] probabilities,
      Optional<Coverage> coverage,
      List<Purpose> purposes) {
    this.coverage = coverage;
    this.purposes = List.copyOf(purposes);
    this.target = target;
    this.bayesian = bayesian;
    this.answers = List.copyOf(answers);
    this.probabilities = probabilities;
  }

  /**
   * {@return the columns of a model of p(x) alone; for another model, all columns except its
   * answers}
   */
  public static PredictionColumns density() {
    return new PredictionColumns(
        Optional.empty(), false, List.of(), new double[0], Optional.empty(), List.of());
  }

  /**
   * {@return columns with the central interval that contains this share of p(y|x), for numbers}
   *
   * @param manifest of the model
   * @param share in (0, 1)
   * @throws IllegalArgumentException if the model has no target
   */
  public static PredictionColumns interval(Manifest manifest, double share) {
    return interval(manifest.schema().requireTarget(), bayesian(manifest), share);
  }

  static PredictionColumns interval(Target target, boolean bayesian, double share) {
    requireInside("interval", share);
    double[] ends = {(1 - share) / 2, (1 + share) / 2};
    return of(target, bayesian, List.of("lower", "upper"), ends);
  }

  /**
   * {@return columns with these quantiles of p(y|x), for numbers}
   *
   * @param manifest of the model
   * @param probabilities each in (0, 1)
   * @throws IllegalArgumentException if the model has no target
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
    return of(target, bayesian, names, probabilities);
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
    double central = target.categorical() ? coverage : conformity.central(coverage);
    conformity.require(coverage);
    PredictionColumns plain = interval(target, bayesian(manifest), central);
    return new PredictionColumns(
        plain.target,
        plain.bayesian,
        plain.answers,
        plain.probabilities,
        Optional.of(new Coverage(conformity, coverage)),
        List.of());
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
    Target y =
        target.orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s must be of a model with a target, got one of p(x) alone"
                        .formatted(wanted.get(0).column())));
    wanted.forEach(purpose -> purpose.requireFits(y));
    List<Purpose> fitted =
        wanted.stream().map(p -> p instanceof Purpose.Costs costs ? costs.ordered(y) : p).toList();
    return new PredictionColumns(target, bayesian, answers, probabilities, coverage, fitted);
  }

  /** How intervals and sets cover y. */
  private record Coverage(Conformity conformity, double share) {
    String labels(Target target, Prediction.Answer answer) {
      ClassDistribution given = (ClassDistribution) answer.answer();
      List<Integer> held =
          answer.rejected()
              ? probable(given, share)
              : conformity.labels(given, share, answer.group());
      return held.stream().map(target.classes()::get).collect(Collectors.joining("|"));
    }

    /** The most probable classes whose probabilities together reach this value. */
    private static List<Integer> probable(ClassDistribution answer, double share) {
      List<Integer> ordered =
          IntStream.range(0, answer.classes())
              .boxed()
              .sorted(Comparator.comparingDouble(k -> -answer.probability(k)))
              .toList();
      double sum = 0;
      int count = 0;
      while (count < ordered.size() && sum < share) {
        sum += answer.probability(ordered.get(count++));
      }
      return ordered.subList(0, count);
    }

    /** One end of the interval of a number. */
    double end(Prediction.Answer answer, double own, boolean upper) {
      double p = upper ? (1 + share) / 2 : (1 - share) / 2;
      if (!answer.rejected()) {
        double central = conformity.central(share, answer.group());
        p = conformity.groups().isEmpty() ? own : upper ? (1 + central) / 2 : (1 - central) / 2;
      }
      return answer.answer().quantile(p);
    }
  }

  private static boolean bayesian(Manifest manifest) {
    return manifest.tellsIgnorance();
  }

  private static PredictionColumns of(
      Target target, boolean bayesian, List<String> names, double[] probabilities) {
    if (target.categorical()) {
      return new PredictionColumns(
          Optional.of(target),
          bayesian,
          classColumns(target),
          new double[0],
          Optional.empty(),
          List.of());
    }
    List<String> answers = new ArrayList<>(List.of("mean", "sd"));
    answers.addAll(names);
    return new PredictionColumns(
        Optional.of(target), bayesian, answers, probabilities.clone(), Optional.empty(), List.of());
  }

  /**
   * A database would treat names that differ only in letter case as one name. Such names get
   * underscores.
   */
  private static List<String> classColumns(Target target) {
    List<String> names = new ArrayList<>(List.of("class"));
    Set<String> seen = new HashSet<>();
    for (String label : target.classes()) {
      String name = "probability_" + label;
      while (!seen.add(name.toLowerCase(Locale.ROOT))) {
        name += "_";
      }
      names.add(name);
    }
    return names;
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
    target.ifPresent(y -> all.addAll(answers(y, columns)));
    all.add(columns.numbers("log_density", Prediction.Answer::logDensity));
    all.add(columns.numbers("novelty", Prediction.Answer::novelty));
    all.add(columns.numbers("novelty_p_value", Prediction.Answer::noveltyPValue));
    all.add(columns.numbers("rejected", StorageType.BOOLEAN, a -> a.rejected() ? 1 : 0));
    all.add(columns.texts("reason", Prediction.Answer::reason));
    all.add(columns.errors("error"));
    return all;
  }

  private List<Column> answers(Target target, Columns columns) {
    List<Column> all = new ArrayList<>();
    if (target.categorical()) {
      all.add(columns.texts("class", answer -> label(target, answer.answer())));
      for (int k = 0; k < target.classes().size(); k++) {
        int label = k;
        all.add(columns.numbers(answers.get(k + 1), a -> probability(a.answer(), label)));
      }
      coverage.ifPresent(c -> all.add(columns.texts("labels", a -> c.labels(target, a))));
    } else {
      all.add(columns.numbers("mean", once(answer -> mean(answer.answer()))));
      all.add(columns.numbers("sd", once(answer -> sd(answer.answer()))));
      for (int q = 0; q < probabilities.length; q++) {
        double p = probabilities[q];
        boolean upper = q == 1;
        all.add(columns.numbers(answers.get(q + 2), once(answer -> end(answer, p, upper))));
      }
    }
    purposes.forEach(purpose -> all.add(purpose.of(columns)));
    if (bayesian) {
      String measure = target.categorical() ? "entropy" : "sd";
      all.add(columns.numbers(measure + "_noise", a -> part(a, Uncertainty::noise)));
      all.add(columns.numbers(measure + "_model", a -> part(a, Uncertainty::model)));
    }
    return all;
  }

  /** Computes a number only once for all rejected rows, since their answer is always p(y). */
  private static ToDoubleFunction<Prediction.Answer> once(ToDoubleFunction<Prediction.Answer> of) {
    Map<Distribution, Double> known = new ConcurrentHashMap<>();
    return answer ->
        answer.rejected()
            ? known.computeIfAbsent(answer.answer(), any -> of.applyAsDouble(answer))
            : of.applyAsDouble(answer);
  }

  private double end(Prediction.Answer answer, double p, boolean upper) {
    return coverage.map(c -> c.end(answer, p, upper)).orElseGet(() -> answer.answer().quantile(p));
  }

  /** Missing if there is none. */
  private static double mean(Distribution answer) {
    return answer.moments() < 1 ? Double.NaN : answer.mean();
  }

  private static double sd(Distribution answer) {
    return answer.moments() < 2 ? Double.NaN : answer.sd();
  }

  private static double part(Prediction.Answer answer, ToDoubleFunction<Uncertainty> part) {
    return answer.own().moments() < 2
        ? Double.NaN
        : answer.uncertainty().map(part::applyAsDouble).orElse(Double.NaN);
  }

  private static String label(Target target, Distribution answer) {
    return target.classes().get(((ClassDistribution) answer).mode());
  }

  private static double probability(Distribution answer, int k) {
    return ((ClassDistribution) answer).probability(k);
  }
}
