package io.diglm.train;

import io.diglm.model.ModelFile;
import io.diglm.predict.Predictor;
import io.diglm.schema.Table;
import io.diglm.selective.DensityEvaluation;
import io.diglm.selective.Evaluation;
import java.util.List;
import java.util.Optional;

/**
 * A fitted model and what it was fitted to.
 *
 * @param model the model file, ready to be saved
 * @param predictor the same model, open; closed with this result
 * @param table the features and the target, if there is one, of all rows
 * @param train rows of the table that trained
 * @param validation rows that decided when to stop
 * @param test rows held out; may be none
 * @param trainLogDensity log p(x) of the training rows
 * @param validationLogDensity log p(x) of the validation rows
 * @param testDensity log p(x) of the test rows, with a target or without, if there are any
 * @param testEvaluation measures on the test rows, if there are any with a target
 * @param history losses by epoch; of an ensemble, those of its first network
 * @param stopped whether the listener or the time limit ended training early
 */
public record FitResult(
    ModelFile model,
    Predictor predictor,
    Table table,
    int[] train,
    int[] validation,
    int[] test,
    double[] trainLogDensity,
    double[] validationLogDensity,
    Optional<DensityEvaluation> testDensity,
    Optional<Evaluation> testEvaluation,
    List<EpochRecord> history,
    boolean stopped)
    implements AutoCloseable {
  @Override
  public void close() {
    predictor.close();
  }
}
