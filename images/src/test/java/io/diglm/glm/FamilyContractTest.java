package io.diglm.glm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.model.HeadConfig;
import io.diglm.oracle.GlmHead;
import io.diglm.torch.NativeScope;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Tensors;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every family and each of its links must do. */
final class FamilyContractTest {
  private static final String ALL = "io.diglm.glm.Heads#all";

  @ParameterizedTest
  @MethodSource(ALL)
  void densitySumsToOne(HeadConfig config) {
    SplittableRandom random = new SplittableRandom(3);
    for (int repeat = 0; repeat < 3; repeat++) {
      double[] eta = Heads.etas(config, 1, random);
      Quadrature rule = Quadrature.over(config);
      double[] rows = repeated(eta, rule.points().length);
      double[] values = Heads.evaluate(config, rows, rule.points()).values();
      double sum = 0;
      for (int i = 0; i < values.length; i++) {
        sum += rule.weights()[i] * Math.exp(values[i]);
      }
      assertEquals(1, sum, 1e-9);
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void probabilitiesOfAllClassesAreTheLikelihoods(HeadConfig config) {
    double[] eta = Heads.etas(config, 1, new SplittableRandom(6));
    double[] logs = Heads.logProbabilities(config, eta);
    assertEquals(config.definition().classes(), logs.length > 0);
    for (int k = 0; k < logs.length; k++) {
      assertEquals(Heads.evaluate(config, eta, k).values()[0], logs[k], 1e-12);
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void gradientIsThatOfCentralDifferences(HeadConfig config) {
    SplittableRandom random = new SplittableRandom(4);
    double[] eta = Heads.etas(config, 9, random);
    double[] y = Heads.targets(config, 9, random);
    double[] gradient = Heads.evaluate(config, eta, y).gradient();
    double step = 1e-5;
    for (int p = 0; p < config.predictors(); p++) {
      double[] above = Heads.evaluate(config, moved(config, eta, p, step), y).values();
      double[] below = Heads.evaluate(config, moved(config, eta, p, -step), y).values();
      for (int n = 0; n < y.length; n++) {
        double expected = (above[n] - below[n]) / (2 * step);
        double actual = gradient[n * config.predictors() + p];
        assertEquals(expected, actual, 1e-7 * Math.max(1, Math.abs(expected)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void missingTargetGivesZeroAndNoGradient(HeadConfig config) {
    SplittableRandom random = new SplittableRandom(5);
    int width = config.predictors();
    for (double factor : new double[] {1, 1e3}) {
      double[] eta = Arrays.stream(Heads.etas(config, 3, random)).map(e -> factor * e).toArray();
      double[] y = Heads.targets(config, 3, random);
      Heads.Evaluated whole = Heads.evaluate(config, eta, y);
      y[1] = Double.NaN;
      Heads.Evaluated lacking = Heads.evaluate(config, eta, y);
      double[] gradient = whole.gradient().clone();
      Arrays.fill(gradient, width, 2 * width, 0);
      double[] values = {whole.values()[0], 0, whole.values()[2]};
      assertArrayEquals(values, lacking.values());
      assertArrayEquals(gradient, lacking.gradient(), 0.0);
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void extremePredictorsStayFinite(HeadConfig config) {
    double[] y = Heads.targets(config, 8, new SplittableRandom(6));
    for (double extreme : new double[] {0, 50, -50, 1e3, -1e3}) {
      for (ScalarType type : new ScalarType[] {ScalarType.Double, ScalarType.Float}) {
        for (int p = -1; p < config.predictors(); p++) {
          double[] eta = new double[y.length * config.predictors()];
          for (int i = 0; i < eta.length; i++) {
            eta[i] = p < 0 || i % config.predictors() == p ? extreme : 0.5;
          }
          Heads.Evaluated result = Heads.evaluate(config, type, eta, y);
          String what = extreme + " in " + p + " as " + type;
          assertTrue(Arrays.stream(result.values()).allMatch(Double::isFinite), what);
          assertTrue(Arrays.stream(result.gradient()).allMatch(Double::isFinite), what);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void extremesOfSeveralSignsStayFinite(HeadConfig config) {
    SplittableRandom random = new SplittableRandom(9);
    double[] extremes = {0, 0.5, 29.9, -29.9, 50, -50, 1e3, -1e3};
    double[] y = Heads.targets(config, 400, random);
    double[] eta = new double[y.length * config.predictors()];
    Arrays.setAll(eta, i -> extremes[random.nextInt(extremes.length)]);
    for (ScalarType type : new ScalarType[] {ScalarType.Double, ScalarType.Float}) {
      Heads.Evaluated result = Heads.evaluate(config, type, eta, y);
      assertTrue(Arrays.stream(result.values()).allMatch(Double::isFinite));
      assertTrue(Arrays.stream(result.gradient()).allMatch(Double::isFinite));
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void plainTwinAgrees(HeadConfig config) {
    SplittableRandom random = new SplittableRandom(7);
    double[] y = Heads.targets(config, 50, random);
    for (double spread : new double[] {1, 20}) {
      double[] eta = new double[y.length * config.predictors()];
      Arrays.setAll(eta, i -> spread * random.nextGaussian());
      double[] values = Heads.evaluate(config, eta, y).values();
      for (int n = 0; n < y.length; n++) {
        double twin = config.distribution(eta, n * config.predictors()).logDensity(y[n]);
        assertEquals(twin, values[n], 1e-10 * Math.max(1, Math.abs(twin)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void gradientByHandIsAutograds(HeadConfig config) {
    SplittableRandom random = new SplittableRandom(10);
    double[] y = Heads.targets(config, 50, random);
    for (double spread : new double[] {1, 5}) {
      double[] eta = new double[y.length * config.predictors()];
      Arrays.setAll(eta, i -> spread * random.nextGaussian());
      assertSame(Heads.evaluate(config, eta, y), Heads.byHand(config, eta, y), 1e-9);
    }
  }

  /** Of a log-density of -10^12 the shares of a mixture's components have no digits either way. */
  @ParameterizedTest
  @MethodSource(ALL)
  void gradientByHandOfExtremesIsAutograds(HeadConfig config) {
    SplittableRandom random = new SplittableRandom(11);
    double[] extremes = {0.5, 29.9, -29.9, 50, -50, 1e3, -1e3};
    double[] y = Heads.targets(config, 400, random);
    double[] eta = new double[y.length * config.predictors()];
    Arrays.setAll(eta, i -> extremes[random.nextInt(extremes.length)]);
    Heads.Evaluated expected = Heads.evaluate(config, eta, y);
    Heads.Evaluated got = Heads.byHand(config, eta, y);
    assertTrue(Arrays.stream(got.gradient()).allMatch(Double::isFinite));
    int known = 0;
    for (int n = 0; n < y.length; n++) {
      if (Math.abs(expected.values()[n]) < 1e6) {
        known++;
        assertSame(row(config, expected, n), row(config, got, n), 1e-6);
      }
    }
    assertTrue(known > 0);
  }

  private static Heads.Evaluated row(HeadConfig config, Heads.Evaluated all, int n) {
    int width = config.predictors();
    return new Heads.Evaluated(
        new double[] {all.values()[n]},
        Arrays.copyOfRange(all.gradient(), n * width, (n + 1) * width));
  }

  private static void assertSame(Heads.Evaluated expected, Heads.Evaluated got, double error) {
    assertClose(expected.values(), got.values(), error);
    assertClose(expected.gradient(), got.gradient(), error);
  }

  private static void assertClose(double[] expected, double[] got, double error) {
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], got[i], error * Math.max(1, Math.abs(expected[i])));
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void singlePrecisionKeepsItsDigits(HeadConfig config) {
    SplittableRandom random = new SplittableRandom(8);
    double[] eta = Heads.etas(config, 20, random);
    boolean dispersed = config.predictors() == 2 && !config.definition().standardised();
    // Nearly no dispersion, where the log-gammas of a family are large and cancel.
    eta = dispersed ? moved(config, eta, 1, -10) : eta;
    eta = rounded(eta);
    double[] y = rounded(Heads.targets(config, 20, random));
    double[] exact = Heads.evaluate(config, eta, y).values();
    double[] single = Heads.evaluate(config, ScalarType.Float, eta, y).values();
    for (int n = 0; n < y.length; n++) {
      assertEquals(exact[n], single[n], 3e-6 * Math.max(1, Math.abs(exact[n])));
    }
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void targetsMustBeOneARow(HeadConfig config) {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> logLikelihood(config, 0, 5, 1));
    assertEquals("y must have shape (5), got (5, 1)", error.getMessage());
    IllegalArgumentException single =
        assertThrows(IllegalArgumentException.class, () -> logLikelihood(config, 0, 1));
    assertEquals("y must have shape (5), got (1)", single.getMessage());
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void predictorsMustBeThoseOfTheFamily(HeadConfig config) {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> logLikelihood(config, 1, 5));
    int width = config.predictors();
    assertEquals(
        "eta must have shape (N, " + width + "), got (5, " + (width + 1) + ")", error.getMessage());
  }

  private static void logLikelihood(HeadConfig config, int excess, long... shapeOfY) {
    try (ParameterStore store = new ParameterStore(1, ScalarType.Double)) {
      NativeScope.run(
          () ->
              GlmHead.build(config, 2, store, "head")
                  .logLikelihood(
                      Tensors.zeros(ScalarType.Double, 5, config.predictors() + excess),
                      Tensors.zeros(ScalarType.Double, shapeOfY)));
    }
  }

  private static double[] repeated(double[] row, int rows) {
    double[] all = new double[row.length * rows];
    Arrays.setAll(all, i -> row[i % row.length]);
    return all;
  }

  private static double[] moved(HeadConfig config, double[] eta, int predictor, double step) {
    double[] moved = eta.clone();
    for (int i = predictor; i < moved.length; i += config.predictors()) {
      moved[i] += step;
    }
    return moved;
  }

  private static double[] rounded(double[] values) {
    return Arrays.stream(values).map(v -> (float) v).toArray();
  }
}
