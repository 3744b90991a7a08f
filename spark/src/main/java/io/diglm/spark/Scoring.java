package io.diglm.spark;

import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;

/**
 * Runs on an executor: takes the rows of a partition and returns them with their answers.
 *
 * @param model sent once to each executor
 * @param inputs the columns that the model reads
 * @param outputs the columns that are added
 * @param invalid how to handle rows that cannot be read
 * @param interval share of p(y|x) between lower and upper
 * @param coverage share of ordinary rows instead, if not NaN
 */
record Scoring(
    Broadcast<SharedModel> model,
    List<FrameColumn> inputs,
    List<OutputColumn> outputs,
    HandleInvalid invalid,
    double interval,
    double coverage)
    implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1;

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    return TaskRefusal.orAnswer(() -> answered(rows));
  }

  private Iterator<Row> answered(Iterator<Row> rows) {
    OptionalDouble covered =
        Double.isNaN(coverage) ? OptionalDouble.empty() : OptionalDouble.of(coverage);
    Answers answers = new Answers(model.value().predictor(), outputs, interval, covered);
    return new ScoredRows(rows, inputs, answers, invalid, model.value().manifest().width());
  }
}
