package io.diglm.glm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.distribution.Seeds;
import io.diglm.model.Bayes;
import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.model.HeadConfig;
import io.diglm.model.Link;
import io.diglm.torch.NativeScope;
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
    Head head = head(gaussian());
    HeadGradient gradient = head.gradient();
    Beliefs beliefs = head.beliefs().orElseThrow();
    for (int i = 0; i < 50; i++) {
      beliefs.adopt(beliefs.sums(SeenRows.alike(latent, etas(gradient, latent, N), y)));
    }
    gradient.begin(N, 1, new SplittableRandom(0));
    double sum = 0;
    double[] byLatent = new double[N * D];
    for (int row = 0; row < N; row++) {
      gradient.predict(latent, row * D, row);
      sum += gradient.target(y[row]);
      gradient.back();
      System.arraycopy(gradient.row().byLatent, 0, byLatent, row * D, D);
    }
    double[] state = beliefs.state();
    double[][] full = new double[2][];
    NativeScope.run(() -> full(latent, y, state[state.length - 2], state[state.length - 1], full));
    // The head holds the posterior's mean in single precision.
    assertEquals(full[0][0], sum - N * beliefs.costPerRow(), 1e-5);
    assertArrayEquals(full[1], byLatent, 1e-5);
  }

  private static Head head(HeadConfig config) {
    int linear = config.linearPredictors();
    int biases = linear * D;
    float[] parameters = new float[biases + config.predictors() + linear * (D + 1)];
    InitialValues initial = new InitialValues(config);
    float[] weight = initial.weight(D, new SplittableRandom(4));
    System.arraycopy(weight, 0, parameters, 0, weight.length);
    return new Head(
        config,
        D,
        N,
        name ->
            switch (name) {
              case Head.WEIGHT -> 0;
              case Head.BIAS -> biases;
              default -> biases + config.predictors();
            },
        parameters);
  }

  private static double[] etas(HeadGradient head, float[] latent, int rows) {
    double[] etas = {};
    for (int row = 0; row < rows; row++) {
      double[] eta = head.predict(latent, row * D, row);
      etas = row == 0 ? new double[rows * eta.length] : etas;
      System.arraycopy(eta, 0, etas, row * eta.length, eta.length);
    }
    return etas;
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
    HeadConfig config =
        HeadConfig.point(FamilyName.BERNOULLI, Link.LOGIT, Dispersion.CONSTANT, 1, 0, 1)
            .withPosterior(Bayes.BOUND);
    Head head = head(config);
    HeadGradient gradient = head.gradient();
    float[] latent = Seeds.normal(new SplittableRandom(1), N * D, 1);
    double[] y = Arrays.stream(targets()).map(v -> v > 0 ? 1 : 0).toArray();
    Beliefs beliefs = head.beliefs().orElseThrow();
    beliefs.adopt(beliefs.sums(SeenRows.alike(latent, etas(gradient, latent, N), y)));
    gradient.begin(N, 1, new SplittableRandom(0));
    // By Jensen's inequality the expectation is below the value at the mean.
    for (int row = 0; row < N; row++) {
      gradient.predict(latent, row * D, row);
      double bound = gradient.target(y[row]);
      double atMean = gradient.likelihood(y[row], 1);
      assertTrue(bound <= atMean + 1e-9, bound + " " + atMean);
    }
  }

  @Test
  void elboIsTheExpectationLessTheDivergence() {
    int draws = 4000;
    HeadConfig config =
        HeadConfig.point(FamilyName.GAUSSIAN, Link.IDENTITY, Dispersion.CONSTANT, 1, 0, SCALE)
            .withPosterior(Bayes.ELBO);
    HeadGradient gradient = head(config).gradient();
    float[] one = {0.5f, -1, 2};
    gradient.begin(draws, 1, new SplittableRandom(5));
    double sum = 0;
    for (int row = 0; row < draws; row++) {
      gradient.predict(one, 0, row);
      sum += gradient.target(1);
    }
    // Every deviation starts at 1 / sqrt(N): eta has variance (0.25 + 1 + 4 + 1) / N.
    double variance = 6.25 / N;
    double at = gradient.likelihood(1, 1);
    float[] weight = new InitialValues(config).weight(D, new SplittableRandom(4));
    double squares = 4.0 / N;
    for (float w : weight) {
      squares += (double) w * w;
    }
    double divergence = 2 * Math.log(squares / 4) + 4 * 0.5 * Math.log(N);
    assertEquals(at - variance / 2 - divergence / N, sum / draws, 0.02);
  }

  private static HeadConfig gaussian() {
    return HeadConfig.point(FamilyName.GAUSSIAN, Link.IDENTITY, Dispersion.CONSTANT, 1, 0, SCALE)
        .withPosterior(Bayes.CONJUGATE);
  }

  private static double[] targets() {
    SplittableRandom random = new SplittableRandom(2);
    double[] y = new double[N];
    Arrays.setAll(y, i -> 3 * random.nextGaussian());
    return y;
  }
}
