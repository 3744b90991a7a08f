package io.diglm.glm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.diglm.model.Bayes;
import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.model.HeadConfig;
import io.diglm.model.Link;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.StreamSupport;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The closed forms against scikit-learn's, NumPy's and SciPy's; see {@code posterior.py} beside the
 * numbers.
 */
final class PosteriorTest {
  private static final int D = 4;
  private static final int C = D + 1;
  private static final JsonNode GOLDEN = golden();
  private static final double PRIOR = GOLDEN.get("prior").asDouble();
  private static final double NOISE = GOLDEN.get("noise").asDouble();

  @Test
  void posteriorIsScikitLearns() {
    GaussianPosterior posterior = new Evidence(PRIOR, NOISE).posterior(sums(0, 200));
    assertArrayEquals(numbers("ridge_mean"), posterior.mean(), 1e-10);
    assertArrayEquals(numbers("ridge_covariance"), covariance(posterior), 1e-10);
  }

  @Test
  void marginalLikelihoodIsThatOfTheFullMatrix() {
    Evidence evidence = new Evidence(PRIOR, NOISE);
    assertEquals(GOLDEN.get("marginal").asDouble(), evidence.logMarginal(sums(0, 200)), 1e-8);
    assertEquals(GOLDEN.get("gp_marginal").asDouble(), evidence.logMarginal(sums(0, 200)), 1e-8);
  }

