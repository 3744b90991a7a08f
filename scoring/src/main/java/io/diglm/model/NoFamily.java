package io.diglm.model;

import io.diglm.distribution.Distribution;
import io.diglm.distribution.Unknown;
import java.util.List;

/** No head: the model is of p(x) alone, and a row adds nothing. No linear predictors. */
final class NoFamily implements Family {
  @Override
  public List<Link> links() {
    return List.of(Link.IDENTITY);
  }

  @Override
  public int predictors(int count) {
    return 0;
  }

  @Override
  public Distribution distribution(HeadConfig head, double[] eta, int at) {
    return new Unknown();
  }

  @Override
  public double logLikelihood(HeadConfig head, double[] eta, int at, double y, double[] byEta) {
    return 0;
  }

  @Override
  public int locations(int count) {
    return 0;
  }

  @Override
  public boolean takes(TargetKind target) {
    return false;
  }

  @Override
  public String words(int count) {
    return "p(x) alone";
  }
}
