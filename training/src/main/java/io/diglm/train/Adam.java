package io.diglm.train;

import io.diglm.torch.FlatParameters;
import io.diglm.torch.Tensors;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019) on one vector of parameters, and
 * the running average of its steps (Polyak and Juditsky 1992).
 */
final class Adam implements AutoCloseable {
  private static final double BETA_1 = 0.9;
  private static final double BETA_2 = 0.99;
  private static final double EPSILON = 1e-8;

  private final FlatParameters parameters;
  private final double weightDecay;
  private final double averaging;
  private final Tensor first;
  private final Tensor second;
  private final Tensor average;
  private long steps;

  Adam(FlatParameters parameters, double weightDecay, double averaging) {
    this.parameters = parameters;
    this.weightDecay = weightDecay;
    this.averaging = averaging;
    first = kept(parameters.values().mul(new Scalar(0)));
    second = kept(parameters.values().mul(new Scalar(0)));
    average = kept(parameters.values().clone());
  }

  /** Moves the parameters along their gradients, scaled by {@code gradientScale}. */
  void step(double learningRate, double gradientScale) {
    steps++;
    Tensor gradient = parameters.gradients();
    if (gradientScale != 1) {
      gradient.mul_(new Scalar(gradientScale));
    }
    first.lerp_(gradient, new Scalar(1 - BETA_1));
    second.mul_(new Scalar(BETA_2)).addcmul_(gradient, gradient, new Scalar(1 - BETA_2));
    double scale = Math.sqrt(1 - Math.pow(BETA_2, (double) steps));
    Tensor deviation = second.sqrt().mul_(new Scalar(1 / scale)).add_(new Scalar(EPSILON));
    Tensor values = parameters.values();
    values.mul_(new Scalar(1 - learningRate * weightDecay));
    values.addcdiv_(
        first, deviation, new Scalar(-learningRate / (1 - Math.pow(BETA_1, (double) steps))));
    // The average forgets the start quickly, then slowly.
    double decay = Math.min(averaging, (1.0 + steps) / (10.0 + steps));
    average.lerp_(values, new Scalar(averaging == 0 ? 1 : 1 - decay));
  }

  /** The average of the parameters over the steps (P). */
  Tensor average() {
    return average;
  }

  /** The vectors that a checkpoint must keep, by name. */
  Map<String, Tensor> state() {
    return Map.of(
        "values", parameters.values(), "first", first, "second", second, "average", average);
  }

  long steps() {
    return steps;
  }

  void resumeAt(long steps) {
    this.steps = steps;
  }

  private static Tensor kept(Tensor tensor) {
    return Tensors.keep(tensor);
  }

  @Override
  public void close() {
    first.releaseReference();
    second.releaseReference();
    average.releaseReference();
  }
}
