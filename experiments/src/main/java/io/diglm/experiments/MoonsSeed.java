package io.diglm.experiments;

import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.Table;
import io.diglm.train.Fit;
import io.diglm.train.FitConfig;
import io.diglm.train.FitResult;
import java.util.List;
import java.util.Optional;

/**
 * The hybrid fitted to the half moons of one seed.
 *
 * @param data the training points
 * @param samples points that the model made up
 * @param probability P(lower | x) over the grid, by row from the lowest, then by column
 * @param density p(x) over the grid
 */
record MoonsSeed(
    Score hybrid,
    Score truth,
    Points data,
    Points samples,
    double[][] probability,
    double[][] density) {
  /** Where the picture looks. */
  static final double[] X1 = centres(-1.75, 2.75, 90);

  static final double[] X2 = centres(-1.25, 1.75, 60);

  /** Class, then error share, mean -log p(y|x) and mean log p(x) in nats. */
  record Score(double error, double nll, double logDensity) {}

  /** Points and their class, 1 for the lower moon. */
  record Points(double[] x1, double[] x2, double[] lower) {
    static Points of(Table table) {
      double[] lower = new double[table.rows()];
      for (int row = 0; row < lower.length; row++) {
        // By its text: booleans that a model draws are texts.
        lower[row] = table.column("lower").text(row).equals(Optional.of("true")) ? 1 : 0;
      }
      return new Points(Tables.numbers(table, "x1"), Tables.numbers(table, "x2"), lower);
    }
  }

  static MoonsSeed run(FitConfig recipe, long seed, int training, int test) {
    Table points = Moons.DATA.draw(training, seed, "train");
    Table fresh = Moons.DATA.draw(test, seed, "test");
    try (FitResult result = Fit.of(recipe).run(points)) {
      List<Prediction.Answer> answers = Tables.answers(result.predictor(), fresh);
      Points at = Points.of(fresh);
      double[] probability = new double[test];
      double[] truth = new double[test];
      double[] logDensity = new double[test];
      for (int i = 0; i < test; i++) {
        double lower = Moons.DATA.density(at.x1()[i], at.x2()[i], true);
        double all = lower + Moons.DATA.density(at.x1()[i], at.x2()[i], false);
        truth[i] = lower / all;
        logDensity[i] = Math.log(all);
        probability[i] = answers.get(i).own().mean();
      }
      List<Prediction.Answer> grid = Tables.answers(result.predictor(), grid());
      return new MoonsSeed(
          score(probability, Tables.logDensities(answers), at.lower()),
          score(truth, logDensity, at.lower()),
          Points.of(points),
          samples(result.predictor(), training, seed),
          byRow(grid.stream().mapToDouble(answer -> answer.own().mean()).toArray()),
          byRow(Curve.of(Tables.logDensities(grid), Math::exp)));
    }
  }

  private static Points samples(Predictor predictor, int count, long seed) {
    Table drawn = predictor.sample(count, seed);
    return Points.of(drawn);
  }

  private static Score score(double[] probability, double[] logDensity, double[] lower) {
    double wrong = 0;
    double nll = 0;
    for (int i = 0; i < lower.length; i++) {
      wrong += (probability[i] > 0.5) == (lower[i] == 1) ? 0 : 1;
      nll -= Math.log(lower[i] == 1 ? probability[i] : 1 - probability[i]);
    }
    return new Score(wrong / lower.length, nll / lower.length, Statistics.of(logDensity).mean());
  }

  private static Table grid() {
    double[] x1 = new double[X1.length * X2.length];
    double[] x2 = new double[x1.length];
    for (int i = 0; i < x1.length; i++) {
      x1[i] = X1[i % X1.length];
      x2[i] = X2[i / X1.length];
    }
    return Tables.of("grid", Tables.decimals("x1", x1), Tables.decimals("x2", x2));
  }

  private static double[][] byRow(double[] values) {
    double[][] rows = new double[X2.length][X1.length];
    for (int i = 0; i < values.length; i++) {
      rows[i / X1.length][i % X1.length] = values[i];
    }
    return rows;
  }

  /** The middles of n equal stretches. */
  private static double[] centres(double low, double high, int n) {
    double half = (high - low) / n / 2;
    return Curve.points(low + half, high - half, n);
  }
}
