package io.diglm.glm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.distribution.Seeds;
import io.diglm.model.Bayes;
import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.model.HeadConfig;
import io.diglm.model.Link;
import io.diglm.oracle.GlmHead;
import io.diglm.torch.NativeScope;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Tensors;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every term of the objective by hand, in double precision, is autograd's. */
final class HeadGradientTest {
  private static final double TOLERANCE = 1e-8;
  private static final int ROWS = 30;
  private static final int WIDTH = 4;
  private static final long LABELLED = 57;
  private static final double[] NONE = {};

  /** What the rows add to the objective, and the gradient by z, W, b and raw deviations. */
  private record Outcome(
      double value, double[] latent, double[] weight, double[] bias, double[] raw) {}

  /** A head's tensors, in single precision as a model has them, and the rows. */
  private record Case(
      HeadConfig config, float[] parameters, double[] root, float[] latent, double[] y) {
    int place(String name) {
      int linear = config.linearPredictors();
      return switch (name) {
        case Head.WEIGHT -> 0;
        case Head.BIAS -> linear * WIDTH;
        case Head.RAW -> linear * WIDTH + config.predictors();
        default -> throw new IllegalArgumentException(name);
      };
    }

    float[] slice(String name, int count) {
      return Arrays.copyOfRange(parameters, place(name), place(name) + count);
    }
  }

  static Stream<HeadConfig> heads() {
    return Stream.of(
            Heads.all(),
            elbos(),
            Stream.of(
                bayes(FamilyName.GAUSSIAN, Bayes.CONJUGATE, Dispersion.CONSTANT),
                bayes(FamilyName.GAUSSIAN, Bayes.CONJUGATE, Dispersion.MODELLED),
                bayes(FamilyName.BERNOULLI, Bayes.BOUND, Dispersion.CONSTANT),
                bayes(FamilyName.BERNOULLI, Bayes.LAPLACE, Dispersion.CONSTANT),
                bayes(FamilyName.CATEGORICAL, Bayes.LAPLACE, Dispersion.CONSTANT),
                bayes(FamilyName.ORDINAL, Bayes.LAPLACE, Dispersion.CONSTANT)))
        .flatMap(heads -> heads);
  }

  private static Stream<HeadConfig> elbos() {
    return EnumSet.complementOf(EnumSet.of(FamilyName.NONE)).stream()
        .flatMap(
            family -> Arrays.stream(Dispersion.values()).map(d -> bayes(family, Bayes.ELBO, d)));
  }

  private static HeadConfig bayes(FamilyName family, Bayes bayes, Dispersion dispersion) {
    HeadConfig point = Heads.config(family, family.definition().usualLink(), dispersion);
    return HeadConfig.point(
            family, point.link(), dispersion, point.count(), point.shift(), point.scale())
        .withPosterior(bayes);
  }

  @ParameterizedTest
  @MethodSource("heads")
  void termsOfTargetsAreAutograds(HeadConfig config) {
    Case rows = rows(config);
    Outcome expected = autograds(rows);
    Outcome got = byHand(rows);
    assertEquals(expected.value, got.value, TOLERANCE * Math.max(1, Math.abs(expected.value)));
    assertSame(expected.latent, got.latent);
    assertSame(expected.weight, got.weight);
    assertSame(expected.bias, got.bias);
    assertSame(expected.raw, got.raw);
    assertTrue(Arrays.stream(got.weight).anyMatch(g -> g != 0));
  }

  @ParameterizedTest
  @MethodSource("heads")
  void validationIsAsTheOracleHasIt(HeadConfig config) {
    Case rows = rows(config);
    HeadGradient head = head(rows);
    double[] etas = new double[ROWS * config.predictors()];
    for (int r = 0; r < ROWS; r++) {
      double[] eta = head.predict(rows.latent, r * WIDTH, r);
      System.arraycopy(eta, 0, etas, r * eta.length, eta.length);
    }
    double sum = 0;
    for (int r = 0; r < ROWS; r++) {
      if (!Double.isNaN(rows.y[r])) {
        sum += head.validation(rows.latent, etas, r, rows.y[r]);
      }
    }
    double expected =
        onOracle(rows, (own, term, z, y) -> term.validation(z, own.eta(z), y).sum().item_double());
    assertEquals(expected, sum, TOLERANCE * Math.max(1, Math.abs(expected)));
  }

  @ParameterizedTest
  @CsvSource({
    "BERNOULLI, LOGIT",
    "BERNOULLI, PROBIT",
    "BERNOULLI, CLOGLOG",
    "CATEGORICAL, LOGIT",
    "ORDINAL, LOGIT"
  })
  void termsOfUnknownClassesAreAutograds(FamilyName family, Link link) {
    Case rows = rows(Heads.config(family, link, Dispersion.CONSTANT));
    HeadGradient head = head(rows);
    ClassTerms terms = head.classTerms();
    int classes = terms.count();
    float[] guesses = new float[ROWS * classes];
    double[] before = new double[ROWS * classes];
    SplittableRandom random = new SplittableRandom(8);
    for (int i = 0; i < guesses.length; i++) {
      guesses[i] = (float) random.nextDouble();
      before[i] = -random.nextDouble();
    }
    double[] expected =
        onOracle(
            rows,
            (own, term, z, y) -> {
              Tensor logs = own.logProbabilities(own.eta(z)).orElseThrow();
              Tensor q = Tensors.of(guesses, ROWS, classes).to(ScalarType.Double);
              Tensor old = Tensors.of(before, ROWS, classes);
              Tensor loss = Tensors.times(logs.exp().mul(logs).sum(), -0.7);
              loss = loss.sub(Tensors.times(q.mul(logs).sum(), 1.3));
              loss = loss.add(Tensors.times(old.exp().mul(old.sub(logs)).sum(), 0.4));
              loss.backward();
              return Tensors.doubles(z.grad());
            });
    double[] got = new double[ROWS * WIDTH];
    double[] logs = new double[classes];
    for (int r = 0; r < ROWS; r++) {
      head.predict(rows.latent, r * WIDTH, r);
      terms.logProbabilities(logs);
      terms.addEntropy(logs, 0.7);
      terms.addGuess(guesses, r * classes, 1.3);
      terms.addDivergence(before, r * classes, 0.4);
      head.back();
      System.arraycopy(head.row().byLatent, 0, got, r * WIDTH, WIDTH);
    }
    assertSame(expected, got);
  }

