package io.diglm.predict;

import io.diglm.model.Manifest;
import io.diglm.model.Thresholds;
import io.diglm.novelty.Evidence;
import io.diglm.novelty.NoveltyReference;
import io.diglm.posterior.Answered;
import io.diglm.schema.BoundTable;
import io.diglm.schema.Images;
import io.diglm.schema.RowProblem;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Turns the numbers of the network into answers: how novel a row is, whether it is rejected, and
 * the answer.
 *
 * @param ensemble the networks
 * @param dimension D
 */
record Judge(
    Manifest manifest, Ensemble ensemble, Optional<NoveltyReference> reference, int dimension) {

  /**
   * Answers the rows of a table from {@code from} on.
   *
   * @param batch the rows and what the networks make of them
   */
  List<Prediction> answers(Pass.Batch batch, BoundTable bound, int from) {
    return answers(batch, bound, from, List.of());
  }

  /**
   * The same, where the novelty of rows is known.
   *
   * @param shared answers to the same rows whose novelty is that of these; none if it is not known
   */
  List<Prediction> answers(Pass.Batch batch, BoundTable bound, int from, List<Prediction> shared) {
    List<RowProblem> problems = bound.problems();
    List<Prediction> answers = new ArrayList<>();
    int next = firstAtLeast(problems, from);
    for (int row = 0; row < batch.scores().logDensity().length; row++) {
      Optional<RowProblem> problem = Optional.empty();
      if (next < problems.size() && problems.get(next).row() == from + row) {
        problem = Optional.of(problems.get(next++));
      }
      Optional<Prediction> known =
          shared.isEmpty() ? Optional.empty() : Optional.of(shared.get(row));
      answers.add(answer(batch, row, problem, bound.images(), from + row, known));
    }
    return answers;
  }

  private static int firstAtLeast(List<RowProblem> problems, int row) {
    int low = 0;
    int high = problems.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (problems.get(middle).row() < row) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private Prediction answer(
      Pass.Batch batch,
      int row,
      Optional<RowProblem> problem,
      Optional<Images> images,
      int index,
      Optional<Prediction> shared) {
    if (problem.isPresent() && problem.get().kind() == RowProblem.Kind.ERROR) {
      return new Prediction.Failure(problem.get().text());
    }
    if (!ensemble.finite(batch.scores(), row)) {
      return new Prediction.Failure("the network's answer must be finite, got other numbers");
    }
    // A row that lacks a value that no training row lacked was encoded with a guess, so it has no
    // density.
    double logDensity =
        problem.map(RowProblem::hasDensity).orElse(true)
            ? batch.scores().logDensity()[row]
            : Double.NaN;
    Evidence found = evidence(batch, row, logDensity, images, index);
    Thresholds thresholds = manifest.thresholds();
    Optional<Prediction.Answer> known =
        shared.filter(Prediction.Answer.class::isInstance).map(Prediction.Answer.class::cast);
    double novelty =
        known
            .map(Prediction.Answer::novelty)
            .or(() -> reference.map(r -> r.score(thresholds.novelty(), found)))
            .orElse(Double.NaN);
    double pValue =
        known
            .map(Prediction.Answer::noveltyPValue)
            .or(() -> reference.map(r -> r.pValue(thresholds.novelty(), novelty)))
            .orElse(Double.NaN);
    boolean novel = thresholds.rejection().rejects(thresholds.margin(logDensity), pValue);
    Optional<String> unsure = thresholds.risk().flatMap(rule -> Reasons.unsure(found.own(), rule));
    boolean rejected = novel || problem.isPresent() || unsure.isPresent();
    String improbable =
        novel && !Double.isNaN(logDensity) ? Reasons.novel(logDensity, pValue, thresholds) : "";
    String reason =
        problem
            .map(p -> improbable.isEmpty() ? p.text() : p.text() + "; " + improbable)
            .orElse(improbable.isEmpty() ? unsure.orElse("") : improbable);
    return new Prediction.Answer(
        found.own(),
        rejected ? manifest.marginal() : found.own(),
        manifest.schema().classes(),
        logDensity,
        novelty,
        pValue,
        rejected,
        reason,
        found.uncertainty(),
        List.of(),
        "");
  }

  /**
   * Returns the evidence of a row.
   *
   * @param row its index in the batch
   * @param index its index in the table
   */
  private Evidence evidence(
      Pass.Batch batch, int row, double logDensity, Optional<Images> images, int index) {
    Scores scores = batch.scores();
    Answered answered = ensemble.answer(scores, row);
    return new Evidence(
        logDensity,
        batch.v(),
        row * dimension,
        scores.latent(),
        row * scores.width(),
        part(scores.volumes(), scores, row),
        part(scores.surprises(), scores, row),
        answered.distribution(),
        answered.uncertainty(),
        images,
        index);
  }

  private static double[] part(double[] numbers, Scores scores, int row) {
    int each = numbers.length / scores.logDensity().length;
    return Arrays.copyOfRange(numbers, row * each, (row + 1) * each);
  }

  /** The results for the rows of a table that can be read and have a density. There may be none. */
  List<Evidence> evidence(Pass pass, Table table) {
    BoundTable bound = pass.encoder().bind(pass.manifest().schema().completed(table));
    Set<Integer> without = new HashSet<>();
    // Plain loops, as every load runs this in a fresh JVM: see AnswerCheck.
    for (RowProblem problem : bound.problems()) {
      if (!problem.hasDensity()) {
        without.add(problem.row());
      }
    }
    List<Evidence> found = new ArrayList<>();
    for (int from = 0; from < table.rows(); from += pass.encoder().batch()) {
      Pass.Batch batch =
          pass.over(bound, from, Math.min(table.rows(), from + pass.encoder().batch()), true);
      double[] logDensity = batch.scores().logDensity();
      for (int row = 0; row < logDensity.length; row++) {
        if (!without.contains(from + row) && !Double.isNaN(logDensity[row])) {
          found.add(evidence(batch, row, logDensity[row], table.images(), from + row));
        }
      }
    }
    return found;
  }

  /** Names the group of each row, where intervals are calibrated by groups. */
  List<Prediction> grouped(Table table, List<Prediction> predictions) {
    Optional<TableColumn> cells =
        manifest
            .thresholds()
            .intervals()
            .filter(how -> !how.groups().isEmpty())
            .flatMap(how -> table.find(how.column()));
    if (cells.isEmpty()) {
      return predictions;
    }
    List<Prediction> grouped = new ArrayList<>(predictions.size());
    for (int row = 0; row < predictions.size(); row++) {
      grouped.add(
          predictions.get(row) instanceof Prediction.Answer answer
              ? answer.withGroup(cells.get().text(row).orElse(""))
              : predictions.get(row));
    }
    return grouped;
  }
}
