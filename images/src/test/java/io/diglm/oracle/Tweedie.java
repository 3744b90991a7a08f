package io.diglm.oracle;

import io.diglm.model.Link;
import io.diglm.torch.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Costs; eta = [g(mean), log dispersion, log-odds of the power]. The series is summed over a grid
 * of summands about the greatest term, by log-gammas.
 */
record Tweedie(Link link, double scale) implements Family {
  private static final int HALF = 110;

  @Override
  public Tensor logLikelihood(Tensor eta, Tensor y) {
    Tensor logMean = Links.logMean(link, eta.select(1, 0));
    Tensor logPhi = Links.logScale(eta.select(1, 1));
    Tensor power = Tensors.plus(eta.select(1, 2).sigmoid().mul(new Scalar(0.98)), 1.01);
    Tensor rest = Tensors.plus(power.neg(), 2);
    Tensor excess = Tensors.plus(power, -1);
    Tensor logLambda = rest.mul(logMean).sub(logPhi).sub(rest.log());
    Tensor alpha = rest.div(excess);
    Tensor logY = y.masked_fill(y.eq(new Scalar(0)), new Scalar(1.0)).log();
    Tensor logX = logY.sub(logPhi).sub(excess.log()).sub(excess.mul(logMean));
    Tensor grid = grid(logLambda, alpha, logX);
    Tensor n = grid.clamp_min(new Scalar(1.0)); // log-gammas of what is left out are finite
    Tensor shape = n.mul(alpha.unsqueeze(1));
    Tensor x = Tensors.clamp(logX, -700, 700).exp().unsqueeze(1);
    Tensor lambda = logLambda.exp().unsqueeze(1);
    Tensor terms = logPoisson(n, lambda).add(logPoisson(shape, x)).add(shape.log());
    Tensor step = grid.select(1, 1).sub(grid.select(1, 0));
    Tensor known =
        terms.masked_fill(grid.lt(new Scalar(0.5)), new Scalar(Double.NEGATIVE_INFINITY));
    Tensor positive = known.logsumexp(1).add(step.log()).sub(logY);
    Tensor more = Tensors.plus(positive, -Math.log(scale));
    return torch.where(y.eq(new Scalar(0)), logLambda.exp().neg(), more);
  }

  /** Returns log(x^a e^-x / Gamma(a + 1)) by Stirling's series, whose digits do not cancel. */
  private static Tensor logPoisson(Tensor a, Tensor x) {
    Tensor large = a.clamp_min(new Scalar(15.0));
    Tensor square = large.square();
    Tensor fourth = Tensors.plus(square.reciprocal().mul(new Scalar(-1 / 1188.0)), 1 / 1680.0);
    Tensor third = Tensors.plus(fourth.div(square).neg(), 1 / 1260.0);
    Tensor second = Tensors.plus(third.div(square).neg(), 1 / 360.0);
    Tensor series = Tensors.plus(second.div(square).neg(), 1 / 12.0).div(large);
    Tensor small = a.clamp_max(new Scalar(15.0));
    Tensor exact =
        Tensors.plus(
            small.lgamma().sub(Tensors.plus(small, -0.5).mul(small.log())).add(small),
            -0.5 * Math.log(2 * Math.PI));
    Tensor rest = torch.where(a.lt(new Scalar(15.0)), exact, series);
    Tensor u = a.sub(x).div(x);
    Tensor deviance = x.mul(Tensors.plus(u, 1).mul(u.log1p()).sub(u));
    Tensor half = a.mul(new Scalar(2 * Math.PI)).log().mul(new Scalar(-0.5));
    return half.sub(rest).sub(deviance);
  }

  /** Numbers of summands (N, 2 HALF + 1), without a gradient; those below 1 do not count. */
  private static Tensor grid(Tensor logLambda, Tensor alpha, Tensor logX) {
    double[] lambdas = Tensors.doubles(logLambda.detach());
    double[] alphas = Tensors.doubles(alpha.detach());
    double[] xs = Tensors.doubles(logX.detach());
    int width = 2 * HALF + 1;
    double[] grid = new double[lambdas.length * width];
    for (int row = 0; row < lambdas.length; row++) {
      double a = alphas[row];
      double log = (lambdas[row] + a * (xs[row] - Math.log(a))) / (1 + a);
      double peak = Math.max(1, Math.rint(Math.exp(log)));
      double sigma = Math.sqrt(peak / (1 + a));
      double step = Math.max(1, Math.floor(sigma / 5));
      for (int k = 0; k < width; k++) {
        grid[row * width + k] = peak + step * (k - HALF);
      }
    }
    return Tensors.of(grid, lambdas.length, width).to(ScalarType.Double);
  }
}
