package io.diglm.train;

import io.diglm.flow.Mode;
import io.diglm.hybrid.HybridModel;
import io.diglm.hybrid.HybridObjective;
import io.diglm.hybrid.HybridOutput;
import io.diglm.schema.Noise;
import io.diglm.torch.NativeScope;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * One thread's model: the same values as its twins, gradients of its own. Not safe to use from two
 * threads at once.
 */
final class Worker {
  private final HybridModel model;
  private final ParameterStore store;
  private final HybridObjective objective;
  private final TrainingData data;

  Worker(HybridModel model, ParameterStore store, HybridObjective objective, TrainingData data) {
    this.model = model;
    this.store = store;
    this.objective = objective;
    this.data = data;
  }

  ParameterStore store() {
    return store;
  }

  /** Adds the gradient of the loss over rows {@code order[from..to)}, divided by a batch size. */
  BatchSums differentiate(int[] order, int from, int to, Noise noise, double batchSize) {
    return NativeScope.compute(
        () -> {
          double[] logDet = new double[to - from];
          HybridObjective.Terms terms =
              TrainingData.few(data.train().length)
                  ? termsApart(order, from, to, noise, logDet)
                  : terms(order, from, to, noise, Mode.TRAINING, logDet);
          Tensors.times(terms.loss(), 1 / batchSize).backward();
          return sums(order, from, to, terms, logDet);
        });
  }

  /** Sums over rows {@code order[from..to)} as a prediction sees them. */
  BatchSums evaluate(int[] order, int from, int to) {
    return NativeScope.infer(
        () -> {
          double[] logDet = new double[to - from];
          HybridObjective.Terms terms =
              terms(order, from, to, Noise.midpoint(), Mode.EVALUATION, logDet);
          return sums(order, from, to, terms, logDet);
        });
  }

  /** Sets what depends on data from the first rows. */
  void initialise(int[] order, int rows) {
    NativeScope.infer(
        () -> {
          model.initialise(encode(order, 0, rows, Noise.midpoint(), new double[rows]));
          return true;
        });
  }

  private HybridObjective.Terms terms(
      int[] order, int from, int to, Noise noise, Mode mode, double[] logDet) {
    HybridOutput output = model.forward(encode(order, from, to, noise, logDet), mode);
    return objective.of(model.head(), output, targets(order, from, to));
  }

  /**
   * Learns log p(y|x) at the middle of every quantum, where predictions ask for it, and log p(x)
   * under the noise without which it had no bound. Noise in both would blur what a steep function
   * of a coarse column is, and only many rows make up for that.
   */
  private HybridObjective.Terms termsApart(
      int[] order, int from, int to, Noise noise, double[] logDet) {
    long rows = to - from;
    Tensor middle = encode(order, from, to, Noise.midpoint(), new double[to - from]);
    Tensor noisy = encode(order, from, to, noise, logDet);
    HybridOutput both = model.forward(Tensors.cat(0, middle, noisy), Mode.TRAINING);
    HybridOutput output =
        new HybridOutput(
            both.latent().narrow(0, 0, rows),
            both.eta().narrow(0, 0, rows),
            both.logDensity().narrow(0, rows, rows));
    return objective.of(model.head(), output, targets(order, from, to));
  }

  private Tensor targets(int[] order, int from, int to) {
    double[] y = new double[to - from];
    for (int i = from; i < to; i++) {
      y[i - from] = data.targets()[order[i]];
    }
    return Tensors.of(y, y.length).to(store.type());
  }

  private Tensor encode(int[] order, int from, int to, Noise noise, double[] logDet) {
    float[] v = new float[(to - from) * data.dimension()];
    data.encoder().encode(data.table(), order, from, to, noise, v, logDet);
    return Tensors.of(v, to - from, data.dimension()).to(store.type());
  }

  private BatchSums sums(
      int[] order, int from, int to, HybridObjective.Terms terms, double[] logDet) {
    double density = terms.density().item_double();
    long labelled = 0;
    for (int i = from; i < to; i++) {
      density += logDet[i - from];
      labelled += Double.isNaN(data.targets()[order[i]]) ? 0 : 1;
    }
    return new BatchSums(to - from, labelled, terms.target().item_double(), density);
  }
}
