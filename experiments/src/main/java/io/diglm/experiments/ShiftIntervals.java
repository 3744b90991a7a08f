package io.diglm.experiments;

import io.diglm.predict.IntervalLearning;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.Table;
import io.diglm.selective.AdaptiveCoverage;
import io.diglm.selective.Conformity;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The intervals of rows at levels of central probability. */
final class ShiftIntervals {
  private static final int DAYS = 31;
  private static final int BLOCK = 1000;

  private final List<Prediction.Answer> answers;
  private final double[] scores;
  private final Conformity conformity;

  ShiftIntervals(Predictor predictor, Table rows) {
    answers = Tables.answers(predictor, rows);
    conformity = predictor.conformity();
    double[] y = Tables.numbers(rows, FlightsData.TARGET);
    scores = new double[y.length];
    Arrays.setAll(scores, row -> Math.min(1, Conformity.score(answers.get(row).own(), y[row])));
  }

  double[] asFitted() {
    return fixed(conformity, 0);
  }

  double[] fixed(Conformity by, int from) {
    double[] levels = new double[scores.length];
    Arrays.fill(levels, from, levels.length, by.central(Shift.COVERAGE));
    return levels;
  }

  /** Labels arrive one day late, measured in flights. */
  double[] adapted() {
    int late = scores.length / DAYS;
    AdaptiveCoverage adaptive =
        new AdaptiveCoverage(
            Shift.COVERAGE,
            Shift.COVERAGE,
            conformity.scores().evenly(IntervalLearning.WINDOW),
            late);
    double[] levels = new double[scores.length];
    for (int row = 0; row < scores.length; row++) {
      if (row >= late) {
        adaptive.add(scores[row - late]);
      }
      levels[row] = Math.min(adaptive.threshold(), 1 - 1e-12);
    }
    return levels;
  }

  boolean holds(int row, double level) {
    return scores[row] <= level;
  }

  double held(double[] levels, int from) {
    return IntStream.range(from, scores.length)
        .mapToDouble(row -> holds(row, levels[row]) ? 1 : 0)
        .average()
        .orElse(Double.NaN);
  }

  double width(double[] levels) {
    return IntStream.range(0, scores.length)
        .filter(row -> row % 10 == 0 && levels[row] > 0)
        .parallel()
        .mapToDouble(
            row ->
                answers.get(row).own().quantile((1 + levels[row]) / 2)
                    - answers.get(row).own().quantile((1 - levels[row]) / 2))
        .average()
        .orElse(Double.NaN);
  }

  double[] along(double[] levels) {
    return IntStream.range(0, scores.length / BLOCK)
        .mapToDouble(
            block ->
                IntStream.range(block * BLOCK, (block + 1) * BLOCK)
                    .mapToDouble(row -> holds(row, levels[row]) ? 1 : 0)
                    .average()
                    .orElse(Double.NaN))
        .toArray();
  }
}
