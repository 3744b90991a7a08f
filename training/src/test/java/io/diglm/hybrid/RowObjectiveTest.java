package io.diglm.hybrid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.flow.Mode;
import io.diglm.flow.RowPass;
import io.diglm.glm.HeadGradient;
import io.diglm.glm.TargetTerm;
import io.diglm.model.Bayes;
import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import io.diglm.model.Link;
import io.diglm.torch.NativeScope;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Seeds;
import io.diglm.torch.Tensors;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The gradient by hand of a whole model is autograd's. */
final class RowObjectiveTest {
  private static final int ROWS = 150;
  private static final int WIDTH = 5;
  private static final double LAMBDA = 0.3;
  private static final double SIZE = 140;
  private static final FlowConfig FLOW = FlowConfig.ofRows();

  /** What both ways give; the gradient is of the loss divided by SIZE. */
  private record Outcome(double target, double density, double[] gradient) {}

  private record Rows(float[] x, double[] y, boolean[] counted) {}

  @ParameterizedTest
  @EnumSource
  void allFamilies(FamilyName family) {
    assertSame(head(family, Dispersion.MODELLED), LAMBDA);
  }

  @ParameterizedTest
  @EnumSource(names = {"GAUSSIAN", "STUDENT_T", "MIXTURE", "GAMMA"})
  void dispersionsThatDoNotDependOnTheRow(FamilyName family) {
    assertSame(head(family, Dispersion.CONSTANT), LAMBDA);
  }

  @Test
  void targetsAlone() {
    assertSame(head(FamilyName.MIXTURE, Dispersion.MODELLED), 0);
  }

  @Test
  void coefficientsWithAPosteriorAreLeftToAutograd() {
    HeadConfig head =
        new HeadConfig(
            FamilyName.GAUSSIAN, Link.IDENTITY, Dispersion.CONSTANT, 1, 0, 1, Bayes.CONJUGATE);
    try (ParameterStore store = new ParameterStore(1, ScalarType.Float)) {
      NativeScope.run(
          () -> {
            HybridModel model = HybridModel.build(FLOW, head, WIDTH, store);
            TargetTerm term = TargetTerm.of(model.head(), WIDTH, ROWS, store);
            store.flatten();
            assertTrue(HeadGradient.of(term, head, WIDTH, store, "head").isEmpty());
          });
    }
  }

  private static HeadConfig head(FamilyName family, Dispersion dispersion) {
    int count =
        switch (family) {
          case MIXTURE, LOG_MIXTURE, ROUNDED -> 3;
          case CATEGORICAL -> 4;
          default -> 1;
        };
    double scale =
        switch (family) {
          case GAUSSIAN, STUDENT_T, MIXTURE, LOG_MIXTURE, ROUNDED -> 1.7;
          default -> 1;
        };
    return HeadConfig.point(family, family.definition().usualLink(), dispersion, count, 0, scale);
  }

  private static void assertSame(HeadConfig head, double lambda) {
    Outcome expected = outcome(head, lambda, ScalarType.Double);
    Outcome got = outcome(head, lambda, ScalarType.Float);
    assertEquals(expected.target, got.target, 1e-5 * (1 + Math.abs(expected.target)));
    assertEquals(expected.density, got.density, 1e-5 * (1 + Math.abs(expected.density)));
    double largest = Arrays.stream(expected.gradient).map(Math::abs).max().orElseThrow();
    assertTrue(largest > 0);
    assertArrayEquals(expected.gradient, got.gradient, 1e-4 * largest);
  }

  /** By autograd in double precision; by hand in single. */
  private static Outcome outcome(HeadConfig head, double lambda, ScalarType type) {
    SplittableRandom random = new SplittableRandom(5);
    float[] x = Seeds.normal(random, ROWS * WIDTH, 1);
    double[] y = new double[ROWS];
    boolean[] counted = new boolean[ROWS];
    for (int row = 0; row < ROWS; row++) {
      boolean positive =
          head.family() == FamilyName.GAMMA || head.family() == FamilyName.LOG_MIXTURE;
      int least = positive ? 1 : 0;
      y[row] = row % 7 == 3 || head.predictors() == 0 ? Double.NaN : least + row % 2;
      counted[row] = row % 5 != 1;
    }
    Rows rows = new Rows(x, y, counted);
    try (ParameterStore store = new ParameterStore(1, type)) {
      return NativeScope.compute(
          () -> {
            HybridModel model = HybridModel.build(FLOW, head, WIDTH, store);
            TargetTerm term = TargetTerm.of(model.head(), WIDTH, ROWS, store);
            Tensor values = store.flatten().values();
            // Weights start near 0, where nothing depends on x.
            float[] drawn = Seeds.normal(random, (int) values.numel(), 0.05);
            values.copy_(Tensors.of(drawn, drawn.length));
            store.flat().read();
            return type == ScalarType.Double
                ? autograds(model, term, store, rows, lambda)
                : byHand(model, term, store, rows, lambda);
          });
    }
  }

  private static Outcome byHand(
      HybridModel model, TargetTerm term, ParameterStore store, Rows rows, double lambda) {
    RowObjective objective =
        new RowObjective(
            RowPass.of(FLOW, model.flow(), store),
            HeadGradient.of(term, model.head().config(), WIDTH, store, "head").orElseThrow());
    float[] gradients = new float[(int) store.flat().values().numel()];
    RowObjective.Sums sums = objective.add(rows.x, rows.y, rows.counted, lambda, SIZE, gradients);
    double[] wide = new double[gradients.length];
    Arrays.setAll(wide, i -> gradients[i]);
    return new Outcome(sums.target(), sums.density(), wide);
  }

  private static Outcome autograds(
      HybridModel model, TargetTerm term, ParameterStore store, Rows rows, double lambda) {
    Tensor x = Tensors.of(rows.x, ROWS, WIDTH).to(ScalarType.Double);
    HybridOutput output = model.forward(x, Mode.TRAINING);
    double[] weights = new double[ROWS];
    Arrays.setAll(weights, row -> rows.counted[row] ? 1 : 0);
    Tensor density = output.logDensity().mul(Tensors.of(weights, ROWS));
    HybridObjective.Terms terms =
        new HybridObjective(lambda)
            .training(
                term,
                new HybridOutput(output.latent(), output.eta(), density),
                Tensors.of(rows.y, ROWS),
                new SplittableRandom(6));
    Tensors.times(terms.loss(), 1 / SIZE).backward();
    return new Outcome(
        terms.target().item_double(),
        terms.density().item_double(),
        Tensors.doubles(store.flat().gradients()));
  }
}