  private static Outcome byHand(Case rows) {
    HeadGradient head = head(rows);
    head.begin(ROWS, 1, new SplittableRandom(6));
    double[] byLatent = new double[ROWS * WIDTH];
    double value = 0;
    for (int r = 0; r < ROWS; r++) {
      if (!Double.isNaN(rows.y[r])) {
        head.predict(rows.latent, r * WIDTH, r);
        value += head.target(rows.y[r]);
        head.keep();
        head.back();
        System.arraycopy(head.row().byLatent, 0, byLatent, r * WIDTH, WIDTH);
      }
    }
    double[] weight = head.byWeight().clone();
    double[] bias = head.byBias().clone();
    double[] raw = {};
    if (head.term() instanceof ElboTerm elbo) {
      raw = elbo.ownGradient();
      for (int i = 0; i < weight.length; i++) {
        weight[i] += elbo.pull() * rows.parameters[rows.place(Head.WEIGHT) + i];
      }
      for (int p = 0; p < rows.config.linearPredictors(); p++) {
        bias[p] += elbo.pull() * rows.parameters[rows.place(Head.BIAS) + p];
      }
    }
    return new Outcome(value, byLatent, weight, bias, raw);
  }

  private static HeadGradient head(Case rows) {
    Head head = new Head(rows.config, WIDTH, LABELLED, rows::place, rows.parameters);
    if (rows.root.length > 0) {
      head.adoptSpread(rows.root);
    }
    return head.gradient();
  }

  private static Outcome autograds(Case rows) {
    return onOracle(
        rows,
        (own, term, z, y) -> {
          Tensor sum = term.training(z, own.eta(z), y, new SplittableRandom(6)).sum();
          sum.backward();
          double value = sum.item_double();
          return new Outcome(value, Tensors.doubles(z.grad()), NONE, NONE, NONE);
        },
        (store, found) ->
            new Outcome(
                found.value,
                found.latent,
                gradient(store, Head.WEIGHT),
                gradient(store, Head.BIAS),
                gradient(store, Head.RAW)));
  }

  private static double[] gradient(ParameterStore store, String name) {
    Tensor tensor = store.parameters().get(name);
    return tensor == null ? NONE : Tensors.doubles(tensor.grad());
  }

  private interface Question<T> {
    T of(GlmHead head, io.diglm.oracle.TargetTerm term, Tensor z, Tensor y);
  }

  private interface Rest<T> {
    T of(ParameterStore store, T found);
  }

  private static <T> T onOracle(Case rows, Question<T> question) {
    return onOracle(rows, question, (store, found) -> found);
  }

  private static <T> T onOracle(Case rows, Question<T> question, Rest<T> rest) {
    try (ParameterStore store = new ParameterStore(1, ScalarType.Double)) {
      return NativeScope.compute(
          () -> {
            GlmHead head = GlmHead.build(rows.config, WIDTH, store, "head");
            io.diglm.oracle.TargetTerm term =
                io.diglm.oracle.TargetTerm.of(head, WIDTH, LABELLED, store);
            for (Map.Entry<String, Tensor> entry : store.parameters().entrySet()) {
              Tensor tensor = entry.getValue();
              Tensors.fill(tensor, rows.slice(entry.getKey(), (int) tensor.numel()));
            }
            if (rows.root.length > 0) {
              Tensor root = Objects.requireNonNull(store.buffers().get("term.root"));
              root.copy_(Tensors.of(rows.root, WIDTH + 1, WIDTH + 1));
            }
            Tensor z = Tensors.of(rows.latent, ROWS, WIDTH).to(ScalarType.Double);
            z.requires_grad_(true);
            T found = question.of(head, term, z, Tensors.of(rows.y, ROWS));
            return rest.of(store, found);
          });
    }
  }

  /** Linear predictors near 1, which suits every link. */
  private static Case rows(HeadConfig config) {
    SplittableRandom random = new SplittableRandom(5);
    int linear = config.linearPredictors();
    int coefficients = linear * (WIDTH + 1);
    int size = linear * WIDTH + config.predictors();
    float[] parameters =
        Seeds.normal(random, size + (config.bayes() == Bayes.ELBO ? coefficients : 0), 0.1);
    parameters[linear * WIDTH] += 1;
    boolean spreads = config.bayes() == Bayes.CONJUGATE || config.bayes() == Bayes.BOUND;
    double[] root = new double[spreads ? (WIDTH + 1) * (WIDTH + 1) : 0];
    for (int i = 0; i < root.length; i++) {
      root[i] = i % (WIDTH + 1) <= i / (WIDTH + 1) ? 0.3 * random.nextGaussian() : 0;
    }
    double[] y = Heads.targets(config, ROWS, random);
    y[3] = Double.NaN;
    return new Case(config, parameters, root, Seeds.normal(random, ROWS * WIDTH, 1), y);
  }

  /** Relative to the largest: a sum of many numbers has no more digits than they. */
  private static void assertSame(double[] expected, double[] got) {
    assertEquals(expected.length, got.length);
    double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], got[i], TOLERANCE * largest);
    }
  }
}
