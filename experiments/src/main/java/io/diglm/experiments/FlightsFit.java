package io.diglm.experiments;

import io.diglm.distribution.Distribution;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.selective.Evaluation;
import io.diglm.selective.TwoSamples;
import io.diglm.train.FitResult;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
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
 * @param errors of the test rows with a target, mean of p(y|x) less y
 * @param logLikelihoods of the same, log p(y|x) in nats
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
    TwoSamples shift,
    double[] errors,
    double[] logLikelihoods) {
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
      int[] known = known(result.test(), y);
      List<Distribution> own = Tables.own(Tables.answers(result.predictor(), table.take(known)));
      return new FlightsFit(
          Score.of(evaluation.measures()),
          baseline(columns, y, training, result.test()),
          baseline(new double[0][], y, training, result.test()),
          training.length,
          result.test().length,
          quantiles(result.trainLogDensity()),
          quantiles(test),
          Statistics.of(test).mean() - Statistics.of(validation).mean(),
          TwoSamples.of(validation, test),
          each(known, i -> own.get(i).mean() - y[known[i]]),
          each(known, i -> own.get(i).logDensity(y[known[i]])));
    }
  }

  private static double[] each(int[] rows, IntToDoubleFunction number) {
    return IntStream.range(0, rows.length).mapToDouble(number).toArray();
  }

  /** Returns how good the average of fits is: p(y|x) = sum_k p_k(y|x) / K. */
  static Score averaged(List<FlightsFit> fits) {
    int rows = fits.get(0).errors.length;
    double squares = 0;
    double nll = 0;
    for (int i = 0; i < rows; i++) {
      int row = i;
      double error = fits.stream().mapToDouble(fit -> fit.errors[row]).average().orElseThrow();
      double best = fits.stream().mapToDouble(fit -> fit.logLikelihoods[row]).max().orElseThrow();
      double share =
          fits.stream()
              .mapToDouble(fit -> Math.exp(fit.logLikelihoods[row] - best))
              .average()
              .orElseThrow();
      squares += error * error;
      nll -= best + Math.log(share);
    }
    return new Score(Math.sqrt(squares / rows), nll / rows);
  }

  /** Rows without a target are not measured. */
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
