package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.distribution.Seeds;
import io.diglm.explain.Ranking;
import io.diglm.model.Bayes;
import io.diglm.model.FamilyName;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RankingTest {
  private static final int WANTED = 20;
  private static final Table POOL = Tables.regression(2000, 8);

  @Test
  void labelsOfTheChosenRowsLeaveLessToKnowThanOthers() {
    FitConfig config =
        Tables.quick("y")
            .head(h -> h.family(FamilyName.GAUSSIAN).bayes(Bayes.CONJUGATE))
            .optimiser(o -> o.epochs(20));
    try (FitResult result = Fit.of(config).run(Tables.regression(60, 7))) {
      int[] chosen =
          Ranking.of(result.predictor(), POOL, WANTED).stream()
              .mapToInt(Ranking.Choice::row)
              .toArray();
      assertEquals(WANTED, Arrays.stream(chosen).distinct().count());
      double left = ignorance(result.predictor(), chosen);
      SplittableRandom random = new SplittableRandom(9);
      for (int repeat = 0; repeat < 10; repeat++) {
        int[] any = IntStream.range(0, POOL.rows()).toArray();
        Seeds.shuffle(random, any);
        double others = ignorance(result.predictor(), Arrays.copyOf(any, WANTED));
        assertTrue(left < others, left + " against " + others);
      }
    }
  }

  @Test
  void rowsThatTheModelRefusesAreNotChosen() {
    FitConfig config =
        Tables.quick("y")
            .head(h -> h.family(FamilyName.GAUSSIAN).bayes(Bayes.CONJUGATE))
            .optimiser(o -> o.epochs(5));
    Table odd = POOL.slice(0, 100);
    double[] a = ((Cells.Numbers) odd.column("a").cells()).values();
    IntStream.range(0, 50).forEach(row -> a[row] = 1e4);
    try (FitResult result = Fit.of(config).run(Tables.regression(300, 7))) {
      assertTrue(
          Ranking.of(result.predictor(), odd, 100).stream().allMatch(choice -> choice.row() >= 50));
    }
  }

  /** The noise of these times has no bound, so no label tells anything. */
  @Test
  void rowsThatAreWorthNothingAreChosenOnceEach() {
    Table rows =
        new Table(
            "the rows",
            List.of(
                new TableColumn(
                    "x", StorageType.DECIMAL, new Cells.Numbers(new double[] {-.55, 1.06, -.46})),
                new TableColumn(
                    "level",
                    StorageType.TEXT,
                    new Cells.Texts(new int[] {0, 0, 1}, List.of("a", "c"))),
                new TableColumn(
                    "gap", StorageType.DECIMAL, new Cells.Numbers(new double[] {2.7, 4.1, 5.2}))),
            3);
    try (Predictor predictor =
        Predictor.load(Path.of("..", "python/tests/models/no-mean-members.diglm"))) {
      List<Ranking.Choice> chosen = Ranking.of(predictor, rows, 3);
      assertEquals(
          List.of(0.0, 0.0, 0.0), chosen.stream().map(Ranking.Choice::information).toList());
      assertEquals(List.of(0, 1, 2), chosen.stream().map(Ranking.Choice::row).sorted().toList());
    }
  }

  @Test
  void numbersNeedAPosterior() {
    FitConfig config =
        Tables.quick("y").head(h -> h.family(FamilyName.GAUSSIAN)).optimiser(o -> o.epochs(1));
    try (FitResult result = Fit.of(config).run(Tables.regression(60, 7))) {
      IllegalArgumentException refused =
          assertThrows(
              IllegalArgumentException.class, () -> Ranking.of(result.predictor(), POOL, 5));
      assertTrue(("" + refused.getMessage()).contains("--bayes"), "" + refused);
    }
  }

  /** Returns the mean variance of the mean over the pool, these rows' targets known. */
  private static double ignorance(Predictor predictor, int[] rows) {
    try (Predictor updated =
        Predictor.open(Update.of(predictor).add(POOL.take(rows)).model(), "the updated model")) {
      return updated.predict(POOL).stream()
          .map(Prediction.Answer.class::cast)
          .mapToDouble(answer -> answer.uncertainty().orElseThrow().model())
          .map(deviation -> deviation * deviation)
          .average()
          .orElseThrow();
    }
  }
}
