package io.diglm.glm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.model.HeadConfig;
import io.diglm.model.Link;
import io.diglm.oracle.GlmHead;
import io.diglm.torch.NativeScope;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Tensors;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GlmHeadTest {
  private static final int DIMENSION = 4;
  private static final double[] Z = {0.5, -1, 2, 0.1, -0.3, 0.7, 1.1, -2};

  @ParameterizedTest
  @CsvSource({
    "GAUSSIAN, CONSTANT, 1",
    "GAUSSIAN, MODELLED, 2",
    "STUDENT_T, CONSTANT, 1",
    "STUDENT_T, MODELLED, 2",
    "BERNOULLI, CONSTANT, 1",
    "CATEGORICAL, CONSTANT, 4",
    "POISSON, MODELLED, 1",
    "NEGATIVE_BINOMIAL, CONSTANT, 1",
    "NEGATIVE_BINOMIAL, MODELLED, 2",
    "GAMMA, CONSTANT, 1",
    "GAMMA, MODELLED, 2",
    "MIXTURE, CONSTANT, 6",
    "MIXTURE, MODELLED, 9",
  })
  void predictorsAreLinearFirstAndConstantAfter(
      FamilyName family, Dispersion dispersion, int linear) {
    HeadConfig config = Heads.config(family, family.definition().usualLink(), dispersion);
    int width = config.predictors();
    try (ParameterStore store = new ParameterStore(1, ScalarType.Double)) {
      double[] eta = eta(config, store);
      double[] weight = Tensors.doubles(parameter(store, "head.weight"));
      double[] bias = Tensors.doubles(parameter(store, "head.bias"));
      assertEquals(linear * DIMENSION, weight.length);
      for (int n = 0; n < 2; n++) {
        double[] expected = bias.clone();
        for (int i = 0; i < weight.length; i++) {
          expected[i / DIMENSION] += weight[i] * Z[n * DIMENSION + i % DIMENSION];
        }
        assertArrayEquals(expected, Arrays.copyOfRange(eta, n * width, (n + 1) * width), 1e-14);
      }
    }
  }

  @Test
  void componentsOfMixtureBeginApart() {
    assertArrayEquals(
        new double[] {0, 0, 0, -1, 0.5, 2, -1, -0.35, 0.3},
        bias(FamilyName.MIXTURE, Link.IDENTITY),
        1e-15);
  }

  @Test
  void biasesBeginWhereTheMeanIsOneIfZeroIsSingular() {
    assertArrayEquals(new double[] {0, 0, 1.5}, bias(FamilyName.STUDENT_T, Link.IDENTITY));
    assertArrayEquals(new double[] {0, 0}, bias(FamilyName.GAMMA, Link.LOG));
    assertArrayEquals(new double[] {1, 0}, bias(FamilyName.GAMMA, Link.INVERSE));
    assertArrayEquals(new double[] {1}, bias(FamilyName.POISSON, Link.SQRT));
  }

  @Test
  void weightsBeginSmallAndDependOnTheSeedAlone() {
    HeadConfig config = Heads.config(FamilyName.CATEGORICAL, Link.LOGIT, Dispersion.CONSTANT);
    double[] weights = weights(config, 1);
    double squares = Arrays.stream(weights).map(w -> w * w).sum();
    assertEquals(0.05, Math.sqrt(squares / weights.length), 0.005);
    assertArrayEquals(weights, weights(config, 1));
    assertFalse(Arrays.equals(weights, weights(config, 2)));
  }

  @Test
  void gradientReachesEveryParameter() {
    HeadConfig config = Heads.config(FamilyName.MIXTURE, Link.IDENTITY, Dispersion.CONSTANT);
    try (ParameterStore store = new ParameterStore(1, ScalarType.Double)) {
      NativeScope.run(
          () -> {
            GlmHead head = GlmHead.build(config, DIMENSION, store, "head");
            Tensor y = Tensors.of(new double[] {3, -11}, 2);
            head.logLikelihood(head.eta(Tensors.of(Z, 2, DIMENSION)), y).sum().backward();
            for (String name : List.of("head.weight", "head.bias")) {
              for (double g : Tensors.doubles(parameter(store, name).grad())) {
                assertTrue(Double.isFinite(g) && g != 0, name);
              }
            }
          });
    }
  }

  @Test
  void latentMustHaveTheHeadsWidth() {
    HeadConfig config = Heads.config(FamilyName.POISSON, Link.LOG, Dispersion.CONSTANT);
    try (ParameterStore store = new ParameterStore(1, ScalarType.Double)) {
      IllegalArgumentException error =
          assertThrows(
              IllegalArgumentException.class,
              () ->
                  NativeScope.run(
                      () -> GlmHead.build(config, 5, store, "head").eta(Tensors.of(Z, 2, 4))));
      assertEquals("z must have shape (N, 5), got (2, 4)", error.getMessage());
    }
  }

  private static double[] eta(HeadConfig config, ParameterStore store) {
    return NativeScope.infer(
        () ->
            Tensors.doubles(
                GlmHead.build(config, DIMENSION, store, "head").eta(Tensors.of(Z, 2, DIMENSION))));
  }

  private static double[] bias(FamilyName family, Link link) {
    HeadConfig config = Heads.config(family, link, Dispersion.CONSTANT);
    try (ParameterStore store = new ParameterStore(1, ScalarType.Double)) {
      eta(config, store);
      return Tensors.doubles(parameter(store, "head.bias"));
    }
  }

  private static double[] weights(HeadConfig config, long seed) {
    try (ParameterStore store = new ParameterStore(seed, ScalarType.Double)) {
      return NativeScope.infer(
          () -> {
            GlmHead.build(config, 200, store, "head");
            return Tensors.doubles(parameter(store, "head.weight"));
          });
    }
  }

  private static Tensor parameter(ParameterStore store, String name) {
    Tensor tensor = store.parameters().get(name);
    if (tensor == null) {
      throw new AssertionError("no parameter " + name);
    }
    return tensor;
  }
}
