package io.diglm.predict;

import io.diglm.schema.Table;
import io.diglm.selective.DensityEvaluation;
import io.diglm.selective.Evaluation;
import io.diglm.selective.Evaluator;
import java.util.List;

/** Measures a model on rows. */
record Measuring(Predictor predictor) {
  /** The number of rows whose predictions are in memory at once. */
  private static final int AT_ONCE = 1 << 16;

  /** See {@link Predictor#evaluate(Table)}. */
  Evaluation answers(Table table) {
    predictor.manifest().schema().requireTarget();
    Evaluator evaluator = evaluator();
    add(table, evaluator);
    return evaluator.evaluation();
  }

  /** See {@link Predictor#evaluateDensity}. */
  DensityEvaluation density(Table table) {
    Evaluator evaluator = evaluator();
    for (Prediction prediction : predictor.predict(table)) {
      if (prediction instanceof Prediction.Answer answer) {
        evaluator.addUnlabelled(answer.logDensity(), answer.rejected());
      }
    }
    return evaluator.density();
  }

  private Evaluator evaluator() {
    return new Evaluator(predictor.manifest().marginal());
  }

  /** Adds rows to an evaluation. Rows that cannot be read are left out. */
  void add(Table table, Evaluator evaluator) {
    for (int from = 0; from < table.rows(); from += AT_ONCE) {
      addPart(table.slice(from, Math.min(table.rows(), from + AT_ONCE)), evaluator);
    }
  }

  private void addPart(Table table, Evaluator evaluator) {
    double[] targets = predictor.manifest().schema().targets(table).values();
    List<Prediction> predictions = predictor.predict(table);
    for (int row = 0; row < targets.length; row++) {
      if (predictions.get(row) instanceof Prediction.Answer answer) {
        if (Double.isNaN(targets[row])) {
          evaluator.addUnlabelled(answer.logDensity(), answer.rejected());
        } else {
          evaluator.add(answer.logDensity(), answer.rejected(), answer.own(), targets[row]);
        }
      }
    }
  }
}
