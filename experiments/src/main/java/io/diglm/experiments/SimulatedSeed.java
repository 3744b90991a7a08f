package io.diglm.experiments;

import io.diglm.distribution.Distribution;
import io.diglm.distribution.Normal;
import io.diglm.model.FamilyName;
import io.diglm.predict.Prediction;
import io.diglm.schema.Table;
import io.diglm.train.Fit;
import io.diglm.train.FitConfig;
import io.diglm.train.FitResult;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * All models fitted to the points of one seed.
 *
 * @param x the training points
 * @param y the training points
 * @param hybrid the flow with a Gaussian head
 * @param mixture the flow with a mixture of Gaussian heads
 * @param process the Gaussian process over {@link #GRID}
 * @param kernelX mean log p(x) of the kernel density estimate on fresh points, in nats
 * @param kernel its log p(x) over the grid
 */
record SimulatedSeed(
    double[] x,
    double[] y,
    Hybrid hybrid,
    Hybrid mixture,
    Band process,
    double processY,
    double kernelX,
    double[] kernel,
    double trueY,
    double trueX) {
  /** Where the pictures look. */
  static final double[] GRID = Curve.points(-6, 6, 241);

  /** The mean of p(y|x) and its central 90 %, over the grid. */
  record Band(double[] mean, double[] low, double[] high) {
    static Band of(List<? extends Distribution> answers) {
      return new Band(
          answers.stream().mapToDouble(Distribution::mean).toArray(),
          answers.stream().mapToDouble(answer -> answer.quantile(0.05)).toArray(),
          answers.stream().mapToDouble(answer -> answer.quantile(0.95)).toArray());
    }
  }

  /**
   * One hybrid model.
   *
   * @param y mean log p(y|x) of fresh points, in nats
   * @param x mean log p(x) of fresh points, in nats
   * @param logDensity log p(x) over the grid
   */
  record Hybrid(double y, double x, Band band, double[] logDensity) {}

  static SimulatedSeed run(long seed, int count, int test, int restarts, int epochs) {
    Truth.Points points = Truth.draw(count, seed, "train");
    Truth.Points fresh = Truth.draw(test, seed, "test");
    double mean = Statistics.of(points.y()).mean();
    GaussianProcess process =
        GaussianProcess.fitted(points.x(), Curve.of(points.y(), y -> y - mean));
    Kde kernel = Kde.fitted(points.x());
    List<Normal> band =
        Arrays.stream(GRID).mapToObj(x -> shifted(process.predict(x), mean)).toList();
    return new SimulatedSeed(
        points.x(),
        points.y(),
        hybrid(FamilyName.GAUSSIAN, seed, points, fresh, restarts, epochs),
        hybrid(FamilyName.MIXTURE, seed, points, fresh, restarts, epochs),
        Band.of(band),
        average(fresh, (x, y) -> shifted(process.predict(x), mean).logDensity(y)),
        average(fresh, (x, y) -> kernel.logDensity(x)),
        Curve.of(GRID, kernel::logDensity),
        average(fresh, (x, y) -> Truth.answer(x).logDensity(y)),
        average(fresh, (x, y) -> Truth.density().logDensity(x)));
  }

  private static Normal shifted(Normal answer, double by) {
    return new Normal(answer.mean() + by, answer.sd());
  }

  private interface Score {
    double of(double x, double y);
  }

  private static double average(Truth.Points points, Score score) {
    double sum = 0;
    for (int i = 0; i < points.x().length; i++) {
      sum += score.of(points.x()[i], points.y()[i]);
    }
    return sum / points.x().length;
  }

  /**
   * Fits from several starts and keeps the model with the best objective (7) on the training
   * points.
   */
  private static Hybrid hybrid(
      FamilyName family,
      long seed,
      Truth.Points points,
      Truth.Points fresh,
      int restarts,
      int epochs) {
    Samples samples = new Samples(points, fresh, table(points), withCopies(points));
    return IntStream.range(0, restarts)
        .parallel()
        .mapToObj(start -> start(Simulated.recipe(family, seed * 1000 + start, epochs), samples))
        .flatMap(Optional::stream)
        .max(Comparator.comparingDouble(Start::objective))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "starts of seed %d must include one that does not diverge, got none of %d"
                        .formatted(seed, restarts)))
        .model();
  }

  /** What a start learns from and is measured by. */
  private record Samples(Truth.Points points, Truth.Points fresh, Table table, Table training) {}

  /** One start, and the objective (7) on its training points. */
  private record Start(double objective, Hybrid model) {}

  /** Returns nothing if training does not stay finite, which is rare. */
  private static Optional<Start> start(FitConfig config, Samples samples) {
    Truth.Points fresh = samples.fresh;
    try (FitResult result = Fit.of(config).run(samples.training)) {
      Scores own = Scores.of(Tables.answers(result.predictor(), samples.table), samples.points.y());
      Scores scores = Scores.of(Tables.answers(result.predictor(), table(fresh)), fresh.y());
      List<Prediction.Answer> grid =
          Tables.answers(result.predictor(), Tables.of("grid", Tables.decimals("x", GRID)));
      return Optional.of(
          new Start(
              own.y() + config.density().weight() * own.x(),
              new Hybrid(
                  scores.y(), scores.x(), Band.of(Tables.own(grid)), Tables.logDensities(grid))));
    } catch (IllegalStateException e) {
      return Optional.empty();
    }
  }

  private record Scores(double y, double x) {
    static Scores of(List<Prediction.Answer> answers, double[] targets) {
      double y = 0;
      double x = 0;
      for (int i = 0; i < targets.length; i++) {
        y += answers.get(i).own().logDensity(targets[i]);
        x += answers.get(i).logDensity();
      }
      return new Scores(y / targets.length, x / targets.length);
    }
  }

  private static Table table(Truth.Points points) {
    return Tables.of("points", Tables.decimals("x", points.x()), Tables.decimals("y", points.y()));
  }

  /**
   * The points, with a copy as every tenth row. A fit validates on every tenth row. So it learns
   * from all points, like the Gaussian process and the kernel estimate, and no point is only for
   * validation.
   */
  private static Table withCopies(Truth.Points points) {
    int count = points.x().length;
    int rows = count + (count + 8) / 9;
    double[] x = new double[rows];
    double[] y = new double[rows];
    for (int row = 0; row < rows; row++) {
      int copied = row / 10;
      int point = row % 10 == 0 ? copied * 9 % count : row - copied - 1;
      x[row] = points.x()[point];
      y[row] = points.y()[point];
    }
    return Tables.of("points", Tables.decimals("x", x), Tables.decimals("y", y));
  }
}
