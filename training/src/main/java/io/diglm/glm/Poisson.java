package io.diglm.glm;

import io.diglm.model.Link;
import io.diglm.torch.Tensors;
import org.apache.commons.numbers.gamma.LogGamma;
import org.bytedeco.pytorch.Tensor;

/** Poisson counts; eta = [g(mean)]. */
record Poisson(Link link) implements Family {
  @Override
  public Tensor logLikelihood(Tensor eta, Tensor y) {
    Tensor logMean = Links.logMean(link, eta.select(1, 0));
    return y.mul(logMean).sub(logMean.exp()).sub(Tensors.plus(y, 1).lgamma());
  }

  @Override
  public double logLikelihood(double[] eta, int at, double y, double[] byEta) {
    double mean = link.inverse(eta[at]);
    byEta[at] = (y - mean) * Links.logMeanSlope(link, eta[at]);
    return y * Math.log(mean) - mean - LogGamma.value(y + 1);
  }
}
