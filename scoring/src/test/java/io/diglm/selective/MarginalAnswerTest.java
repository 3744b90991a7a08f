package io.diglm.selective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.distribution.Distribution;
import io.diglm.distribution.Normal;
import io.diglm.distribution.StudentT;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class MarginalAnswerTest {
  @Test
  void integerWeightsAreReplicatedRows() {
    double[] y = {4, 1, 2, 9, 1};
    double[] weights = {1, 2, 0, 1, 3};
    double[] repeated = {4, 1, 1, 9, 1, 1, 1};
    assertEquals(MarginalAnswer.ofCounts(repeated), MarginalAnswer.ofCounts(y, weights));
    Distribution numbers = MarginalAnswer.ofNumbers(y, weights);
    assertEquals(MarginalAnswer.ofNumbers(repeated).logDensity(3), numbers.logDensity(3), 1e-12);
    Distribution classes = MarginalAnswer.ofClasses(new double[] {1.5, 0.5});
    assertEquals(Math.log(0.75), classes.logDensity(0), 1e-12);
  }

  @Test
  void classesHaveTheirFrequencies() {
    Distribution d = MarginalAnswer.ofClasses(new long[] {1, 3, 4});
    assertEquals(0.375, Math.exp(d.logDensity(1)), 1e-15);
  }

  @Test
  void countsKeepMeanAndDeviation() {
    Distribution d = MarginalAnswer.ofCounts(new double[] {0, 0, 1, 1, 10});
    assertEquals(2.4, d.mean(), 1e-12);
    assertEquals(Math.sqrt(14.64), d.sd(), 1e-12);
  }

  @Test
  void evenCountsAreNearlyPoisson() {
    Distribution d = MarginalAnswer.ofCounts(new double[] {2, 2, 2});
    assertEquals(Math.sqrt(2), d.sd(), 1e-4);
    assertEquals(Double.NEGATIVE_INFINITY, d.logDensity(0.5));
  }

  @Test
  void normalTargetsCostLittleMoreThanTheirOwnNormal() {
    assertEquals(0, excess(new Normal(5, 2), 20_000), 0.005);
  }

  @Test
  void heavyTailsCostLittleMoreThanTheirOwnStudent() {
    StudentT truth = new StudentT(-3, 10, 2.5);
    assertEquals(0, excess(truth, 20_000), 0.01);
    double ofNormal = meanNll(new Normal(-3, truth.sd()), truth) - meanNll(truth, truth);
    assertTrue(ofNormal > 0.2, "one normal's excess " + ofNormal);
  }

  @Test
  void fewTargetsGiveACoarserAnswer() {
    assertEquals(0, excess(new StudentT(-3, 10, 2.5), 50), 0.15);
  }

  @Test
  void tiesAndConstantsHaveADensity() {
    double[] ties = IntStream.range(0, 5000).mapToDouble(i -> i < 4000 ? 0 : i).toArray();
    Distribution d = MarginalAnswer.ofNumbers(ties);
    assertTrue(Double.isFinite(d.logDensity(0)) && Double.isFinite(d.logDensity(1e6)));
    assertEquals(0, MarginalAnswer.ofNumbers(new double[] {0, 0}).mean());
    assertEquals(7, MarginalAnswer.ofNumbers(new double[] {7}).mean());
  }

  @Test
  void meanIsTheTargetsMean() {
    double[] y = {3, 1, 2, 50, -4, 3};
    assertEquals(55 / 6.0, MarginalAnswer.ofNumbers(y).mean(), 1e-12);
  }

  @Test
  void refusesNoTargets() {
    var error =
        assertThrows(IllegalArgumentException.class, () -> MarginalAnswer.ofNumbers(new double[0]));
    assertEquals("targets must be at least 1, got 0", error.getMessage());
  }

  /** The nats per fresh row that the marginal of so many draws loses to the truth. */
  private static double excess(Distribution truth, int rows) {
    SplittableRandom random = new SplittableRandom(11);
    double[] y = IntStream.range(0, rows).mapToDouble(i -> truth.sample(random)).toArray();
    return meanNll(MarginalAnswer.ofNumbers(y), truth) - meanNll(truth, truth);
  }

  private static double meanNll(Distribution d, Distribution truth) {
    SplittableRandom random = new SplittableRandom(12);
    int rows = 20_000;
    double sum = 0;
    for (int i = 0; i < rows; i++) {
      sum -= d.logDensity(truth.sample(random));
    }
    return sum / rows;
  }
}
