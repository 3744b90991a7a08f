package io.diglm.glm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diglm.distribution.Residual;
import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.model.HeadConfig;
import io.diglm.model.Link;
import io.diglm.oracle.Lifetime;
import io.diglm.torch.NativeScope;
import io.diglm.torch.Tensors;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The likelihood of censored targets and its gradient by hand are autograd's. */
final class CensoredGradientTest {
  private static final int ROWS = 60;
  private static final double NEVER = Double.POSITIVE_INFINITY;

  @ParameterizedTest
  @EnumSource(
      value = FamilyName.class,
      names = {"WEIBULL", "LOG_NORMAL", "LOG_LOGISTIC", "LOG_MIXTURE"})
  void likelihoodsOfEndsAndTheirGradientsAreAutograds(FamilyName family) {
    HeadConfig head = Heads.config(family, Link.IDENTITY, Dispersion.MODELLED);
    SplittableRandom random = new SplittableRandom(12);
    double[] eta = random.doubles((long) ROWS * head.predictors()).map(u -> 2 * u - 1).toArray();
    double[] y = Heads.targets(head, ROWS, random);
    Stream.of(new double[] {1, NEVER}, new double[] {0, 1}, new double[] {1, 1.7})
        .forEach(
            factors -> {
              double[] low = standardised(head, y, factors[0]);
              double[] high = standardised(head, y, factors[1]);
              Heads.Evaluated expected = autograds(head, eta, low, high);
              double[] gradient = new double[eta.length];
              for (int row = 0; row < ROWS; row++) {
                int at = row * head.predictors();
                double value = head.logBetween(eta, at, low[row], high[row], gradient);
                assertClose(expected.values()[row], value);
              }
              for (int i = 0; i < eta.length; i++) {
                assertClose(expected.gradient()[i], gradient[i]);
              }
            });
  }

  private static void assertClose(double expected, double got) {
    assertEquals(expected, got, 1e-8 * Math.max(1, Math.abs(expected)));
  }

  private static double[] standardised(HeadConfig head, double[] y, double factor) {
    double[] ends = new double[ROWS];
    for (int row = 0; row < ROWS; row++) {
      ends[row] = head.standardised(factor * y[row]);
    }
    return ends;
  }

  private static Heads.Evaluated autograds(
      HeadConfig head, double[] eta, double[] low, double[] high) {
    return NativeScope.compute(
        () -> {
          Tensor leaf = Tensors.of(eta, ROWS, head.predictors());
          leaf.requires_grad_(true);
          Tensor values = logBetween(head, leaf, Tensors.of(low, ROWS), Tensors.of(high, ROWS));
          values.sum().backward();
          return new Heads.Evaluated(Tensors.doubles(values), Tensors.doubles(leaf.grad()));
        });
  }

  private static Tensor logBetween(HeadConfig head, Tensor eta, Tensor low, Tensor high) {
    if (head.family() != FamilyName.LOG_MIXTURE) {
      Residual residual =
          switch (head.family()) {
            case WEIBULL -> Residual.GUMBEL;
            case LOG_NORMAL -> Residual.NORMAL;
            default -> Residual.LOGISTIC;
          };
      return between(residual, eta.select(1, 0), eta.select(1, 1), low, high);
    }
    int count = head.count();
    Tensor[] terms = new Tensor[count];
    Tensor logWeights = eta.narrow(1, 0, count).log_softmax(1);
    for (int k = 0; k < count; k++) {
      Tensor mean = eta.select(1, count + k);
      Tensor own = between(Residual.NORMAL, mean, eta.select(1, 2 * count + k), low, high);
      terms[k] = logWeights.select(1, k).add(own).unsqueeze(1);
    }
    return Tensors.cat(1, terms).logsumexp(1);
  }

  private static Tensor between(
      Residual residual, Tensor location, Tensor logScale, Tensor low, Tensor high) {
    Tensor rate = logScale.neg().exp();
    return Lifetime.logBetween(residual, low.sub(location).mul(rate), high.sub(location).mul(rate));
  }
}
