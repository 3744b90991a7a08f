package io.diglm.glm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.model.Bayes;
import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.model.HeadConfig;
import io.diglm.model.Link;
import io.diglm.torch.NativeScope;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Seeds;
import io.diglm.torch.Tensors;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

final class TargetTermTest {
  private static final int N = 40;
  private static final int D = 3;
  private static final double SCALE = 2;

  /** Row by row, yet the gradient of the marginal likelihood of all rows (equation 13). */
  @Test
  void conjugateTermHasTheMarginalLikelihoodsValueAndGradient() {
    float[] latent = Seeds.normal(new SplittableRandom(1), N * D, 1);
    double[] y = targets();
    double[][] ours = new double[2][];
    double[][] full = new double[2][];
    try (ParameterStore store = new ParameterStore(1, ScalarType.Double)) {
      NativeScope.run(
          () -> {
            HeadConfig config = gaussian();
            GlmHead head = GlmHead.build(config, D, store, "head");
            TargetTerm term = TargetTerm.of(head, D, N, store);
            Beliefs beliefs = Beliefs.of(head, term, D, N).orElseThrow();
            for (int i = 0; i < 50; i++) {
              Tensor z = Tensors.of(latent, N, D).to(ScalarType.Double);
              beliefs.adopt(beliefs.sums(latent, Tensors.doubles(head.eta(z)), y));
            }
            Tensor z = Tensors.of(latent, N, D).to(ScalarType.Double).requires_grad_(true);
            Tensor t = Tensors.of(y, N);
            Tensor rows = term.training(z, head.eta(z), t, new SplittableRandom(0));
            Tensor sum = rows.sum();
            sum.backward();
            ours[0] = new double[] {sum.item_double() - N * beliefs.costPerRow()};
            ours[1] = Tensors.doubles(z.grad());
            double[] state = beliefs.state();
            full(latent, y, state[state.length - 2], state[state.length - 1], full);
          });
    }
    assertEquals(full[0][0], ours[0][0], 1e-6);
    assertArrayEquals(full[1], ours[1], 1e-6);
  }

  /** log N(y; 0, noise I + Phi Phi^T / prior) by the N x N matrix, and its gradient in z. */
  private static void full(
      float[] latent, double[] y, double prior, double noise, double[][] result) {
    Tensor z = Tensors.of(latent, N, D).to(ScalarType.Double).requires_grad_(true);
    Tensor gram = Tensors.plus(z.matmul(z.t()), 1);
    Tensor identity = Tensors.of(identity(), N, N);
    Tensor covariance = Tensors.times(gram, 1 / prior).add(Tensors.times(identity, noise));
    double[] standardised = Arrays.stream(y).map(v -> v / SCALE).toArray();
    Tensor t = Tensors.of(standardised, N);
    Tensor fit = t.dot(torch.inverse(covariance).matmul(t));
    Tensor value = Tensors.times(torch.logdet(covariance).add(fit), -0.5);
    value.backward();
    double constant = -0.5 * N * Math.log(2 * Math.PI) - N * Math.log(SCALE);
    result[0] = new double[] {value.item_double() + constant};
    result[1] = Tensors.doubles(z.grad());
  }

  private static double[] identity() {
    double[] identity = new double[N * N];
    for (int i = 0; i < N; i++) {
      identity[i * N + i] = 1;
    }
    return identity;
  }

  @Test
  void boundIsBelowTheExpectedLogLikelihood() {
    try (ParameterStore store = new ParameterStore(1, ScalarType.Double)) {
      NativeScope.run(
          () -> {
            HeadConfig config =
                new HeadConfig(
                    FamilyName.BERNOULLI, Link.LOGIT, Dispersion.CONSTANT, 1, 0, 1, Bayes.BOUND);
            GlmHead head = GlmHead.build(config, D, store, "head");
            TargetTerm term = TargetTerm.of(head, D, N, store);
            float[] latent = Seeds.normal(new SplittableRandom(1), N * D, 1);
            Tensor z = Tensors.of(latent, N, D).to(ScalarType.Double);
            double[] y = Arrays.stream(targets()).map(v -> v > 0 ? 1 : 0).toArray();
            y[3] = Double.NaN;
            Beliefs beliefs = Beliefs.of(head, term, D, N).orElseThrow();
            beliefs.adopt(beliefs.sums(latent, Tensors.doubles(head.eta(z)), y));
            Tensor t = Tensors.of(y, N);
            Tensor eta = head.eta(z);
            double[] bound = Tensors.doubles(term.training(z, eta, t, new SplittableRandom(0)));
            double[] atMean = Tensors.doubles(head.logLikelihood(eta, t));
            // By Jensen's inequality the expectation is below the value at the mean.
            for (int i = 0; i < N; i++) {
              assertTrue(bound[i] <= atMean[i] + 1e-9, bound[i] + " " + atMean[i]);
            }
            assertEquals(0, bound[3]);
          });
    }
  }

  @Test
  void elboIsTheExpectationLessTheDivergence() {
    int draws = 4000;
    try (ParameterStore store = new ParameterStore(1, ScalarType.Double)) {
      NativeScope.run(
          () -> {
            HeadConfig config =
                new HeadConfig(
                    FamilyName.GAUSSIAN,
                    Link.IDENTITY,
                    Dispersion.CONSTANT,
                    1,
                    0,
                    SCALE,
                    Bayes.ELBO);
            GlmHead head = GlmHead.build(config, D, store, "head");
            TargetTerm term = TargetTerm.of(head, D, N, store);
            float[] one = {0.5f, -1, 2};
            float[] latent = new float[draws * D];
            for (int i = 0; i < latent.length; i++) {
              latent[i] = one[i % D];
            }
            Tensor z = Tensors.of(latent, draws, D).to(ScalarType.Double);
            double[] y = new double[draws];
            Arrays.fill(y, 1);
            Tensor eta = head.eta(z);
            Tensor t = Tensors.of(y, draws);
            double got = term.training(z, eta, t, new SplittableRandom(5)).mean().item_double();
            // Every deviation starts at 1 / sqrt(N): eta has variance (0.25 + 1 + 4 + 1) / N.
            double variance = 6.25 / N;
            double at = Tensors.doubles(head.logLikelihood(eta, t))[0];
            double squares =
                Arrays.stream(Tensors.doubles(head.weight())).map(w -> w * w).sum() + 4.0 / N;
            double divergence = 2 * Math.log(squares / 4) + 4 * 0.5 * Math.log(N);
            double expected = at - variance / 2 - divergence / N;
            assertEquals(expected, got, 0.02);
          });
    }
  }

  private static HeadConfig gaussian() {
    return new HeadConfig(
        FamilyName.GAUSSIAN, Link.IDENTITY, Dispersion.CONSTANT, 1, 0, SCALE, Bayes.CONJUGATE);
  }

  private static double[] targets() {
    SplittableRandom random = new SplittableRandom(2);
    double[] y = new double[N];
    Arrays.setAll(y, i -> 3 * random.nextGaussian());
    return y;
  }
}
