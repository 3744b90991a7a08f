package io.diglm.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.diglm.schema.Offset;
import io.diglm.schema.Schema;
import io.diglm.settings.Changed;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Generalised linear models with offsets and case weights are statsmodels'; see {@code offset.py}
 * beside the numbers.
 */
final class OffsetTest {
  private static final JsonNode GOLDEN = golden();
  private static final int WIDTH = 3;

  @ParameterizedTest
  @CsvSource({
    "poisson, POISSON, LOG, 1",
    "negative_binomial, NEGATIVE_BINOMIAL, LOG, 1",
    "gamma, GAMMA, LOG, 1",
    "tweedie, TWEEDIE, LOG, 1",
    "gaussian, GAUSSIAN, IDENTITY, 2.5",
    "bernoulli, BERNOULLI, LOGIT, 1"
  })
  void theLikelihoodAndItsMostLikelyCoefficientsAreStatsmodels(
      String name, FamilyName family, Link link, double scale) {
    HeadConfig head = HeadConfig.point(family, link, Dispersion.CONSTANT, 1, 0, scale);
    JsonNode golden = GOLDEN.get("cases").get(name);
    double[] slopes = new double[WIDTH];
    double[] fitted = numbers(golden.get("fitted"));
    double most = logLikelihood(head, golden, fitted, slopes);
    assertEquals(golden.get("fitted_log_likelihood").asDouble(), most, 1e-8);
    for (double slope : slopes) {
      assertEquals(0, slope, 1e-6, "the slope at the most likely coefficients");
    }
    double[] other = numbers(golden.get("other"));
    double less = logLikelihood(head, golden, other, slopes);
    assertEquals(golden.get("other_log_likelihood").asDouble(), less, 1e-8);
    assertTrue(less < most - 1, "another place is less likely");
  }

  /** Returns the weighted sum of log p(y), and its gradient by the coefficients. */
  private static double logLikelihood(
      HeadConfig head, JsonNode golden, double[] coefficients, double[] slopes) {
    double[] features = numbers(GOLDEN.get("features"));
    double[] offsets = numbers(GOLDEN.get("offset"));
    double[] weights = numbers(GOLDEN.get("weights"));
    double[] y = numbers(golden.get("y"));
    double dispersion = golden.get("dispersion").asDouble();
    boolean deviation = head.family() == FamilyName.GAUSSIAN;
    double sum = 0;
    java.util.Arrays.fill(slopes, 0);
    for (int row = 0; row < y.length; row++) {
      double[] phi = {features[2 * row], features[2 * row + 1], 1};
      double[] eta = new double[head.predictors()];
      double[] byEta = new double[eta.length];
      for (int i = 0; i < WIDTH; i++) {
        // Of a standardised target the coefficients are too.
        eta[0] += coefficients[i] * phi[i] / head.scale();
      }
      if (eta.length > 1) {
        eta[1] = deviation ? Math.log(Math.sqrt(dispersion) / head.scale()) : Math.log(dispersion);
      }
      head.addOffset(eta, 0, offsets[row]);
      sum += weights[row] * head.logLikelihood(eta, 0, head.standardised(y[row]), byEta);
      for (int i = 0; i < WIDTH; i++) {
        slopes[i] += weights[row] * byEta[0] * phi[i];
      }
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({"MIXTURE, 2, 2, 2", "LOG_MIXTURE, 3, 3, 3", "ROUNDED, 2, 2, 2", "STUDENT_T, 1, 0, 1"})
  void anOffsetMovesEveryLocationAndNothingElse(
      FamilyName family, int count, int first, int locations) {
    HeadConfig head = HeadConfig.point(family, Link.IDENTITY, Dispersion.CONSTANT, count, 0.5, 4);
    double[] eta = new double[head.predictors() + 1];
    head.addOffset(eta, 1, 2);
    for (int p = 0; p < head.predictors(); p++) {
      boolean location = p >= first && p < first + locations;
      assertEquals(location ? 0.5 : 0, eta[p + 1], 0, "predictor " + p);
    }
    assertEquals(0, eta[0]);
  }

  @Test
  void anOffsetOfAMixtureMovesItsMean() {
    HeadConfig head =
        HeadConfig.point(FamilyName.MIXTURE, Link.IDENTITY, Dispersion.CONSTANT, 2, 0.5, 4);
    double[] eta = {0.3, -0.2, 1, -1, 0, 0};
    double before = head.distribution(eta, 0).mean();
    head.addOffset(eta, 0, 2);
    assertEquals(before + 2, head.distribution(eta, 0).mean(), 1e-12);
    HeadConfig logs =
        HeadConfig.point(FamilyName.LOG_MIXTURE, Link.IDENTITY, Dispersion.CONSTANT, 2, 0.5, 4);
    double[] log = {0.3, -0.2, 1, -1, -3, -3};
    double mean = logs.distribution(log, 0).mean();
    logs.addOffset(log, 0, Math.log(3));
    assertEquals(3 * mean, logs.distribution(log, 0).mean(), 1e-9 * mean);
  }

  @Test
  void filesWithOffsetsAreOfFormatThreeAndOthersAsBefore() {
    Manifest plain = TinyModel.manifest();
    assertEquals(2, plain.formatVersion());
    Manifest offset = with(plain, plain.head());
    assertEquals(3, offset.formatVersion());
    HeadConfig classes =
        HeadConfig.point(FamilyName.CATEGORICAL, Link.LOGIT, Dispersion.CONSTANT, 3, 0, 1);
    assertEquals(
        "head of a model with an offset must have a location, got categorical",
        assertThrows(IllegalArgumentException.class, () -> with(plain, classes)).getMessage());
  }

  private static Manifest with(Manifest plain, HeadConfig head) {
    Schema schema = plain.schema().offset(new Offset("o", true));
    return Changed.of(plain, Map.of("head", head, "schema", schema));
  }

  private static double[] numbers(JsonNode node) {
    return StreamSupport.stream(node.spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }

  private static JsonNode golden() {
    try (InputStream in = OffsetTest.class.getResourceAsStream("offset.json")) {
      return new ObjectMapper().readTree(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
