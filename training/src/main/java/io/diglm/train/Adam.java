package io.diglm.train;

import io.diglm.torch.FlatParameters;
import io.diglm.torch.NativeScope;
import io.diglm.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

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
  private final List<Share> shares = new ArrayList<>();
  private long steps;

  /**
   * Starts.
   *
   * @param threads how many share a step
   */
  Adam(FlatParameters parameters, double weightDecay, double averaging, int threads) {
    this.parameters = parameters;
    this.weightDecay = weightDecay;
    this.averaging = averaging;
    first = kept(parameters.values().mul(new Scalar(0)));
    second = kept(parameters.values().mul(new Scalar(0)));
    average = kept(parameters.values().clone());
    long size = first.numel();
    for (int k = 0; k < threads; k++) {
      shares.add(new Share(size * k / threads, size * (k + 1) / threads));
    }
  }

  /**
   * Moves the parameters along their gradients, scaled by {@code gradientScale}.
   *
   * @param crew runs the threads' shares of it
   */
  void step(double learningRate, double gradientScale, Consumer<List<Runnable>> crew) {
    steps++;
    crew.accept(
        shares.stream()
            .<Runnable>map(
                share ->
                    () -> NativeScope.run(() -> share.step(learningRate, gradientScale, steps)))
            .toList());
  }

  /** A stretch of every vector, in views. */
  private final class Share {
    private final Tensor values;
    private final Tensor gradient;
    private final Tensor mean;
    private final Tensor square;
    private final Tensor middle;
    private final Tensor deviation;

    Share(long from, long to) {
      values = part(parameters.values(), from, to);
      gradient = part(parameters.gradients(), from, to);
      mean = part(first, from, to);
      square = part(second, from, to);
      middle = part(average, from, to);
      deviation = kept(mean.clone());
    }

    private static Tensor part(Tensor vector, long from, long to) {
      return kept(vector.narrow(0, from, to - from));
    }

    void step(double learningRate, double gradientScale, long steps) {
      if (gradientScale != 1) {
        gradient.mul_(new Scalar(gradientScale));
      }
      mean.lerp_(gradient, new Scalar(1 - BETA_1));
      square.mul_(new Scalar(BETA_2)).addcmul_(gradient, gradient, new Scalar(1 - BETA_2));
      // sqrt(square) / scale + epsilon, times scale, which the rate makes good: one pass less.
      double scale = Math.sqrt(1 - Math.pow(BETA_2, (double) steps));
      torch.sqrt_out(deviation, square).add_(new Scalar(EPSILON * scale));
      double rate = learningRate * scale / (1 - Math.pow(BETA_1, (double) steps));
      values.mul_(new Scalar(1 - learningRate * weightDecay));
      values.addcdiv_(mean, deviation, new Scalar(-rate));
      // The average forgets the start quickly, then slowly.
      double decay = Math.min(averaging, (1.0 + steps) / (10.0 + steps));
      middle.lerp_(values, new Scalar(averaging == 0 ? 1 : 1 - decay));
    }

    void close() {
      List.of(values, gradient, mean, square, middle, deviation).forEach(Tensor::releaseReference);
    }
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
    shares.forEach(Share::close);
    first.releaseReference();
    second.releaseReference();
    average.releaseReference();
  }
}
