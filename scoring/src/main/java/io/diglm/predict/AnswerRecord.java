package io.diglm.predict;

import io.diglm.distribution.ClassDistribution;
import io.diglm.distribution.Distribution;
import io.diglm.distribution.Unknown;
import io.diglm.model.GoldenAnswers;
import io.diglm.model.ModelFile;
import io.diglm.model.SavedMember;
import io.diglm.model.TensorData;
import io.diglm.model.UnusableFileException;
import io.diglm.novelty.Evidence;
import io.diglm.novelty.NoveltyReference;
import io.diglm.novelty.NoveltyTensors;
import io.diglm.novelty.Uncertainty;
import io.diglm.posterior.CoefficientPosterior;
import io.diglm.schema.Axis;
import io.diglm.schema.Feature;
import io.diglm.schema.NumberAxis;
import io.diglm.schema.Schema;
import io.diglm.schema.Span;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.selective.NoveltyScore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What a whole model, from the user's row to the verdict, says of a few rows: what is kept when it
 * is saved, and what {@link AnswerCheck} compares with that when it is loaded. Plain loops: see
 * there.
 */
final class AnswerRecord {
  private static final String SPANS = "schema.spans";

  /** Beyond all logarithms of numbers. */
  private static final double NO_STAND_IN = 1e308;

  /**
   * The names of tensors that only further updates need, or the novelty by volumes, or intervals of
   * rows that are weighted or in groups.
   */
  private static final Set<String> IDLE =
      Set.of(
          CoefficientPosterior.GRAM,
          CoefficientPosterior.MOMENT,
          CoefficientPosterior.PRIOR,
          NoveltyTensors.VOLUMES,
          NoveltyTensors.CALIBRATION + NoveltyReference.name(NoveltyScore.VOLUMES),
          NoveltyTensors.WEIGHTED_SCORES,
          NoveltyTensors.WEIGHTS);

  private AnswerRecord() {}

  /** Scores that rounding does not move far: the deviations of volumes may be next to nothing. */
  private static List<NoveltyScore> steady(NoveltyReference reference) {
    List<NoveltyScore> steady = new ArrayList<>(reference.calibrated());
    steady.remove(NoveltyScore.VOLUMES);
    return steady;
  }

  /** See {@link Predictor#withAnswers}. */
  static ModelFile recorded(Predictor predictor, Table rows) {
    ModelFile file = predictor.file();
    Schema schema = file.manifest().schema();
    if (schema.image().isPresent()) {
      return file;
    }
    List<TableColumn> columns =
        schema.inputs().stream().map(input -> rows.column(input.name())).toList();
    Table known = new Table(rows.source(), columns, rows.rows());
    double least = file.manifest().thresholds().leastDensity();
    GoldenAnswers answers = record(predictor, known, least);
    return new ModelFile(file.manifest().withAnswers(answers), file.weights());
  }

  /**
   * Returns rows of a table with what a model says of them; those that have no density are left
   * out, and so are those where sums in another order change an answer.
   *
   * @param leastDensity what the least dense of all training rows has
   */
  private static GoldenAnswers record(Predictor predictor, Table rows, double leastDensity) {
    int[] dense = predictor.evidence(rows).stream().mapToInt(Evidence::index).toArray();
    GoldenAnswers all = said(predictor, rows.take(dense), leastDensity);
    List<Evidence> again = predictor.evidenceOfFew(all.rows(), "the model");
    if (again.size() < dense.length) {
      return all; // which loading refuses with the reason
    }
    GoldenAnswers others = said(predictor, all.columns(), dense.length, again, leastDensity);
    AnswerCheck check = AnswerCheck.ofRounding(all, predictor);
    int[] steady = IntStream.range(0, dense.length).filter(i -> check.agrees(i, others)).toArray();
    return steady.length == dense.length
        ? all
        : said(predictor, all.rows().take(steady), leastDensity);
  }

  /** Returns what a model says of rows that have a density. */
  private static GoldenAnswers said(Predictor predictor, Table rows, double leastDensity) {
    List<GoldenAnswers.Column> columns = GoldenAnswers.columns(rows);
    List<Evidence> found = predictor.evidenceIfAny(GoldenAnswers.table(columns, rows.rows()));
    return said(predictor, columns, rows.rows(), found, leastDensity);
  }

  /**
   * Returns what a model says of rows.
   *
   * @param columns the rows
   * @param rows their number
   * @param found what its networks make of them
   * @param leastDensity what the least dense of all training rows has
   * @throws UnusableFileException if one has no density
   */
  static GoldenAnswers said(
      Predictor predictor,
      List<GoldenAnswers.Column> columns,
      int rows,
      List<Evidence> found,
      double leastDensity) {
    if (found.size() != rows) {
      throw new UnusableFileException(
          "golden rows must have a density, got %d of %d that have".formatted(found.size(), rows));
    }
    double[] logDensity = new double[rows];
    double[][] answers = new double[rows][];
    Optional<Integer> least = Optional.empty();
    for (int row = 0; row < rows; row++) {
      logDensity[row] = found.get(row).logDensity();
      answers[row] = answer(found.get(row));
      if (Math.abs(logDensity[row] - leastDensity) <= 1e-9 * (1 + Math.abs(leastDensity))) {
        least = Optional.of(row);
      }
    }
    return new GoldenAnswers(
        columns,
        logDensity,
        answers,
        novelty(predictor, found),
        summary(predictor.manifest().marginal()),
        references(predictor),
        least,
        Optional.of(idle(predictor)),
        Optional.of(spans(predictor.manifest().schema())));
  }

