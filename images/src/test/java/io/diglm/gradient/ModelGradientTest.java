package io.diglm.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.distribution.Seeds;
import io.diglm.flow.Mode;
import io.diglm.glm.Head;
import io.diglm.model.Bayes;
import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.model.FlowConfig;
import io.diglm.model.FlowConfig.Architecture;
import io.diglm.model.FlowConfig.Norm;
import io.diglm.model.HeadConfig;
import io.diglm.oracle.HybridModel;
import io.diglm.oracle.HybridObjective;
import io.diglm.oracle.HybridOutput;
import io.diglm.oracle.TargetTerm;
import io.diglm.schema.TargetEnds;
import io.diglm.torch.NativeScope;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Tensors;
import io.diglm.torch.Weights;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The gradient by hand of a whole model is autograd's in double precision, to single precision. */
final class ModelGradientTest {
  private static final int ROWS = 150;
  private static final int WIDTH = 5;
  private static final double SIZE = 140;
  private static final FlowConfig FLOW = flow(Architecture.REALNVP, Norm.NONE);
  private static final float[] NONE = {};

  /** What both ways give; the gradient is of the loss divided by SIZE, by name. */
  private record Outcome(double target, double density, Map<String, double[]> gradient) {}

  @ParameterizedTest
  @EnumSource
  void allFamilies(FamilyName family) {
    assertSame(FLOW, head(family, Dispersion.MODELLED, Bayes.NONE), new Objective(0.3));
  }

  @ParameterizedTest
  @EnumSource
  void allArchitectures(Architecture architecture) {
    for (Norm norm : Norm.values()) {
      HeadConfig head = head(FamilyName.GAUSSIAN, Dispersion.MODELLED, Bayes.NONE);
      assertSame(flow(architecture, norm), head, new Objective(0.3));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GAUSSIAN, ELBO",
    "MIXTURE, ELBO",
    "CATEGORICAL, ELBO",
    "CATEGORICAL, LAPLACE",
    "ORDINAL, ELBO"
  })
  void allInferences(FamilyName family, Bayes bayes) {
    assertSame(FLOW, head(family, Dispersion.MODELLED, bayes), new Objective(0.3));
  }

  @Test
  void targetsAlone() {
    assertSame(FLOW, head(FamilyName.MIXTURE, Dispersion.CONSTANT, Bayes.NONE), new Objective(0));
  }

  @ParameterizedTest
  @CsvSource({
    "CATEGORICAL, 0.7, 0, 0",
    "CATEGORICAL, 0, 1.5, 0",
    "CATEGORICAL, 0, 0, 0.8",
    "CATEGORICAL, 0.7, 1.5, 0.8",
    "ORDINAL, 0.7, 1.5, 0.8",
    "BERNOULLI, 0.7, 1.5, 0.8"
  })
  void rowsWithoutAClass(
      FamilyName family, double entropy, double consistency, double propagation) {
    HeadConfig head = head(family, Dispersion.CONSTANT, Bayes.NONE);
    assertSame(FLOW, head, new Objective(0.3, entropy, consistency, 0.4, propagation));
  }

  /** The gradient of a sum is the sum of gradients, and the second target asks no density. */
  @ParameterizedTest
  @CsvSource({"GAUSSIAN, BERNOULLI", "MIXTURE, POISSON", "CATEGORICAL, GAMMA"})
  void severalTargets(FamilyName first, FamilyName second) {
    SplittableRandom random = new SplittableRandom(5);
    float[] x = Seeds.normal(random, ROWS * WIDTH, 1);
    List<HeadConfig> heads =
        List.of(
            head(first, Dispersion.MODELLED, Bayes.NONE),
            head(second, Dispersion.MODELLED, Bayes.NONE));
    Batch rows = rows(x, heads.get(0), new Objective(0.3), 7);
    Batch others = rows(x, heads.get(1), new Objective(0), 4);
    Parameters both = parameters(heads, random);
    Outcome expected = autograds(FLOW, heads.get(0), new Objective(0.3), rows, alone(both, ""));
    Outcome more = autograds(FLOW, heads.get(1), new Objective(0), others, alone(both, SECOND));
    Outcome got = together(heads, rows.with(new double[][] {others.y()}), both);
    assertEquals(expected.target + more.target, got.target, 1e-4);
    assertEquals(expected.density, got.density, 1e-4 * Math.abs(expected.density));
    double largest =
        expected.gradient.values().stream()
            .flatMapToDouble(Arrays::stream)
            .map(Math::abs)
            .max()
            .orElseThrow();
    got.gradient.forEach(
        (name, numbers) -> {
          boolean ofSecond = name.startsWith(SECOND);
          double[] sum = numbers.clone();
          Arrays.fill(sum, 0);
          if (!ofSecond) {
            add(expected.gradient.get(name), sum);
          }
          if (ofSecond || !name.startsWith("head.")) {
            add(more.gradient.get(ofSecond ? name.substring(SECOND.length()) : name), sum);
          }
          assertArrayEquals(sum, numbers, 1e-4 * largest, name);
        });
  }

