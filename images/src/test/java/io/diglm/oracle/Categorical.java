package io.diglm.oracle;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** P(y = k) = softmax(eta)_k, y the index of a class. */
record Categorical(int count) implements Family {
  @Override
  public Tensor logLikelihood(Tensor eta, Tensor y) {
    // Classes first: libtorch normalises over few adjacent numbers several times slower.
    Tensor logs = eta.t().contiguous().log_softmax(0);
    return logs.gather(0, y.to(ScalarType.Long).unsqueeze(0)).squeeze(0);
  }

  @Override
  public Optional<Tensor> logProbabilities(Tensor eta) {
    return Optional.of(eta.log_softmax(1));
  }
}
