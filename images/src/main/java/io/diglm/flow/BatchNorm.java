package io.diglm.flow;

import io.diglm.torch.ParameterStore;
import io.diglm.torch.Shapes;
import io.diglm.torch.Tensors;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * y = (x - mean) / sqrt(variance + epsilon) exp(logScale) + shift, column by column (Dinh et al.
 * 2017; the learned scale and shift: Papamakarios et al. 2017).
 *
 * <p>Mean and variance are the batch's own in {@link Mode#TRAINING}, and running averages
 * otherwise. Training updates the averages, so only one thread may train: with two, the averages
 * would depend on the order of the threads.
 */
public final class BatchNorm implements Bijection {
  private static final double EPSILON = 1e-5;
  private static final double MOMENTUM = 0.1;

  private final Tensor logScale;
  private final Tensor shift;
  private final Moments running;

  /**
   * Makes the map over {@code logScale}, {@code shift} and the buffers {@code mean}, {@code
   * variance} (D).
   *
   * @param store holds or makes these tensors
   * @param name under which they are stored
   * @param dimension D
   */
  public BatchNorm(ParameterStore store, String name, int dimension) {
    logScale = store.parameter(name + ".logScale", () -> Tensors.zeros(store.type(), dimension));
    shift = store.parameter(name + ".shift", () -> Tensors.zeros(store.type(), dimension));
    running =
        new Moments(
            store.buffer(name + ".mean", () -> Tensors.zeros(store.type(), dimension)),
            store.buffer(
                name + ".variance", () -> Tensors.plus(Tensors.zeros(store.type(), dimension), 1)));
  }

  @Override
  public Mapped forward(Tensor x) {
    Shapes.requireEvent("x", x, shift.size(0));
    return normalise(x, running);
  }

  /**
   * As {@link #forward(Tensor)}; in training with the batch's own statistics.
   *
   * @throws IllegalArgumentException if there are fewer than two rows in training
   */
  @Override
  public Mapped forward(Tensor x, Mode mode) {
    if (mode == Mode.EVALUATION) {
      return forward(x);
    }
    Shapes.requireEvent("x", x, shift.size(0));
    if (x.size(0) < 2) {
      throw new IllegalArgumentException(
          "a batch must have at least 2 rows for batch norm, got " + x.size(0));
    }
    Moments batch = Moments.of(x);
    follow(batch);
    return normalise(x, batch);
  }

  @Override
  public Mapped inverse(Tensor y) {
    Shapes.requireEvent("y", y, shift.size(0));
    Tensor logSlope = logSlope(running);
    Tensor x = y.sub(shift).mul(logSlope.neg().exp()).add(running.mean());
    return Mapped.constant(x, logSlope.neg());
  }

  private Mapped normalise(Tensor x, Moments moments) {
    Tensor logSlope = logSlope(moments);
    return Mapped.constant(x.sub(moments.mean()).mul(logSlope.exp()).add(shift), logSlope);
  }

  private Tensor logSlope(Moments moments) {
    Tensor logVariance = Tensors.plus(moments.variance(), EPSILON).log();
    return logScale.sub(Tensors.times(logVariance, 0.5));
  }

  private void follow(Moments batch) {
    try (NoGradGuard guard = new NoGradGuard()) {
      running.mean().lerp_(batch.mean(), new Scalar(MOMENTUM));
      running.variance().lerp_(batch.variance(), new Scalar(MOMENTUM));
    }
  }
}
