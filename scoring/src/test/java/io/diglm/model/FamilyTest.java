package io.diglm.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.distribution.Distribution;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of every family: a new one stands here by having a name. */
final class FamilyTest {
  private static final int COUNT = 3;

  /** Every family with every link, dispersion constant and modelled. */
  static Stream<HeadConfig> heads() {
    List<HeadConfig> heads = new ArrayList<>();
    for (FamilyName name : FamilyName.values()) {
      Family family = name.definition();
      for (Link link : family.links()) {
        for (Dispersion dispersion : Dispersion.values()) {
          boolean moved = family.standardised() && link == Link.IDENTITY;
          heads.add(
              HeadConfig.point(
                  name,
                  link,
                  dispersion,
                  family.several() ? COUNT : 1,
                  moved ? 0.5 : 0,
                  family.standardised() ? 2 : 1));
        }
      }
    }
    return heads.stream();
  }

  @ParameterizedTest
  @MethodSource("heads")
  void linearPredictorsAreAmongThePredictors(HeadConfig head) {
    assertTrue(head.linearPredictors() <= head.predictors());
    assertEquals(head.definition().predictors(head.count()), head.predictors());
    int constant = head.definition().linearPredictors(head.count(), false);
    int modelled = head.definition().linearPredictors(head.count(), true);
    assertEquals(head.definition().disperses(), modelled > constant);
  }

