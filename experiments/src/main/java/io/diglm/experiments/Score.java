package io.diglm.experiments;

import io.diglm.distribution.Distribution;
import io.diglm.report.Measured;
import io.diglm.report.ResultTable.Row;
import io.diglm.report.ResultTable.Source;
import io.diglm.selective.Measures;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The quality of predictions of a number.
 *
 * @param rmse root of the mean squared error, in units of y
 * @param nll mean of -log p(y|x), in nats
 */
record Score(double rmse, double nll) {
  static Score of(Measures measures) {
    if (measures instanceof Measures.OfNumbers numbers) {
      return new Score(numbers.rmse(), numbers.nll());
    }
    throw new IllegalArgumentException(
        "target must be an observed number, got classes or censored times");
  }

  static Score of(int[] rows, double[] y, IntFunction<? extends Distribution> answer) {
    double squares = 0;
    double nll = 0;
    for (int row : rows) {
      Distribution given = answer.apply(row);
      squares += (y[row] - given.mean()) * (y[row] - given.mean());
      nll -= given.logDensity(y[row]);
    }
    return new Score(Math.sqrt(squares / rows.length), nll / rows.length);
  }

  /** Returns the row of several repetitions. */
  static Row row(String name, Source source, List<Score> scores) {
    return Row.of(
        name,
        source,
        Measured.over(scores.stream().mapToDouble(Score::rmse).toArray()),
        Measured.over(scores.stream().mapToDouble(Score::nll).toArray()));
  }
}
