package io.diglm.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.diglm.distribution.Bernoulli;
import io.diglm.distribution.ClassDistribution;
import io.diglm.distribution.Distribution;
import io.diglm.distribution.Ordinal;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Proportional odds are statsmodels'; see {@code ordinal.py} beside the numbers. */
final class OrdinalFamilyTest {
  private static final JsonNode GOLDEN = golden();
  private static final int WIDTH = 3;

  @Test
  void likelihoodsAndProbabilitiesAreStatsmodels() {
    HeadConfig head = head(5);
    double[] z = numbers(GOLDEN.get("z"));
    double[] y = numbers(GOLDEN.get("y"));
    double[] expected = numbers(GOLDEN.get("row_log_likelihoods"));
    double sum = 0;
    double[] slopes = new double[head.predictors()];
    for (int row = 0; row < y.length; row++) {
      double[] byEta = new double[head.predictors()];
      double got = head.logLikelihood(eta(z, row), 0, y[row], byEta);
      assertEquals(expected[row], got, 1e-12);
      sum += got;
      for (int p = 0; p < slopes.length; p++) {
        slopes[p] += byEta[p];
      }
    }
    assertEquals(GOLDEN.get("log_likelihood").asDouble(), sum, 1e-9);
    for (double slope : slopes) {
      assertEquals(0, slope, 1e-5, "the slope where statsmodels finds the most likely fit");
    }
    double[] probabilities = numbers(GOLDEN.get("probabilities"));
    for (int row = 0; row < 20; row++) {
      ClassDistribution answer = assertInstanceOf(Ordinal.class, head.distribution(eta(z, row), 0));
      for (int k = 0; k < 5; k++) {
        assertEquals(probabilities[row * 5 + k], answer.probability(k), 1e-12);
      }
    }
  }

  private static double[] eta(double[] z, int row) {
    double[] coefficients = numbers(GOLDEN.get("coefficients"));
    double[] thresholds = numbers(GOLDEN.get("thresholds"));
    double[] eta = new double[4];
    eta[0] = -thresholds[0];
    for (int d = 0; d < WIDTH; d++) {
      eta[0] += coefficients[d] * z[row * WIDTH + d];
    }
    for (int k = 1; k < 4; k++) {
      eta[k] = Math.log(Math.expm1(thresholds[k] - thresholds[k - 1]));
    }
    return eta;
  }

  @Test
  void twoClassesAreABernoulli() {
    for (double odds : new double[] {-700, -3, 0, 0.4, 35}) {
      Distribution ordinal = head(2).distribution(new double[] {odds}, 0);
      for (int y = 0; y < 2; y++) {
        double expected = new Bernoulli(odds).logDensity(y);
        assertEquals(expected, ordinal.logDensity(y), 1e-12 * (1 + Math.abs(expected)));
      }
    }
  }

  @Test
  void thresholdsAscendWhateverIsLearned() {
    double[] eta = {0.3, -1e6, 1e6, -29, 3};
    Ordinal answer = (Ordinal) head(6).distribution(eta, 0);
    double before = 0;
    for (int k = 0; k < 6; k++) {
      assertTrue(answer.probability(k) > 0, "P(y = " + k + ")");
      assertTrue(answer.cdf(k) >= before);
      before = answer.cdf(k);
    }
    assertEquals(1, before);
  }

  @Test
  void itStartsAtTheMeanRank() {
    double[] bias = new double[4];
    for (double mean : new double[] {0.3, 2, 3.9}) {
      head(5).definition().start(head(5), mean, bias);
      assertEquals(mean, head(5).distribution(bias, 0).mean(), 1e-9);
    }
    head(5).definition().start(head(5), 2, bias);
    ClassDistribution even = (ClassDistribution) head(5).distribution(bias, 0);
    assertEquals(0.2, even.probability(3), 1e-9);
  }

  @Test
  void sharpeningMultipliesEveryThresholdLessTheLocation() {
    double[] eta = {0.7, -1, 0.2, 2};
    double[] sharp = eta.clone();
    ((ClassFamily) head(5).definition()).sharpen(head(5), sharp, 1.8);
    Distribution before = head(5).distribution(eta, 0);
    Distribution after = head(5).distribution(sharp, 0);
    for (int k = 0; k < 4; k++) {
      assertEquals(1.8 * logOdds(before.cdf(k)), logOdds(after.cdf(k)), 1e-9);
    }
  }

  private static double logOdds(double p) {
    return Math.log(p / (1 - p));
  }

  private static HeadConfig head(int classes) {
    return HeadConfig.point(FamilyName.ORDINAL, Link.LOGIT, Dispersion.CONSTANT, classes, 0, 1);
  }

  private static double[] numbers(JsonNode node) {
    return StreamSupport.stream(node.spliterator(), false)
        .flatMapToDouble(
            value ->
                value.isArray()
                    ? Arrays.stream(numbers(value))
                    : Arrays.stream(new double[] {value.asDouble()}))
        .toArray();
  }

  private static JsonNode golden() {
    try (InputStream in =
        Objects.requireNonNull(OrdinalFamilyTest.class.getResourceAsStream("ordinal.json"))) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
