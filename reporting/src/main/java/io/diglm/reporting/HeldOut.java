package io.diglm.reporting;

import io.diglm.distribution.ClassDistribution;
import io.diglm.distribution.Distribution;
import io.diglm.novelty.Uncertainty;
import io.diglm.predict.Prediction;
import io.diglm.schema.Table;
import io.diglm.schema.TargetEnds;
import io.diglm.selective.DensityEvaluation;
import io.diglm.selective.Evaluation;
import io.diglm.selective.Evaluator;
import io.diglm.selective.Reliability;
import io.diglm.train.FitResult;
import io.diglm.train.TimeLimit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The answers of a model for the rows on which it is measured: the test rows, or the validation
 * rows if no test row has a target (for a model of p(x) alone, if there are no test rows).
 *
 * @param test whether they are the test rows
 * @param answers one entry for each row that could be read
 * @param failures the reasons why rows could not be read, one line each
 * @param density log p(x) of all of them, if any has one
 * @param own measures of p(y|x), if any row has a target
 * @param constant the same measures for the constant answer p(y)
 * @param uncertainty root mean squares of both parts of it (means, for classes), if the model has a
 *     posterior of its coefficients
 * @param reliability of the stated confidences; without rows for a numeric target
 * @param late how many rows there was no time for, if any
 */
record HeldOut(
    boolean test,
    Answers answers,
    List<String> failures,
    Optional<DensityEvaluation> density,
    Optional<Evaluation> own,
    Optional<Evaluation> constant,
    Optional<Uncertainty> uncertainty,
    Reliability reliability,
    Optional<String> late) {
  /** The number of rows predicted at a time, the same as in the predictor. */
  private static final int BATCH = 4096;

  /** Predicts as many rows as there is time for, evenly picked in rounds. */
  static HeldOut of(FitResult result, TimeLimit limit) {
    boolean test =
        result.model().manifest().schema().target().isPresent()
            ? result.testEvaluation().isPresent()
            : result.testDensity().isPresent();
    int[] rows = test ? result.test() : result.validation();
    Pass pass = new Pass(result, rows.length);
    int batches = (rows.length + BATCH - 1) / BATCH;
    int done = 0;
    for (int k = 0; k < batches && !(k > 0 && limit.over()); k++) {
      // Without a limit in order; with one every batch is spread over all rows.
      int[] batch = limit.limited() ? spread(rows, k, batches) : next(rows, k);
      pass.add(batch);
      done += batch.length;
    }
    if (done < rows.length) {
      pass.late(
          "%d of %d %s rows are in this report: the time limit was near."
              .formatted(done, rows.length, test ? "test" : "validation"));
    }
    return pass.heldOut(test);
  }

  private static int[] next(int[] rows, int k) {
    return Arrays.copyOfRange(rows, k * BATCH, Math.min(rows.length, (k + 1) * BATCH));
  }

  private static int[] spread(int[] rows, int k, int batches) {
    return IntStream.iterate(k, i -> i < rows.length, i -> i + batches).map(i -> rows[i]).toArray();
  }

  /** Returns the name of these rows in a sentence. */
  String part() {
    return test ? "test" : "validation";
  }

  /**
   * Makes one pass over the rows and keeps only numbers, because the predictions of all rows would
   * fill memory.
   */
  private static final class Pass {
    private final FitResult result;
    private final Answers.Builder answers;
    private final Evaluator own;
    private final Evaluator constant;
    private final List<String> failures = new ArrayList<>();
    private final Reliability reliability = new Reliability();
    private final boolean classes;
    private double noise;
    private double model;
    private int uncertain;
    private boolean labelled;
    private Optional<String> late = Optional.empty();

    Pass(FitResult result, int rows) {
      this.result = result;
      answers = new Answers.Builder(rows);
      classes = !result.predictor().manifest().schema().classes().isEmpty();
      own = result.predictor().evaluator();
      constant = result.predictor().evaluator();
    }

    void late(String words) {
      late = Optional.of(words);
    }

    void add(int[] rows) {
      Table batch = result.table().take(rows);
      double[] targets = result.predictor().manifest().schema().targets(batch).values();
      double[] weights = result.predictor().manifest().schema().weights(batch);
      TargetEnds ends = result.predictor().manifest().schema().ends(batch);
      List<Prediction> predictions = result.predictor().predict(batch);
      for (int i = 0; i < rows.length; i++) {
        if (predictions.get(i) instanceof Prediction.Answer answer) {
          if (ends.any()) {
            addTime(rows[i], answer, ends.low(i), ends.high(i), weights[i]);
          } else {
            add(rows[i], answer, targets[i], weights[i]);
          }
        } else if (predictions.get(i) instanceof Prediction.Failure failure) {
          failures.add(failure.error());
        }
      }
    }

    private void add(int row, Prediction.Answer answer, double target, double weight) {
      answers.add(row, answer, target);
      answer.uncertainty().ifPresent(this::add);
      if (Double.isNaN(target)) {
        own.addUnlabelled(answer.logDensity(), answer.rejected(), weight);
        constant.addUnlabelled(answer.logDensity(), answer.rejected(), weight);
      } else {
        labelled |= weight > 0;
        own.add(answer.logDensity(), answer.rejected(), answer.own(), target, weight);
        constant.add(
            answer.logDensity(),
            answer.rejected(),
            result.predictor().manifest().marginal(),
            target,
            weight);
        if (answer.own() instanceof ClassDistribution classes) {
          reliability.add(classes, target, weight);
        }
      }
    }

    /** Pictures of errors leave the row out: those of observed times alone would mislead. */
    private void addTime(
        int row, Prediction.Answer answer, double low, double high, double weight) {
      answers.add(row, answer, Double.NaN);
      answer.uncertainty().ifPresent(this::add);
      Distribution marginal = result.predictor().manifest().marginal();
      if (Double.isNaN(low)) {
        own.addUnlabelled(answer.logDensity(), answer.rejected(), weight);
        constant.addUnlabelled(answer.logDensity(), answer.rejected(), weight);
      } else if (low < high) {
        labelled |= weight > 0;
        own.addBetween(answer.logDensity(), answer.rejected(), answer.own(), low, high, weight);
        constant.addBetween(answer.logDensity(), answer.rejected(), marginal, low, high, weight);
      } else {
        labelled |= weight > 0;
        own.add(answer.logDensity(), answer.rejected(), answer.own(), low, weight);
        constant.add(answer.logDensity(), answer.rejected(), marginal, low, weight);
      }
    }

    private void add(Uncertainty parts) {
      noise += classes ? parts.noise() : parts.noise() * parts.noise();
      model += classes ? parts.model() : parts.model() * parts.model();
      uncertain++;
    }

    private Optional<Uncertainty> uncertainty() {
      double n = noise / uncertain;
      double m = model / uncertain;
      return uncertain == 0
          ? Optional.empty()
          : Optional.of(new Uncertainty(classes ? n : Math.sqrt(n), classes ? m : Math.sqrt(m)));
    }

    HeldOut heldOut(boolean test) {
      return new HeldOut(
          test,
          answers.build(),
          failures,
          own.dense() ? Optional.of(own.density()) : Optional.empty(),
          labelled ? Optional.of(own.evaluation()) : Optional.empty(),
          labelled ? Optional.of(constant.evaluation()) : Optional.empty(),
          uncertainty(),
          reliability,
          late);
    }
  }
}
