package io.diglm.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.distribution.Bernoulli;
import io.diglm.distribution.Distribution;
import io.diglm.distribution.Gamma;
import io.diglm.distribution.LogMixture;
import io.diglm.distribution.NegativeBinomial;
import io.diglm.distribution.Normal;
import io.diglm.distribution.NormalMixture;
import io.diglm.distribution.Poisson;
import io.diglm.distribution.Rounded;
import io.diglm.distribution.StudentT;
import io.diglm.distribution.Unknown;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class HeadConfigTest {
  static Stream<HeadConfig> heads() {
    List<HeadConfig> heads = new ArrayList<>();
    for (FamilyName family : EnumSet.complementOf(EnumSet.of(FamilyName.NONE))) {
      family.definition().links().forEach(link -> heads.add(head(family, link)));
    }
    return heads.stream();
  }

  @Test
  void noHeadHasNoPredictorsAndNoAnswer() {
    HeadConfig none = HeadConfig.none();
    assertEquals(0, none.predictors());
    assertEquals(0, none.linearPredictors());
    assertEquals(new Unknown(), none.distribution(new double[0], 0));
  }

  @Test
  void locationAndScaleAreInTheTargetsUnits() {
    HeadConfig head =
        HeadConfig.point(FamilyName.GAUSSIAN, Link.IDENTITY, Dispersion.CONSTANT, 1, 10, 4);
    assertEquals(new Normal(16, 4 * Math.exp(-1)), head.distribution(new double[] {7, 1.5, -1}, 1));
  }

  @Test
  void studentHasTwoDegreesOfFreedomAndASoftplusMore() {
    HeadConfig head = head(FamilyName.STUDENT_T, Link.IDENTITY);
    StudentT t = new StudentT(0.5, 1, 2 + Math.log(2));
    assertEquals(t, head.distribution(new double[] {0.5, 0, 0}, 0));
  }

  @Test
  void countsAndAmountsHaveTheirOwnUnits() {
    double[] eta = {Math.log(3), Math.log(0.5)};
    Distribution counts = head(FamilyName.NEGATIVE_BINOMIAL, Link.LOG).distribution(eta, 0);
    assertEquals(3, ((NegativeBinomial) counts).mean(), 1e-15);
    assertEquals(0.5, ((NegativeBinomial) counts).alpha(), 1e-15);
    Distribution amounts = head(FamilyName.GAMMA, Link.LOG).distribution(eta, 0);
    assertEquals(0.5, ((Gamma) amounts).dispersion(), 1e-15);
    Distribution root = head(FamilyName.POISSON, Link.SQRT).distribution(new double[] {-3}, 0);
    assertEquals(new Poisson(9), root);
  }

  @Test
  void mixtureReadsLogitsThenMeansThenLogDeviations() {
    HeadConfig head =
        HeadConfig.point(FamilyName.MIXTURE, Link.IDENTITY, Dispersion.MODELLED, 2, 1, 2);
    double[] eta = {Math.log(3), 0, 5, -5, 0, Math.log(2)};
    NormalMixture mixture = (NormalMixture) head.distribution(eta, 0);
    assertEquals(0.75, Math.exp(mixture.logWeights()[0]), 1e-15);
    assertEquals(11, mixture.means()[0]);
    assertEquals(-9, mixture.means()[1]);
    assertEquals(4, mixture.sds()[1], 1e-14);
  }

  @Test
  void logMixtureIsTheMixtureOfTheLogarithm() {
    double[] eta = {Math.log(3), 0, 5, -5, 0, Math.log(2)};
    HeadConfig head = standardised(FamilyName.LOG_MIXTURE);
    LogMixture mixture = (LogMixture) head.distribution(eta, 0);
    assertEquals(11, mixture.logarithm().means()[0], 1e-12);
    assertEquals(-9, mixture.logarithm().means()[1], 1e-12);
    assertEquals(0.5, head.standardised(Math.exp(2)), 1e-12);
  }

  @Test
  void aMeanOfALogMixtureStaysWithinASpreadOfTheTargets() {
    HeadConfig head =
        new HeadConfig(
            FamilyName.LOG_MIXTURE,
            Link.IDENTITY,
            Dispersion.MODELLED,
            2,
            Math.log(100),
            0.5,
            Bayes.NONE,
            Optional.of(new TargetRange(20, 500, 60)));
    for (double far : new double[] {-1e3, -50, 50, 1e3}) {
      double mean = head.distribution(new double[] {0, 0, far, far, far, 1}, 0).mean();
      assertTrue(mean > 0 && mean <= 560, far + " gives " + mean);
    }
    double[] inside = {0, 0, 0.1, 0.3, -2, -2};
    assertEquals(110, head.distribution(inside, 0).mean(), 2);
  }

  @Test
  void roundedIsTheMixtureInWholeNumbers() {
    double[] eta = {Math.log(3), 0, 5, -5, 0, Math.log(2)};
    Distribution rounded = standardised(FamilyName.ROUNDED).distribution(eta, 0);
    NormalMixture latent = ((Rounded) rounded).latent();
    assertEquals(11, latent.means()[0]);
    assertEquals(latent.cdf(11.5) - latent.cdf(10.5), Math.exp(rounded.logDensity(11)), 1e-15);
    assertEquals(Double.NEGATIVE_INFINITY, rounded.logDensity(10.5));
  }

  private static HeadConfig standardised(FamilyName family) {
    return HeadConfig.point(family, Link.IDENTITY, Dispersion.MODELLED, 2, 1, 2);
  }

  @ParameterizedTest
  @MethodSource("heads")
  void extremesNeverGiveNaN(HeadConfig head) {
    double[] values = {-1e3, -40, -1, 0, 1, 40, 1e3};
    double[] eta = new double[head.predictors()];
    for (double first : values) {
      for (double last : values) {
        Arrays.fill(eta, last);
        eta[0] = first;
        assertNumbers(head.distribution(eta, 0), head + " " + first + " " + last);
      }
    }
  }

  private static void assertNumbers(Distribution d, String where) {
    assertTrue(Double.isFinite(d.mean()), where);
    assertFalse(Double.isNaN(d.sd()), where);
    for (double y : new double[] {-1e6, -1, 0, 1, 2, 1e6, 1e12}) {
      assertFalse(Double.isNaN(d.logDensity(y)), where + " log density at " + y);
      assertTrue(d.cdf(y) >= 0 && d.cdf(y) <= 1, where + " cdf " + d.cdf(y) + " at " + y);
      double crps = d.crps(y);
      double size = Math.abs(y) + Math.abs(d.mean()) + d.sd();
      assertTrue(crps >= -1e-12 * size, where + " crps " + crps + " at " + y);
    }
    for (double p : new double[] {0.025, 0.5, 0.975}) {
      assertFalse(Double.isNaN(d.quantile(p)), where + " quantile " + p);
    }
  }

  @Test
  void refusesALinkThatLeavesTheMeansRange() {
    assertRefused(
        "link of GAUSSIAN must be one of [IDENTITY, LOG, SOFTPLUS], got LOGIT",
        () -> head(FamilyName.GAUSSIAN, Link.LOGIT));
    assertRefused(
        "link of POISSON must be one of [LOG, SQRT, SOFTPLUS], got IDENTITY",
        () -> head(FamilyName.POISSON, Link.IDENTITY));
  }

  @Test
  void refusesTheWrongNumberOfComponents() {
    assertRefused(
        "count of MIXTURE must be at least 2, got 1",
        () -> HeadConfig.point(FamilyName.MIXTURE, Link.IDENTITY, Dispersion.CONSTANT, 1, 0, 1));
    assertRefused(
        "count of GAMMA must be 1, got 3",
        () -> HeadConfig.point(FamilyName.GAMMA, Link.LOG, Dispersion.CONSTANT, 3, 0, 1));
  }

  @Test
  void refusesUnitsThatTheFamilyDoesNotHave() {
    assertRefused(
        "scale of GAMMA must be 1, got 2.0",
        () -> HeadConfig.point(FamilyName.GAMMA, Link.LOG, Dispersion.CONSTANT, 1, 0, 2));
    assertRefused(
        "scale of GAUSSIAN must be positive and finite, got 0.0",
        () -> HeadConfig.point(FamilyName.GAUSSIAN, Link.IDENTITY, Dispersion.CONSTANT, 1, 0, 0));
    assertRefused(
        "shift of GAUSSIAN with link LOG must be 0, got 3.0",
        () -> HeadConfig.point(FamilyName.GAUSSIAN, Link.LOG, Dispersion.CONSTANT, 1, 3, 1));
    assertRefused(
        "shift of STUDENT_T with link IDENTITY must be finite, got NaN",
        () ->
            HeadConfig.point(
                FamilyName.STUDENT_T, Link.IDENTITY, Dispersion.CONSTANT, 1, Double.NaN, 1));
  }

  @Test
  void refusesAPredictorThatIsNotFinite() {
    double[] eta = {1, Double.NaN};
    assertRefused(
        "linear predictor 1 must be finite, got NaN",
        () -> head(FamilyName.GAUSSIAN, Link.IDENTITY).distribution(eta, 0));
  }

  @Test
  void surelyFalseIsNeverImpossible() {
    for (Link link : FamilyName.BERNOULLI.definition().links()) {
      Distribution d = head(FamilyName.BERNOULLI, link).distribution(new double[] {-1e3}, 0);
      assertEquals(new Bernoulli(-30), d);
    }
  }

  private static HeadConfig head(FamilyName family, Link link) {
    boolean several = family.definition().several();
    return HeadConfig.point(family, link, Dispersion.CONSTANT, several ? 3 : 1, 0, 1);
  }

  private static void assertRefused(String message, Executable body) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, body).getMessage());
  }
}