  @ParameterizedTest
  @MethodSource("heads")
  void theLikelihoodIsThatOfTheDistribution(HeadConfig head) {
    SplittableRandom random = new SplittableRandom(1);
    for (int draw = 0; draw < 20; draw++) {
      double[] eta = eta(head, random, 2);
      for (double y : targets(head)) {
        Distribution distribution = head.distribution(eta, 2);
        double expected = distribution.logDensity(y);
        double[] byEta = new double[eta.length];
        double got = head.logLikelihood(eta, 2, head.standardised(y), byEta);
        if (head.family() != FamilyName.NONE) {
          assertEquals(expected, got, 1e-9 * (1 + Math.abs(expected)), head + " at " + y);
        }
        assertEquals(0, byEta[0], "what is before the row is not written");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("heads")
  void theGradientIsThatOfDifferences(HeadConfig head) {
    SplittableRandom random = new SplittableRandom(2);
    double[] unused = new double[head.predictors()];
    for (int draw = 0; draw < 20; draw++) {
      double[] eta = eta(head, random, 0);
      for (double target : targets(head)) {
        double y = head.standardised(target);
        double[] byEta = new double[eta.length];
        head.definition().logLikelihood(head, eta, 0, y, byEta);
        for (int p = 0; p < eta.length; p++) {
          double step = 1e-5;
          double[] up = eta.clone();
          double[] down = eta.clone();
          up[p] += step;
          down[p] -= step;
          double difference =
              head.definition().logLikelihood(head, up, 0, y, unused)
                  - head.definition().logLikelihood(head, down, 0, y, unused);
          assertEquals(
              difference / (2 * step), byEta[p], 1e-6 * (1 + Math.abs(byEta[p])), head + " " + p);
        }
      }
    }
  }

  /** Between which ends: an interval, a narrow one, from the right, from the left. */
  private static final double[][] ENDS = {
    {1, 2}, {2, 2.0000001}, {7, Double.POSITIVE_INFINITY}, {0, 0.4}
  };

  @ParameterizedTest
  @MethodSource("heads")
  void theLikelihoodOfEndsIsThatOfTheDistribution(HeadConfig head) {
    double[] eta = eta(head, new SplittableRandom(5), 2);
    double[] byEta = new double[eta.length];
    if (!head.definition().censors()) {
      IllegalStateException error =
          assertThrows(
              IllegalStateException.class, () -> head.logBetween(eta, 2, -0.5, 0.5, byEta));
      assertEquals("family must take censored targets, got " + head.family(), error.getMessage());
      return;
    }
    for (double[] ends : ENDS) {
      double expected = head.distribution(eta, 2).logBetween(ends[0], ends[1]);
      double low = head.standardised(ends[0]);
      double high = head.standardised(ends[1]);
      double got = head.logBetween(eta, 2, low, high, byEta);
      assertEquals(expected, got, 1e-8 * (1 + Math.abs(expected)), head + " " + ends[1]);
      assertEquals(0, byEta[0], "what is before the row is not written");
    }
  }

  @ParameterizedTest
  @MethodSource("heads")
  void theGradientOfEndsIsThatOfDifferences(HeadConfig head) {
    if (!head.definition().censors()) {
      return;
    }
    SplittableRandom random = new SplittableRandom(6);
    double[] unused = new double[head.predictors()];
    for (int draw = 0; draw < 20; draw++) {
      double[] eta = eta(head, random, 0);
      for (double[] ends : ENDS) {
        double low = head.standardised(ends[0]);
        double high = head.standardised(ends[1]);
        double[] byEta = new double[eta.length];
        head.logBetween(eta, 0, low, high, byEta);
        for (int p = 0; p < eta.length; p++) {
          // The width of a narrow interval has few digits.
          double step = ends[1] - ends[0] < 1e-6 ? 1e-3 : 1e-5;
          double[] up = eta.clone();
          double[] down = eta.clone();
          up[p] += step;
          down[p] -= step;
          double difference =
              head.logBetween(up, 0, low, high, unused)
                  - head.logBetween(down, 0, low, high, unused);
          assertEquals(
              difference / (2 * step),
              byEta[p],
              0.1 * step * (1 + Math.abs(byEta[p])),
              head + " " + p);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = FamilyName.class,
      names = {"WEIBULL", "LOG_NORMAL", "LOG_LOGISTIC", "LOG_MIXTURE"})
  void farEndsGiveFiniteLikelihoodsAndGradients(FamilyName name) {
    int count = name.definition().several() ? COUNT : 1;
    HeadConfig head = HeadConfig.point(name, Link.IDENTITY, Dispersion.MODELLED, count, 0.5, 2);
    double[] extremes = {0, 0.5, 29.9, -29.9, 50, -50, 1e3, -1e3};
    SplittableRandom random = new SplittableRandom(7);
    double[] eta = new double[head.predictors()];
    double[] byEta = new double[eta.length];
    for (int draw = 0; draw < 400; draw++) {
      Arrays.setAll(eta, p -> extremes[random.nextInt(extremes.length)]);
      for (double[] ends : ENDS) {
        double low = head.standardised(ends[0]);
        double value = head.logBetween(eta, 0, low, head.standardised(ends[1]), byEta);
        assertTrue(Double.isFinite(value), value + " of " + Arrays.toString(eta));
        assertTrue(
            Arrays.stream(byEta).allMatch(Double::isFinite),
            Arrays.toString(byEta) + " of " + Arrays.toString(eta) + " at " + ends[1]);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("heads")
  void classesHaveTheirProbabilitiesAndTheGradientOfThem(HeadConfig head) {
    if (!(head.definition() instanceof ClassFamily family)) {
      assertFalse(head.definition().classes());
      return;
    }
    SplittableRandom random = new SplittableRandom(3);
    double[] eta = eta(head, random, 0);
    int classes = family.classes(head.count());
    double[] logs = new double[classes];
    family.logProbabilities(head, eta, logs);
    double[] byEta = new double[eta.length];
    for (int k = 0; k < classes; k++) {
      assertEquals(head.distribution(eta, 0).logDensity(k), logs[k], 1e-12);
      double[] own = new double[eta.length];
      double[] byLogs = new double[classes];
      byLogs[k] = 1;
      family.addGradient(head, eta, byLogs, own);
      family.logLikelihood(head, eta, 0, k, byEta);
      for (int p = 0; p < eta.length; p++) {
        assertEquals(byEta[p], own[p], 1e-12);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("heads")
  void whereItStartsIsFinite(HeadConfig head) {
    double[] bias = new double[head.predictors()];
    head.definition().start(head, 3, bias);
    assertTrue(Arrays.stream(bias).allMatch(Double::isFinite));
    double mean = head.distribution(bias, 0).mean();
    boolean positive = head.definition().takes(new TargetKind(0, true, 1, 7));
    if (positive && !head.definition().standardised()) {
      assertEquals(3, mean, 1e-9);
    }
  }

  @Test
  void everyFamilyHasWordsOfItsOwnAndTakesWhatItSays() {
    Set<String> words = new HashSet<>();
    for (FamilyName name : FamilyName.values()) {
      Family family = name.definition();
      assertTrue(words.add(family.words(COUNT)), name.name());
      assertTrue(family.usualCount(new TargetKind(4, true, 0), 4) >= (family.several() ? 2 : 1));
      boolean classes = family.takes(new TargetKind(2, true, 0));
      boolean shares = family.takes(new TargetKind(0, false, 0.1, 0.9));
      boolean numbers = shares || family.takes(new TargetKind(0, true, 1));
      assertEquals(family.classes(), classes, name.name());
      assertEquals(name != FamilyName.NONE && !classes, numbers, name.name());
    }
    assertFalse(FamilyName.GAMMA.definition().takes(new TargetKind(0, false, 0)));
    assertFalse(FamilyName.LOG_MIXTURE.definition().takes(new TargetKind(0, false, 0)));
    assertFalse(FamilyName.POISSON.definition().takes(new TargetKind(0, false, 1)));
    assertFalse(FamilyName.ROUNDED.definition().takes(new TargetKind(0, false, 1)));
    assertFalse(FamilyName.BETA.definition().takes(new TargetKind(0, false, 0, 0.9)));
    assertFalse(FamilyName.BETA.definition().takes(new TargetKind(0, false, 0.1, 1)));
    assertFalse(FamilyName.TWEEDIE.definition().takes(new TargetKind(0, false, -1)));
    assertFalse(FamilyName.ORDINAL.definition().takes(new TargetKind(0, true, 0)));
    assertFalse(FamilyName.BERNOULLI.definition().takes(new TargetKind(3, true, 0)));
  }

  private static double[] eta(HeadConfig head, SplittableRandom random, int before) {
    double[] eta = new double[before + head.predictors()];
    for (int p = before; p < eta.length; p++) {
      // Positive where the mean's link has two signs or a pole.
      double draw = random.nextDouble();
      boolean onlyPositive = head.link() == Link.SQRT || head.link() == Link.INVERSE;
      eta[p] = onlyPositive ? 0.3 + draw : 2 * draw - 1;
    }
    return eta;
  }

  private static double[] targets(HeadConfig head) {
    if (head.definition().classes()) {
      return head.definition().several() ? new double[] {0, 1, 2} : new double[] {0, 1};
    }
    return switch (head.family()) {
      case BETA -> new double[] {0.02, 0.4, 0.97};
      case TWEEDIE -> new double[] {0, 0.1, 1, 7};
      case ZERO_INFLATED_POISSON, ZERO_INFLATED_NEGATIVE_BINOMIAL -> new double[] {0, 1, 7};
      default -> new double[] {1, 2, 7};
    };
  }
}