  /**
   * What tells of a number that no training row had: golden rows are like those, so that none of
   * their answers depends on it. Logarithms, so that a sum is finite and its least term counts.
   */
  private static GoldenAnswers.Idle spans(Schema schema) {
    List<Double> numbers = new ArrayList<>();
    for (Feature feature : schema.features()) {
      for (Axis axis : feature.axes()) {
        if (axis instanceof NumberAxis number && number.span().isPresent()) {
          Span span = number.span().get();
          numbers.add(number.cut());
          numbers.add(span.low());
          numbers.add(span.high());
          numbers.add(span.standIn().orElse(NO_STAND_IN));
        }
      }
    }
    double[] logs = new double[numbers.size()];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = Math.signum(numbers.get(i)) * Math.log1p(Math.abs(numbers.get(i)));
    }
    return GoldenAnswers.Idle.of(SPANS, logs);
  }

  /** The tensors on which no answer to a golden row depends, those of all members. */
  private static List<GoldenAnswers.Idle> idle(Predictor predictor) {
    List<GoldenAnswers.Idle> idle = new ArrayList<>();
    for (Map.Entry<String, TensorData> tensor : predictor.file().weights().entrySet()) {
      if (isIdle(tensor.getKey())) {
        idle.add(GoldenAnswers.Idle.of(tensor.getKey(), tensor.getValue().doubles()));
      }
    }
    return idle;
  }

  private static boolean isIdle(String name) {
    int member = SavedMember.PREFIX.length();
    int end = name.startsWith(SavedMember.PREFIX) ? name.indexOf('.', member) : -1;
    String own = isNumber(name, member, end) ? name.substring(end + 1) : name;
    return IDLE.contains(own)
        || (own.startsWith(NoveltyTensors.GROUP)
            && isNumber(own, NoveltyTensors.GROUP.length(), own.length()));
  }

  private static boolean isNumber(String text, int from, int to) {
    boolean digits = from < to;
    for (int i = from; i < to; i++) {
      digits &= text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    return digits;
  }

  private static List<GoldenAnswers.Novelty> novelty(Predictor predictor, List<Evidence> found) {
    List<GoldenAnswers.Novelty> all = new ArrayList<>();
    if (predictor.knownNovelty().isEmpty()) {
      return all;
    }
    NoveltyReference reference = predictor.knownNovelty().get();
    for (NoveltyScore score : steady(reference)) {
      double[] values = new double[found.size()];
      for (int row = 0; row < values.length; row++) {
        values[row] = reference.score(score, found.get(row));
      }
      double[] ranks = ranks(reference.calibration(score).kept());
      all.add(new GoldenAnswers.Novelty(NoveltyReference.name(score), values, ranks));
    }
    return all;
  }

  private static double[] answer(Evidence row) {
    double[] summary = summary(row.own());
    if (row.uncertainty().isEmpty()) {
      return summary;
    }
    Uncertainty parts = row.uncertainty().get();
    return joined(summary, parts.noise(), parts.model());
  }

  private static double[] joined(double[] some, double... more) {
    double[] all = Arrays.copyOf(some, some.length + more.length);
    System.arraycopy(more, 0, all, some.length, more.length);
    return all;
  }

  /** Figures that identify a distribution: probabilities, or mean, deviation and F(mean). */
  private static double[] summary(Distribution answer) {
    if (answer instanceof Unknown) {
      return new double[0];
    }
    if (answer instanceof ClassDistribution classes) {
      double[] probabilities = new double[classes.classes()];
      for (int k = 0; k < probabilities.length; k++) {
        probabilities[k] = classes.probability(k);
      }
      return probabilities;
    }
    return new double[] {answer.mean(), answer.sd(), answer.cdf(answer.mean())};
  }

  private static double[] references(Predictor predictor) {
    double[] references = {};
    if (predictor.knownConformity().isPresent()) {
      references = ranks(predictor.knownConformity().get().scores().kept());
    }
    if (predictor.knownNovelty().isPresent()) {
      for (double[] kept : predictor.knownNovelty().get().surprises()) {
        references = joined(references, ranks(kept));
      }
    }
    return references;
  }

  /** The least, the middle and the highest of sorted numbers. */
  private static double[] ranks(double... sorted) {
    return sorted.length == 0
        ? sorted
        : new double[] {sorted[0], sorted[sorted.length / 2], sorted[sorted.length - 1]};
  }
}
