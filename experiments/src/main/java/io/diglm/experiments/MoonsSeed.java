package io.diglm.experiments;

import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.train.Fit;
import io.diglm.train.FitConfig;
import io.diglm.train.FitResult;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Hybrids fitted to the half moons of one seed.
 *
 * @param labelled the hybrid that saw only the labelled points
 * @param semi the hybrid that saw all points but few labels
 * @param all the hybrid that saw all points and all labels
 * @param data all training points with their class
 * @param labels the points of which the label was seen
 */
record MoonsSeed(
    Fitted labelled, Fitted semi, Fitted all, Score truth, Points data, Points labels) {
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
        // Compares the text, because a model draws booleans as texts.
        lower[row] = table.column("lower").text(row).equals(Optional.of("true")) ? 1 : 0;
      }
      return new Points(Tables.numbers(table, "x1"), Tables.numbers(table, "x2"), lower);
    }
  }

  /**
   * One hybrid.
   *
   * @param samples points drawn from the model
   * @param probability P(lower | x) over the grid, by row from the lowest, then by column
   * @param density p(x) over the grid
   */
  record Fitted(Score score, Points samples, double[][] probability, double[][] density) {}

  static MoonsSeed run(int epochs, long seed, int training, int labels, int test) {
    Table points = Moons.DATA.draw(training, seed, "train");
    int[] kept = labelled(Points.of(points).lower(), labels);
    // Each row occurs twice, so that it still trains if one copy validates.
    Table few = points.take(IntStream.concat(IntStream.of(kept), IntStream.of(kept)).toArray());
    Table fresh = Moons.DATA.draw(test, seed, "test");
    return new MoonsSeed(
        fitted(Moons.recipe(seed, epochs * training / Moons.BATCH), few, fresh, training),
        fitted(Moons.recipe(seed, epochs), withoutOtherLabels(points, kept), fresh, training),
        fitted(Moons.recipe(seed, epochs), points, fresh, training),
        truth(fresh),
        Points.of(points),
        Points.of(points.take(kept)));
  }

  /** Returns the first rows of each class. */
  private static int[] labelled(double[] lower, int count) {
    return IntStream.of(0, 1)
        .flatMap(
            kind -> IntStream.range(0, lower.length).filter(i -> lower[i] == kind).limit(count))
        .toArray();
  }

  static Table withoutOtherLabels(Table points, int[] kept) {
    double[] lower = new double[points.rows()];
    Arrays.fill(lower, Double.NaN);
    double[] known = Tables.numbers(points, "lower");
    IntStream.of(kept).forEach(row -> lower[row] = known[row]);
    return Tables.of(
        points.source(),
        points.column("x1"),
        points.column("x2"),
        new TableColumn("lower", StorageType.BOOLEAN, new Cells.Numbers(lower)));
  }

  private static Fitted fitted(FitConfig recipe, Table points, Table fresh, int samples) {
    try (FitResult result = Fit.of(recipe).run(points)) {
      List<Prediction.Answer> answers = Tables.answers(result.predictor(), fresh);
      double[] probability = answers.stream().mapToDouble(answer -> answer.own().mean()).toArray();
      List<Prediction.Answer> grid = Tables.answers(result.predictor(), grid());
      return new Fitted(
          score(probability, Tables.logDensities(answers), Points.of(fresh).lower()),
          samples(result.predictor(), samples, recipe.run().seed()),
          byRow(grid.stream().mapToDouble(answer -> answer.own().mean()).toArray()),
          byRow(Curve.of(Tables.logDensities(grid), Math::exp)));
    }
  }

  private static Score truth(Table fresh) {
    Points at = Points.of(fresh);
    double[] probability = new double[fresh.rows()];
    double[] logDensity = new double[fresh.rows()];
    for (int i = 0; i < probability.length; i++) {
      double lower = Moons.DATA.density(at.x1()[i], at.x2()[i], true);
      double all = lower + Moons.DATA.density(at.x1()[i], at.x2()[i], false);
      probability[i] = lower / all;
      logDensity[i] = Math.log(all);
    }
    return score(probability, logDensity, at.lower());
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

  /** Returns the midpoints of n equal intervals. */
  private static double[] centres(double low, double high, int n) {
    double half = (high - low) / n / 2;
    return Curve.points(low + half, high - half, n);
  }
}
