package io.diglm.predict;

import io.diglm.distribution.Distribution;
import io.diglm.schema.Table;
import io.diglm.schema.TargetEnds;
import io.diglm.selective.DensityEvaluation;
import io.diglm.selective.Evaluation;
import io.diglm.selective.Evaluator;
import java.util.Arrays;
import java.util.List;

/** Measures a model on rows. */
record Measuring(Predictor predictor) {
  /** The number of rows whose predictions are in memory at once. */
  private static final int AT_ONCE = 1 << 16;

  /** See {@link Predictor#evaluate(Table)}. */
  Evaluation answers(Table table) {
    predictor.manifest().schema().requireTarget();
    Evaluator evaluator = evaluator();
    add(table, evaluator, predictor.manifest().schema().weights(table));
    return evaluator.evaluation();
  }

  /** See {@link Predictor#evaluateDensity}. */
  DensityEvaluation density(Table table) {
    Evaluator evaluator = evaluator();
    double[] weights = predictor.manifest().schema().weights(table);
    List<Prediction> predictions = predictor.predict(table);
    for (int row = 0; row < weights.length; row++) {
      if (predictions.get(row) instanceof Prediction.Answer answer) {
        evaluator.addUnlabelled(answer.logDensity(), answer.rejected(), weights[row]);
      }
    }
    return evaluator.density();
  }

  /** See {@link Predictor#evaluator}. */
  Evaluator evaluator() {
    Distribution marginal = predictor.manifest().marginal();
    return predictor.manifest().schema().censoring().isPresent()
        ? Evaluator.ofTimes(marginal)
        : new Evaluator(marginal);
  }

  /** See {@link Predictor#evaluate(Table, Evaluator, double[])}. */
  void add(Table table, Evaluator evaluator, double[] weights) {
    for (int from = 0; from < table.rows(); from += AT_ONCE) {
      int to = Math.min(table.rows(), from + AT_ONCE);
      addPart(table.slice(from, to), evaluator, Arrays.copyOfRange(weights, from, to));
    }
  }

  private void addPart(Table table, Evaluator evaluator, double[] weights) {
    double[] targets = predictor.manifest().schema().targets(table).values();
    TargetEnds ends = predictor.manifest().schema().ends(table);
    List<Prediction> predictions = predictor.predict(table);
    for (int row = 0; row < targets.length; row++) {
      if (predictions.get(row) instanceof Prediction.Answer answer) {
        if (Double.isNaN(targets[row])) {
          evaluator.addUnlabelled(answer.logDensity(), answer.rejected(), weights[row]);
        } else if (ends.censored(row)) {
          evaluator.addBetween(
              answer.logDensity(),
              answer.rejected(),
              answer.own(),
              ends.low(row),
              ends.high(row),
              weights[row]);
        } else {
          evaluator.add(
              answer.logDensity(), answer.rejected(), answer.own(), targets[row], weights[row]);
        }
      }
    }
  }
}