  @Test
  void predictionIsThatOfTheGaussianProcess() {
    GaussianPosterior posterior = new Evidence(PRIOR, NOISE).posterior(sums(0, 200));
    double[] places = numbers("new");
    for (int row = 0; row < 5; row++) {
      double[] phi = phi(places, row);
      double mean = 0;
      for (int i = 0; i < C; i++) {
        mean += phi[i] * posterior.mean()[i];
      }
      assertEquals(numbers("gp_mean")[row], mean, 1e-8 * Math.max(1, Math.abs(mean)));
      // scikit-learn takes the variance as a difference of large numbers.
      double sd = Math.sqrt(posterior.variance(phi, 0));
      assertEquals(numbers("gp_sd")[row], sd, 1e-8 * Math.max(1, sd));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Bayes.class,
      names = {"LAPLACE", "BOUND"})
  void theQuadraticModelOfARowWithAnOffsetHasTheSlopeOfItsLikelihood(Bayes bayes) {
    HeadConfig head =
        HeadConfig.point(FamilyName.BERNOULLI, Link.LOGIT, Dispersion.CONSTANT, 1, 0, 1)
            .withPosterior(bayes);
    WorkingRows working = new WorkingRows(head, 1);
    double[] mean = {0.4, -0.2};
    double[] phi = {0.7f, 1};
    // So sure of the mean that the bound touches the likelihood there.
    GaussianPosterior about = sure(mean);
    double offset = 1.3;
    NormalEquations sums =
        working.sums(
            new SeenRows(
                new float[] {0.7f},
                new double[1],
                new double[] {1},
                new double[] {1},
                new double[] {offset}),
            about,
            mean);
    double predictor = mean[0] * phi[0] + mean[1] + offset;
    double slope = 1 - 1 / (1 + Math.exp(-predictor));
    double[] gram = sums.gram();
    for (int i = 0; i < 2; i++) {
      double own = sums.moment()[i] - gram[2 * i] * mean[0] - gram[2 * i + 1] * mean[1];
      assertEquals(slope * phi[i], own, 1e-6);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void theQuadraticModelOfARankHasTheSlopeAndCurvatureOfItsLikelihood(int y) {
    HeadConfig head =
        HeadConfig.point(FamilyName.ORDINAL, Link.LOGIT, Dispersion.CONSTANT, 4, 0, 1)
            .withPosterior(Bayes.LAPLACE);
    WorkingRows working = new WorkingRows(head, 1);
    double[] mean = {0.4, -0.2};
    double[] eta = {99, 0.3, 1.1}; // the location is that of the point, not of the network
    float[] z = {0.7f};
    double offset = 1.3;
    NormalEquations sums =
        working.sums(
            new SeenRows(z, eta, new double[] {y}, new double[] {2}, new double[] {offset}),
            sure(mean),
            mean);
    double[] byEta = new double[3];
    double predictor = mean[0] * z[0] + mean[1] + offset;
    double value = head.logLikelihood(new double[] {predictor, 0.3, 1.1}, 0, y, byEta);
    double slope = byEta[0];
    double step = 1e-5;
    head.logLikelihood(new double[] {predictor + step, 0.3, 1.1}, 0, y, byEta);
    double above = byEta[0];
    head.logLikelihood(new double[] {predictor - step, 0.3, 1.1}, 0, y, byEta);
    double curvature = (byEta[0] - above) / (2 * step);
    assertEquals(2 * value, sums.value(), 1e-12);
    assertEquals(2 * curvature, sums.gram()[3], 1e-8);
    double own = sums.moment()[1] - sums.gram()[2] * mean[0] - sums.gram()[3] * mean[1];
    assertEquals(2 * slope, own, 1e-12);
  }

  private static GaussianPosterior sure(double[] mean) {
    NormalEquations seen = new NormalEquations(1, 2);
    for (double[] phi : new double[][] {{1, 0}, {0, 1}}) {
      double response = phi[0] * mean[0] + phi[1] * mean[1];
      seen.add(phi, new double[] {1e12}, new double[] {1e12 * response}, 0, 0);
    }
    return new Evidence(1, 1).posterior(seen);
  }

  @Test
  void aRowThatCountsTwiceIsTwoRows() {
    HeadConfig head =
        HeadConfig.point(FamilyName.BERNOULLI, Link.LOGIT, Dispersion.CONSTANT, 1, 0, 1)
            .withPosterior(Bayes.LAPLACE);
    WorkingRows working = new WorkingRows(head, 1);
    GaussianPosterior about = Evidence.START.posterior(new NormalEquations(1, 2));
    double[] mean = {0.4, -0.2};
    float[] z = {0.7f, -1.1f};
    float[] twice = {0.7f, 0.7f};
    double[] eta = new double[2];
    NormalEquations heavy =
        working.sums(
            new SeenRows(z, eta, new double[] {1, 0}, new double[] {2, 0}, new double[0]),
            about,
            mean);
    NormalEquations both =
        working.sums(SeenRows.alike(twice, eta, new double[] {1, 1}), about, mean);
    assertArrayEquals(both.flat(), heavy.flat(), 1e-14);
  }

  @Test
  void furtherRowsAreAsIfSeenAtOnce() {
    Evidence evidence = new Evidence(PRIOR, NOISE);
    GaussianPosterior first = evidence.posterior(sums(0, 150));
    NormalEquations rest = new NormalEquations(1, C).mixed(0, sums(150, 200), 1 / NOISE);
    GaussianPosterior atOnce = evidence.posterior(sums(0, 200));
    GaussianPosterior updated = first.updated(rest, 1);
    assertArrayEquals(atOnce.mean(), updated.mean(), 1e-12);
    assertArrayEquals(atOnce.root(), updated.root(), 1e-12);
    GaussianPosterior back = updated.updated(rest, -1);
    assertArrayEquals(first.mean(), back.mean(), 1e-12);
    assertArrayEquals(first.root(), back.root(), 1e-12);
  }

  @Test
  void evidenceHasNoBetterNeighbour() {
    NormalEquations sums = sums(0, 200);
    Evidence best = Evidence.START.improved(sums, true, 1000);
    double most = best.logMarginal(sums);
    for (double factor : new double[] {0.97, 1.03}) {
      assertTrue(new Evidence(best.prior() * factor, best.noise()).logMarginal(sums) < most);
      assertTrue(new Evidence(best.prior(), best.noise() * factor).logMarginal(sums) < most);
    }
    // Near the noise that made the rows.
    assertEquals(0.49, best.noise(), 0.12);
  }

  @Test
  void envelopeOfTheBoundIsTheMarginalLikelihood() {
    NormalEquations sums = sums(0, 200);
    Evidence evidence = new Evidence(PRIOR, NOISE);
    GaussianPosterior posterior = evidence.posterior(sums);
    double expected = 0;
    double[] z = numbers("z");
    double[] y = numbers("y");
    for (int row = 0; row < 200; row++) {
      double[] phi = phi(z, row);
      double residual = y[row];
      for (int i = 0; i < C; i++) {
        residual -= phi[i] * posterior.mean()[i];
      }
      expected -= 0.5 * Math.log(2 * Math.PI * NOISE);
      expected -= (residual * residual + posterior.variance(phi, 0)) / (2 * NOISE);
    }
    assertEquals(evidence.logMarginal(sums), expected - posterior.divergence(), 1e-8);
  }

  @Test
  void fewerRowsThanCoefficientsAreNoTrouble() {
    NormalEquations two = sums(0, 2);
    Evidence evidence = Evidence.START.improved(two, true, 1000);
    GaussianPosterior posterior = evidence.posterior(two);
    assertTrue(Double.isFinite(evidence.logMarginal(two)));
    assertTrue(Arrays.stream(posterior.mean()).allMatch(Double::isFinite));
  }

  @Test
  void repeatedColumnsAndRowsAndAConstantTargetStayFinite() {
    for (double target : new double[] {0, 3e3, -1e-200}) {
      float[] z = new float[4 * D];
      Arrays.fill(z, 1e5f);
      double[] y = new double[4];
      Arrays.fill(y, target);
      NormalEquations sums = sums(z, y);
      Evidence evidence = Evidence.START.improved(sums, true, 1000);
      GaussianPosterior posterior = evidence.posterior(sums);
      assertTrue(Arrays.stream(posterior.mean()).allMatch(Double::isFinite));
      assertTrue(Arrays.stream(posterior.root()).allMatch(Double::isFinite));
      assertTrue(evidence.noise() >= 1e-8 && evidence.noise() <= 1e8);
      assertTrue(evidence.prior() >= 1e-6 && evidence.prior() <= 1e6);
    }
  }

  @Test
  void saysWhatCannotBe() {
    double[] gram = {1, 0, 0, 1};
    assertEquals(
        "prior precision must be positive, got 0.0",
        message(() -> GaussianPosterior.of(0, gram, new double[2])));
    assertEquals(
        "sums over rows must be finite, got NaN",
        message(() -> GaussianPosterior.of(1, gram, new double[] {0, Double.NaN})));
    IllegalStateException error =
        assertThrows(
            IllegalStateException.class,
            () -> GaussianPosterior.of(1, new double[] {1, 0, 0, -3}, new double[2]));
    assertTrue(
        String.valueOf(error.getMessage())
            .startsWith("precision of the coefficients must be positive"));
  }

  @Test
  void logisticBoundIsBelowAndTouches() {
    // At S = 0 and the point itself the bound is the likelihood.
    HeadConfig bound = head(Bayes.BOUND, 2);
    WorkingRows working = new WorkingRows(bound, 1);
    GaussianPosterior sure =
        GaussianPosterior.of(1, new double[] {1e14, 0, 0, 1e14}, new double[] {2e14, -1e14});
    NormalEquations sums =
        working.sums(
            SeenRows.alike(new float[] {0.7f}, new double[1], new double[] {1}), sure, sure.mean());
    double a = 2 * 0.7f - 1;
    assertEquals(-Math.log1p(Math.exp(-a)), sums.value(), 1e-7);
    GaussianPosterior wide = GaussianPosterior.of(1, new double[4], new double[] {2, -1});
    NormalEquations wider =
        working.sums(
            SeenRows.alike(new float[] {0.7f}, new double[1], new double[] {1}), wide, wide.mean());
    assertTrue(wider.value() < sums.value());
  }

  @Test
  void softmaxOfTwoClassesIsTheLogisticInTheirDifference() {
    SplittableRandom random = new SplittableRandom(3);
    float[] z = new float[60];
    double[] y = new double[60];
    for (int i = 0; i < 60; i++) {
      z[i] = (float) random.nextGaussian();
      y[i] = random.nextDouble() < 1 / (1 + Math.exp(1 - 2 * z[i])) ? 1 : 0;
    }
    // Two classes whose coefficients have precision 2 alpha differ with precision alpha.
    double[] one = mode(head(Bayes.LAPLACE, 2), z, y, 0.5);
    double[] two = mode(head(Bayes.LAPLACE, 0), z, y, 1);
    assertEquals(one[0], two[2] - two[0], 1e-7);
    assertEquals(one[1], two[3] - two[1], 1e-7);
  }

  private static double[] mode(HeadConfig head, float[] z, double[] y, double prior) {
    WorkingRows working = new WorkingRows(head, 1);
    NormalEquations none = new NormalEquations(working.predictors(), working.width());
    double[] eta = new double[y.length * head.predictors()];
    // Far off, where an undamped step would fly away.
    double[] start = new double[none.size()];
    start[0] = 20;
    return PosteriorMode.find(
            working,
            new Evidence(prior, 1).posterior(none),
            start,
            (about, point) -> working.sums(SeenRows.alike(z, eta, y), about, point))
        .posterior()
        .mean();
  }

  private static HeadConfig head(Bayes bayes, int binary) {
    FamilyName family = binary == 2 ? FamilyName.BERNOULLI : FamilyName.CATEGORICAL;
    int count = binary == 2 ? 1 : 2;
    return HeadConfig.point(family, Link.LOGIT, Dispersion.CONSTANT, count, 0, 1)
        .withPosterior(bayes);
  }

  private static double[] covariance(GaussianPosterior posterior) {
    DMatrixRMaj root = new DMatrixRMaj(C, C, true, posterior.root());
    DMatrixRMaj covariance = new DMatrixRMaj(C, C);
    CommonOps_DDRM.multTransA(root, root, covariance);
    return covariance.data;
  }

  private static NormalEquations sums(int from, int to) {
    double[] z = numbers("z");
    double[] y = Arrays.copyOfRange(numbers("y"), from, to);
    NormalEquations sums = new NormalEquations(1, C);
    for (int row = from; row < to; row++) {
      double target = y[row - from];
      sums.add(phi(z, row), new double[] {1}, new double[] {target}, target * target, 0);
    }
    return sums;
  }

  private static NormalEquations sums(float[] z, double[] y) {
    HeadConfig head =
        HeadConfig.point(FamilyName.GAUSSIAN, Link.IDENTITY, Dispersion.CONSTANT, 1, 0, 1)
            .withPosterior(Bayes.CONJUGATE);
    GaussianPosterior none = Evidence.START.posterior(new NormalEquations(1, C));
    return new WorkingRows(head, D)
        .sums(SeenRows.alike(z, new double[2 * y.length], y), none, none.mean());
  }

  private static double[] phi(double[] z, int row) {
    double[] phi = Arrays.copyOf(Arrays.copyOfRange(z, row * D, row * D + D), C);
    phi[D] = 1;
    return phi;
  }

  private static String message(Runnable body) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, body::run).getMessage());
  }

  private static double[] numbers(String name) {
    return StreamSupport.stream(GOLDEN.get(name).spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }

  private static JsonNode golden() {
    try (InputStream json = PosteriorTest.class.getResourceAsStream("posterior.json")) {
      return new ObjectMapper().readTree(json);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
