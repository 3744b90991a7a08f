package io.diglm.experiments;

import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.selective.Evaluation;
import io.diglm.selective.TwoSamples;
import io.diglm.train.FitResult;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * One hybrid fitted to flights, and simpler models on the same rows.
 *
 * @param training rows that train or validate
 * @param test rows held out
 * @param trainDensity log p(x) in nats of training rows, evenly picked quantiles
 * @param testDensity the same of test rows
 * @param meanShift mean log p(x) of test less that of validation rows, in nats
 * @param shift validation rows against test rows
 */
record FlightsFit(
    Score hybrid,
    Score leastSquares,
    Score constant,
    int training,
    int test,
    double[] trainDensity,
    double[] testDensity,
    double meanShift,
    TwoSamples shift) {
  private static final int KEPT = 10_000;

  static FlightsFit of(FitResult fitted) {
    try (FitResult result = fitted) {
      Table table = result.table();
      double[] test = result.predictor().score(table.take(result.test())).logDensity();
      double[] validation = result.validationLogDensity();
      Evaluation evaluation = result.testEvaluation().orElseThrow();
      int[] training =
          IntStream.concat(IntStream.of(result.train()), IntStream.of(result.validation()))
              .toArray();
      double[][] columns =
          table.columns().stream()
              .map(TableColumn::name)
              .filter(name -> !name.equals(FlightsData.TARGET))
              .map(name -> Tables.numbers(table, name))
              .toArray(double[][]::new);
      double[] y = Tables.numbers(table, FlightsData.TARGET);
      return new FlightsFit(
          Score.of(evaluation.measures()),
          baseline(columns, y, training, result.test()),
          baseline(new double[0][], y, training, result.test()),
          training.length,
          result.test().length,
          quantiles(result.trainLogDensity()),
          quantiles(test),
          Statistics.of(test).mean() - Statistics.of(validation).mean(),
          TwoSamples.of(validation, test));
    }
  }

  /** Rows without a target are in nobody's score. */
  private static Score baseline(double[][] columns, double[] y, int[] training, int[] test) {
    LeastSquares fit = new LeastSquares(columns, y, known(training, y));
    return Score.of(known(test, y), y, row -> fit.predict(columns, row));
  }

  private static int[] known(int[] rows, double[] y) {
    return IntStream.of(rows).filter(row -> !Double.isNaN(y[row])).toArray();
  }

  private static double[] quantiles(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    if (sorted.length <= KEPT) {
      return sorted;
    }
    return IntStream.range(0, KEPT)
        .mapToDouble(i -> sorted[(int) ((i + 0.5) * sorted.length / KEPT)])
        .toArray();
  }
}
