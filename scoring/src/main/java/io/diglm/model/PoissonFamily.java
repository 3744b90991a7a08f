package io.diglm.model;

import io.diglm.distribution.Distribution;
import io.diglm.distribution.Poisson;
import java.util.List;
import org.apache.commons.numbers.gamma.LogGamma;

/** Poisson counts; eta = [g(mean)]. */
final class PoissonFamily implements Family {
  @Override
  public List<Link> links() {
    return List.of(Link.LOG, Link.SQRT, Link.SOFTPLUS);
  }

  @Override
  public int predictors(int count) {
    return 1;
  }

  @Override
  public Distribution distribution(HeadConfig head, double[] eta, int at) {
    return new Poisson(head.positive(eta[at]));
  }

  @Override
  public double logLikelihood(HeadConfig head, double[] eta, int at, double y, double[] byEta) {
    double mean = head.link().inverse(eta[at]);
    byEta[at] = (y - mean) * head.link().logMeanSlope(eta[at]);
    return y * Math.log(mean) - mean - LogGamma.value(y + 1);
  }

  /** No optimiser finds quickly from a mean of 1 where the targets are. */
  @Override
  public void start(HeadConfig head, double mean, double[] bias) {
    bias[0] = head.link().of(mean);
  }

  @Override
  public boolean takes(TargetKind target) {
    return target.numbers() && target.whole() && target.least() >= 0;
  }

  @Override
  public boolean counts() {
    return true;
  }

  @Override
  public String words(int count) {
    return "Poisson";
  }
}
