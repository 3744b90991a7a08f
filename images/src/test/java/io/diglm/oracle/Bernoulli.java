package io.diglm.oracle;

import io.diglm.model.Link;
import io.diglm.torch.Tensors;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** P(y = 1) = g^-1(eta), y 0 or 1. */
record Bernoulli(Link link) implements Family {
  @Override
  public Tensor logLikelihood(Tensor eta, Tensor y) {
    Tensor sign = Tensors.plus(Tensors.times(y, 2), -1);
    return torch.log_sigmoid(Links.logOdds(link, eta.select(1, 0)).mul(sign));
  }

  @Override
  public Optional<Tensor> logProbabilities(Tensor eta) {
    Tensor odds = Links.logOdds(link, eta.select(1, 0)).unsqueeze(1);
    return Optional.of(torch.log_sigmoid(Tensors.cat(1, odds.neg(), odds)));
  }
}
