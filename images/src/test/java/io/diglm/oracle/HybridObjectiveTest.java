package io.diglm.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.distribution.Seeds;
import io.diglm.flow.Mode;
import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import io.diglm.model.Link;
import io.diglm.torch.NativeScope;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Tensors;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

/** The terms of rows without a target. */
final class HybridObjectiveTest {
  private static final int ROWS = 20;
  private static final int WIDTH = 3;
  private static final double RADIUS = 0.02;
  private static final HeadConfig CLASSES =
      HeadConfig.point(FamilyName.CATEGORICAL, Link.LOGIT, Dispersion.CONSTANT, 4, 0, 1);
  private static final HeadConfig NUMBERS =
      HeadConfig.point(FamilyName.GAUSSIAN, Link.IDENTITY, Dispersion.MODELLED, 1, 0, 1);

  private record Rows(HybridModel model, Tensor x, Tensor y) {
    Tensor logs(Tensor at) {
      return model.head().logProbabilities(model.forward(at, Mode.TRAINING).eta()).orElseThrow();
    }

    Optional<Tensor> terms(HybridObjective objective) {
      Tensor eta = model.forward(x, Mode.TRAINING).eta();
      return objective.rows(model, x, eta, y, Optional.empty(), new SplittableRandom(3));
    }

    Optional<Tensor> terms(HybridObjective objective, Tensor guesses) {
      Tensor eta = model.forward(x, Mode.TRAINING).eta();
      return objective.rows(model, x, eta, y, Optional.of(guesses), new SplittableRandom(3));
    }
  }

  @Test
  void entropyIsThatOfTheRowsWithoutATarget() {
    double[] both = new double[2];
    of(
        CLASSES,
        rows -> {
          both[0] =
              rows.terms(new HybridObjective(1, 0.5, 0, RADIUS, 0)).orElseThrow().item_double();
          Tensor logs = rows.logs(rows.x()).narrow(0, 5, ROWS - 5);
          both[1] = -0.5 * logs.exp().mul(logs).sum().item_double();
          return 0;
        });
    assertEquals(both[1], both[0], 1e-12);
    assertTrue(both[0] > 0);
  }

  @Test
  void aGuessIsLearnedAsFarAsItIsSure() {
    double[] both = new double[2];
    of(
        CLASSES,
        rows -> {
          double[] guesses = new double[4 * ROWS];
          guesses[4 * 7 + 1] = 0.75;
          guesses[4 * 7 + 3] = 0.25;
          Tensor q = Tensors.of(guesses, ROWS, 4);
          both[0] =
              rows.terms(new HybridObjective(1, 0, 0, RADIUS, 2), q).orElseThrow().item_double();
          double[] logs = Tensors.doubles(rows.logs(rows.x()));
          both[1] = -2 * (0.75 * logs[4 * 7 + 1] + 0.25 * logs[4 * 7 + 3]);
          return 0;
        });
    assertEquals(both[1], both[0], 1e-12);
  }

  @Test
  void noRandomMoveOfTheSameLengthChangesTheAnswersMore() {
    double adversarial =
        of(
            CLASSES,
            rows ->
                rows.terms(new HybridObjective(1, 0, 1, RADIUS, 0)).orElseThrow().item_double());
    for (int seed = 0; seed < 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double moved = of(CLASSES, rows -> divergence(rows, random));
      assertTrue(moved > 0 && moved < adversarial, moved + " against " + adversarial);
    }
  }

  @Test
  void numbersAndFullyLabelledRowsHaveNoSuchTerm() {
    HybridObjective objective = new HybridObjective(1, 1, 1, RADIUS, 0);
    assertEquals(0, of(NUMBERS, rows -> rows.terms(objective).isPresent() ? 1 : 0));
    assertEquals(
        0,
        of(
            CLASSES,
            rows ->
                new Rows(rows.model(), rows.x(), rows.y().nan_to_num()).terms(objective).isPresent()
                    ? 1
                    : 0));
    assertEquals(0, of(CLASSES, rows -> rows.terms(new HybridObjective(1)).isPresent() ? 1 : 0));
  }

  @Test
  void warpedImagesAnswerToTheirTargetsAndToSureAnswers() {
    double[] both = new double[2];
    of(
        CLASSES,
        rows -> {
          Tensor eta = rows.model().forward(rows.x(), Mode.TRAINING).eta();
          // The sixth row is made sure of class 2; the others lack a target and are not sure.
          eta.narrow(0, 5, 1).copy_(Tensors.of(new double[] {0, 0, 9, 0}, 1, 4));
          Tensor warped = rows.x().add(new Scalar(0.3));
          both[0] =
              new HybridObjective(1, 0, 2, RADIUS, 0)
                  .images(rows.model(), Optional.of(warped), eta, rows.y())
                  .orElseThrow()
                  .item_double();
          double[] logs = Tensors.doubles(rows.logs(warped));
          for (int row = 0; row < 6; row++) {
            both[1] -= 2 * logs[4 * row + (row == 5 ? 2 : 0)];
          }
          return 0;
        });
    assertEquals(both[1], both[0], 1e-10);
  }

  @Test
  void imagesThatAreNotWarpedHaveTheirEntropyAlone() {
    HybridObjective objective = new HybridObjective(1, 0.5, 1, RADIUS, 0);
    double entropy =
        of(
            CLASSES,
            rows -> {
              Tensor eta = rows.model().forward(rows.x(), Mode.TRAINING).eta();
              return objective
                  .images(rows.model(), Optional.empty(), eta, rows.y())
                  .orElseThrow()
                  .item_double();
            });
    assertEquals(
        of(
            CLASSES,
            rows ->
                rows.terms(new HybridObjective(1, 0.5, 0, RADIUS, 0)).orElseThrow().item_double()),
        entropy,
        1e-12);
  }

  private static double divergence(Rows rows, SplittableRandom random) {
    float[] normal = Seeds.normal(random, ROWS * WIDTH, 1);
    Tensor move = Tensors.of(normal, ROWS, WIDTH).to(ScalarType.Double);
    Tensor norms = Tensors.sumOfEvent(move.mul(move)).sqrt().unsqueeze(1);
    Tensor here = rows.logs(rows.x());
    Tensor there = rows.logs(rows.x().add(move.div(norms).mul(new Scalar(RADIUS))));
    return here.exp().mul(here.sub(there)).sum().item_double();
  }

  /** Computes in float64 over rows of which the first five have a target. */
  private static double of(HeadConfig head, ToDoubleFunction<Rows> body) {
    try (ParameterStore store = new ParameterStore(1, ScalarType.Double)) {
      return NativeScope.compute(
          () -> {
            HybridModel model = HybridModel.build(FlowConfig.ofRows(), head, WIDTH, store);
            float[] normal = Seeds.normal(new SplittableRandom(2), ROWS * WIDTH, 1);
            double[] y = new double[ROWS];
            Arrays.fill(y, 5, ROWS, Double.NaN);
            store.flatten();
            Tensor weights = store.flat().values();
            // Weights start near 0, where nothing depends on x.
            weights.copy_(
                Tensors.of(
                    Seeds.normal(new SplittableRandom(4), (int) weights.numel(), 0.05),
                    weights.numel()));
            return body.applyAsDouble(
                new Rows(
                    model,
                    Tensors.of(normal, ROWS, WIDTH).to(ScalarType.Double),
                    Tensors.of(y, ROWS)));
          });
    }
  }
}
