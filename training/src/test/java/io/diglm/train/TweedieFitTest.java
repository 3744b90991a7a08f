package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.distribution.Distribution;
import io.diglm.distribution.Tweedie;
import io.diglm.model.Bayes;
import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.Table;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fits of costs: sums of gammas, many of which are 0. */
final class TweedieFitTest {
  private static final double POWER = 1.5;
  private static final double DISPERSION = 40;

  /** Costs with mean t 200 exp(0.5 x) of power 1.5, t from 0.5 to 2. */
  private static Table table(int rows, boolean exposed, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] x = new double[rows];
    double[] t = new double[rows];
    double[] y = new double[rows];
    for (int i = 0; i < rows; i++) {
      x[i] = 2 * random.nextDouble() - 1;
      t[i] = exposed ? Math.pow(4, random.nextDouble() - 0.5) : 1;
      y[i] = new Tweedie(t[i] * mean(x[i]), DISPERSION, POWER).sample(random);
    }
    return new Table(
        "claims",
        List.of(Tables.numbers("x", x), Tables.numbers("t", t), Tables.numbers("cost", y)),
        rows);
  }

  private static double mean(double x) {
    return 200 * Math.exp(0.5 * x);
  }

  private static FitConfig config() {
    return Tables.quick("cost")
        .data(d -> d.features("x"))
        .head(h -> h.family(FamilyName.TWEEDIE).dispersion(Dispersion.CONSTANT))
        .optimiser(o -> o.epochs(40).learningRate(0.01));
  }

  @Test
  void costsAreLearnedWithTheirZerosAndPower(@TempDir Path folder) {
    Path file = folder.resolve("costs.diglm");
    try (FitResult result = Fit.of(config()).run(table(2000, false, 8))) {
      Tweedie marginal = assertInstanceOf(Tweedie.class, result.model().manifest().marginal());
      double[] y = ((Cells.Numbers) result.table().column("cost").cells()).values();
      double zeros = Arrays.stream(y).filter(v -> v == 0).count() / 2000.0;
      assertEquals(zeros, marginal.zero(), 0.03);
      assertEquals(Arrays.stream(y).average().orElseThrow(), marginal.mean(), 15);
      result.model().save(file);
    }
    try (Predictor model = Predictor.load(file)) {
      for (double x : new double[] {-0.8, 0, 0.8}) {
        Distribution own = ((Prediction.Answer) model.predict(Map.of("x", x))).own();
        Tweedie answer = assertInstanceOf(Tweedie.class, own);
        Tweedie truth = new Tweedie(mean(x), DISPERSION, POWER);
        assertEquals(truth.mean(), answer.mean(), 0.15 * truth.mean());
        assertEquals(truth.zero(), answer.zero(), 0.06);
        assertEquals(truth.sd(), answer.sd(), 0.2 * truth.sd());
        assertEquals(POWER, answer.power(), 0.1);
      }
      double[] drawn = ((Cells.Numbers) model.sample(400, 3).column("cost").cells()).values();
      double share = Arrays.stream(drawn).filter(v -> v == 0).count() / 400.0;
      assertTrue(share > 0.3 && share < 0.65, "share of zeros that are drawn: " + share);
    }
  }

  @Test
  void theMeanIsInProportionToTheExposureAndHasAPosterior() {
    FitConfig config = config().data(d -> d.exposure("t")).head(h -> h.bayes(Bayes.ELBO));
    try (FitResult result = Fit.of(config).run(table(1500, true, 9))) {
      Prediction.Answer one = answer(result.predictor(), 1);
      Prediction.Answer two = answer(result.predictor(), 2);
      assertEquals(200, one.own().mean(), 40);
      assertEquals(2 * one.own().mean(), two.own().mean(), 1e-9 * two.own().mean());
      assertTrue(two.own().cdf(0) < one.own().cdf(0));
      assertTrue(one.uncertainty().orElseThrow().model() > 0);
    }
  }

  @Test
  void theFamilyOfNumbersWithManyZerosIsThatOfTheLeastValidationLoss() {
    FitConfig config = Tables.quick("cost").data(d -> d.features("x"));
    FitConfig longer = config.optimiser(o -> o.epochs(60).learningRate(0.01));
    assertEquals(FamilyName.TWEEDIE, chosen(longer, table(2000, false, 8)));
    // No sum of a Poisson number of gammas is either 0 or nearly 100.
    SplittableRandom random = new SplittableRandom(12);
    double[] x = random.doubles(2000).toArray();
    double[] y =
        Arrays.stream(x)
            .map(u -> random.nextDouble() < 0.3 ? 0 : 100 + u + random.nextGaussian())
            .toArray();
    Table spiked =
        new Table("claims", List.of(Tables.numbers("x", x), Tables.numbers("cost", y)), 2000);
    assertEquals(FamilyName.MIXTURE, chosen(longer, spiked));
  }

  private static FamilyName chosen(FitConfig config, Table table) {
    try (FitResult result = Fit.of(config).run(table)) {
      return result.model().manifest().head().family();
    }
  }

  private static Prediction.Answer answer(Predictor model, double exposure) {
    return (Prediction.Answer) model.predict(Map.of("x", 0, "t", exposure));
  }

  @Test
  void ratesWithZerosAreCostsByDefaultAndNegativeOnesAreRefused() {
    FitConfig config =
        Tables.quick("cost").data(d -> d.features("x").exposure("t")).optimiser(o -> o.epochs(1));
    Table table = table(300, true, 10);
    try (FitResult result = Fit.of(config).run(table)) {
      assertEquals(FamilyName.TWEEDIE, result.model().manifest().head().family());
    }
    double[] y = ((Cells.Numbers) table.column("cost").cells()).values().clone();
    Arrays.fill(y, 0, 20, -3);
    Table negative =
        new Table(
            "claims",
            List.of(table.column("x"), table.column("t"), Tables.numbers("cost", y)),
            300);
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> Fit.of(config()).run(negative))
                .getMessage());
    assertTrue(message.startsWith("family must fit target 'cost' (numbers from -3.0 to "), message);
    assertTrue(message.endsWith("), got tweedie"), message);
  }
}