  private static final String SECOND = "target.2.";

  private static void add(double @Nullable [] some, double[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += Objects.requireNonNull(some)[i];
    }
  }

  /** Returns the parameters of a model of one of two targets. */
  private static Parameters alone(Parameters both, String prefix) {
    Parameters.Maker maker = new Parameters.Maker();
    both.tensors()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith("flow.")) {
                maker.learned(name, tensor.floats(), tensor.shape());
              } else if (name.startsWith(prefix + "head.")) {
                maker.learned(name.substring(prefix.length()), tensor.floats(), tensor.shape());
              }
            });
    return maker.build();
  }

  private static Parameters parameters(List<HeadConfig> heads, SplittableRandom random) {
    Parameters.Maker maker = new Parameters.Maker();
    InitialFlow.add(FLOW, WIDTH, 1, maker);
    for (int k = 0; k < heads.size(); k++) {
      HeadConfig head = heads.get(k);
      String prefix = k == 0 ? "" : SECOND;
      int linear = head.linearPredictors();
      maker.learned(prefix + Head.WEIGHT, new float[linear * WIDTH], linear, WIDTH);
      maker.learned(prefix + Head.BIAS, new float[head.predictors()], head.predictors());
    }
    Parameters parameters = maker.build();
    float[] values = parameters.values();
    float[] moved = Seeds.normal(random, values.length, 0.05);
    for (int i = 0; i < values.length; i++) {
      values[i] += moved[i];
    }
    return parameters;
  }

  private static Outcome together(List<HeadConfig> heads, Batch rows, Parameters parameters) {
    float[] values = parameters.values();
    Head first = new Head(heads.get(0), WIDTH, ROWS, parameters::place, values);
    Head second =
        new Head(heads.get(1), WIDTH, ROWS, name -> parameters.place(SECOND + name), values);
    ModelGradient model =
        new ModelGradient(
            new RowFlowGradient(FLOW, WIDTH, parameters),
            first.gradient(),
            heads.get(0).predictors(),
            List.of(second.gradient()));
    float[] gradients = new float[values.length];
    ModelGradient.Sums sums =
        model.add(rows, new Objective(0.3), SIZE, new SplittableRandom(6), gradients);
    Map<String, double[]> byName = new LinkedHashMap<>();
    parameters.tensors(gradients).forEach((name, g) -> byName.put(name, g.doubles()));
    return new Outcome(sums.target(), sums.density(), byName);
  }

  private static FlowConfig flow(Architecture architecture, Norm norm) {
    return FlowConfig.ofRows()
        .architecture(architecture)
        .norm(norm)
        .activation(FlowConfig.Activation.TANH)
        .layers(4)
        .hidden(24)
        .depth(2)
        .frequencies(2)
        .frequencyScale(0.5)
        .logScaleBound(2)
        .bins(6)
        .latentVariance(1.5);
  }

  private static HeadConfig head(FamilyName family, Dispersion dispersion, Bayes bayes) {
    int count =
        switch (family) {
          case MIXTURE, LOG_MIXTURE, ROUNDED -> 3;
          case CATEGORICAL, ORDINAL -> 4;
          default -> 1;
        };
    double scale =
        switch (family) {
          case GAUSSIAN, STUDENT_T, MIXTURE, LOG_MIXTURE, ROUNDED, TWEEDIE -> 1.7;
          default -> 1;
        };
    return HeadConfig.point(family, family.definition().usualLink(), dispersion, count, 0, scale)
        .withPosterior(bayes);
  }

  /** Rows of which every n-th lacks its target. */
  private static Batch rows(float[] x, HeadConfig head, Objective objective, int every) {
    double[] y = new double[ROWS];
    boolean[] counted = new boolean[ROWS];
    int classes = Math.max(2, head.count());
    boolean guesses = objective.propagationWeight() > 0;
    float[] guessed = new float[guesses ? ROWS * classes : 0];
    for (int row = 0; row < ROWS; row++) {
      boolean positive = head.family() == FamilyName.GAMMA || head.definition().censors();
      int least = positive ? 1 : 0;
      double known = head.family() == FamilyName.BETA ? 0.3 + 0.4 * (row % 2) : least + row % 2;
      y[row] = row % every == every / 2 || head.predictors() == 0 ? Double.NaN : known;
      counted[row] = row % 5 != 1;
      if (guesses && Double.isNaN(y[row])) {
        guessed[row * classes + 1] = 0.6f;
        guessed[row * classes] = 0.3f;
      }
    }
    double[] weights = new double[ROWS];
    Arrays.fill(weights, 1);
    return new Batch(
        x,
        x,
        y,
        counted,
        guessed,
        NONE,
        false,
        weights,
        new double[0],
        TargetEnds.NONE,
        new double[0][]);
  }

  private static void assertSame(FlowConfig flow, HeadConfig head, Objective objective) {
    SplittableRandom random = new SplittableRandom(5);
    float[] x = Seeds.normal(random, ROWS * WIDTH, 1);
    Batch rows = rows(x, head, objective, 7);
    Parameters parameters = parameters(flow, head, random);
    Outcome expected = autograds(flow, head, objective, rows, parameters);
    Outcome got = byHand(flow, head, objective, rows, parameters);
    assertEquals(expected.target, got.target, 1e-5 * (1 + Math.abs(expected.target)));
    assertEquals(expected.density, got.density, 1e-5 * (1 + Math.abs(expected.density)));
    double largest =
        expected.gradient.values().stream()
            .flatMapToDouble(Arrays::stream)
            .map(Math::abs)
            .max()
            .orElseThrow();
    assertTrue(largest > 0);
    expected.gradient.forEach(
        (name, numbers) ->
            assertArrayEquals(
                numbers, got.gradient.getOrDefault(name, new double[0]), 1e-4 * largest, name));
  }

  /** Away from their start, near which nothing depends on x. */
  private static Parameters parameters(FlowConfig flow, HeadConfig head, SplittableRandom random) {
    Parameters.Maker maker = new Parameters.Maker();
    InitialFlow.add(flow, WIDTH, 1, maker);
    int linear = head.linearPredictors();
    if (head.predictors() > 0) {
      maker.learned(Head.WEIGHT, new float[linear * WIDTH], linear, WIDTH);
      maker.learned(Head.BIAS, new float[head.predictors()], head.predictors());
    }
    if (head.bayes() == Bayes.ELBO) {
      maker.learned(Head.RAW, new float[linear * (WIDTH + 1)], linear, WIDTH + 1L);
    }
    Parameters parameters = maker.build();
    float[] values = parameters.values();
    float[] moved = Seeds.normal(random, values.length, 0.05);
    for (int i = 0; i < values.length; i++) {
      values[i] += moved[i];
    }
    return parameters;
  }

  private static Outcome byHand(
      FlowConfig flow, HeadConfig head, Objective objective, Batch rows, Parameters parameters) {
    Head own = new Head(head, WIDTH, ROWS, parameters::place, parameters.values());
    ModelGradient model =
        new ModelGradient(
            new RowFlowGradient(flow, WIDTH, parameters), own.gradient(), head.predictors());
    float[] gradients = new float[parameters.values().length];
    ModelGradient.Sums sums = model.add(rows, objective, SIZE, new SplittableRandom(6), gradients);
    Map<String, double[]> byName = new LinkedHashMap<>();
    parameters.tensors(gradients).forEach((name, g) -> byName.put(name, g.doubles()));
    return new Outcome(sums.target(), sums.density(), byName);
  }

  private static Outcome autograds(
      FlowConfig flow, HeadConfig head, Objective wanted, Batch rows, Parameters parameters) {
    HybridObjective objective =
        new HybridObjective(
            wanted.lambda(),
            wanted.entropyWeight(),
            wanted.consistencyWeight(),
            wanted.radius(),
            wanted.propagationWeight());
    try (ParameterStore store = new ParameterStore(1, ScalarType.Double)) {
      return NativeScope.compute(
          () -> {
            HybridModel model = HybridModel.build(flow, head, WIDTH, store);
            TargetTerm term = TargetTerm.of(model.head(), WIDTH, ROWS, store);
            Weights.load(parameters.tensors(), store);
            Tensor x = Tensors.of(rows.x(), ROWS, WIDTH).to(ScalarType.Double);
            Tensor y = Tensors.of(rows.y(), ROWS);
            SplittableRandom random = new SplittableRandom(6);
            HybridOutput output = model.forward(x, Mode.TRAINING);
            double[] weights = new double[ROWS];
            Arrays.setAll(weights, row -> rows.counted()[row] ? 1 : 0);
            Tensor density = output.logDensity().mul(Tensors.of(weights, ROWS));
            HybridOutput counted = new HybridOutput(output.latent(), output.eta(), density);
            HybridObjective.Terms terms = objective.training(term, counted, y, random);
            Optional<Tensor> guesses =
                rows.guesses().length == 0
                    ? Optional.empty()
                    : Optional.of(
                        Tensors.of(rows.guesses(), ROWS, rows.guesses().length / ROWS)
                            .to(ScalarType.Double));
            Tensor loss =
                objective
                    .rows(model, x, output.eta(), y, guesses, random)
                    .map(terms.loss()::add)
                    .orElse(terms.loss());
            Tensors.times(loss, 1 / SIZE).backward();
            Map<String, double[]> byName = new LinkedHashMap<>();
            store
                .parameters()
                .forEach(
                    (name, tensor) ->
                        byName.put(
                            name,
                            tensor.grad().defined()
                                ? Tensors.doubles(tensor.grad())
                                : new double[(int) tensor.numel()]));
            return new Outcome(terms.target().item_double(), terms.density().item_double(), byName);
          });
    }
  }
}
