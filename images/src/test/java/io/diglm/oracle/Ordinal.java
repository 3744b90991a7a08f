package io.diglm.oracle;

import io.diglm.distribution.Bounds;
import io.diglm.torch.Tensors;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Ordered classes; eta = [location, K - 2 gaps between thresholds before softplus]. */
record Ordinal(int count) implements Family {
  @Override
  public Tensor logLikelihood(Tensor eta, Tensor y) {
    Tensor logs = logs(eta);
    return logs.gather(1, y.to(ScalarType.Long).unsqueeze(1)).squeeze(1);
  }

  @Override
  public Optional<Tensor> logProbabilities(Tensor eta) {
    return Optional.of(logs(eta));
  }

  private Tensor logs(Tensor eta) {
    Tensor gaps = Tensors.clamp(eta.narrow(1, 1, count - 2L), -Bounds.LOG_ODDS, Bounds.LOG_ODDS);
    Tensor raised = torch.softplus(gaps, new Scalar(1.0), new Scalar(1e3)).cumsum(1);
    Tensor location = eta.narrow(1, 0, 1);
    // theta - eta of the thresholds, the first of which is 0.
    Tensor above = padded(raised, 1, 0).sub(location);
    Tensor inner = torch.log_sigmoid(gaps);
    return padded(torch.log_sigmoid(above), 0, 1)
        .add(padded(torch.log_sigmoid(above.neg()), 1, 0))
        .add(padded(inner, 1, 1));
  }

  private static Tensor padded(Tensor columns, long left, long right) {
    return torch.constant_pad_nd(columns, new long[] {left, right}, new Scalar(0.0));
  }
}
