package io.diglm.image;

import io.diglm.flow.Density;
import io.diglm.flow.Event;
import io.diglm.flow.Flow;
import io.diglm.flow.Flows;
import io.diglm.flow.Mode;
import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import io.diglm.model.TensorData;
import io.diglm.network.Scorer;
import io.diglm.torch.NativeScope;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Shapes;
import io.diglm.torch.Tensors;
import io.diglm.torch.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The network of a model on libtorch. It only reads its tensors, so threads may share it. */
final class ImageScorer implements Scorer {
  private final ParameterStore store;
  private final Flow flow;
  private final Optional<Head> head;

  /** W (P, D) and b (P). A row of W is zero if its predictor does not depend on z. */
  private record Head(Tensor weight, Tensor bias) {
    static Head of(HeadConfig config, int dimension, ParameterStore store) {
      Tensor weight = store.parameter("head.weight", () -> Tensors.zeros(store.type(), 0));
      Tensor bias = store.parameter("head.bias", () -> Tensors.zeros(store.type(), 0));
      Shapes.requireShape("weight of the head", weight, config.linearPredictors(), dimension);
      Shapes.requireShape("bias of the head", bias, config.predictors());
      return new Head(weight, bias);
    }

    Tensor eta(Tensor z) {
      long constants = bias.size(0) - weight.size(0);
      Tensor rows =
          constants == 0
              ? weight
              : torch.constant_pad_nd(weight, new long[] {0, 0, 0, constants}, new Scalar(0.0));
      return torch.linear(z, rows, bias);
    }
  }

  private ImageScorer(ParameterStore store, Flow flow, Optional<Head> head) {
    this.store = store;
    this.flow = flow;
    this.head = head;
  }

  /** Builds the network that these weights belong to. */
  static ImageScorer open(
      FlowConfig flow, HeadConfig head, Event event, Map<String, TensorData> weights) {
    ParameterStore store = ParameterStore.ofSaved(weights, ScalarType.Float);
    try {
      return NativeScope.compute(
          () -> {
            Flow built = Flows.build(flow, event, store);
            Optional<Head> own =
                head.predictors() == 0
                    ? Optional.empty()
                    : Optional.of(Head.of(head, event.dimension(), store));
            Weights.load(weights, store);
            return new ImageScorer(store, built, own);
          });
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  @Override
  public int width() {
    return flow.dimension();
  }

  @Override
  public int blocks() {
    return flow.blocks();
  }

  @Override
  public void score(
      float[] encoded,
      int rows,
      float[] latent,
      double[] eta,
      double[] logDensity,
      double[] volumes) {
    NativeScope.infer(
        () -> {
          Tensor x = Tensors.of(encoded, rows, flow.dimension());
          List<Tensor> logDets = new ArrayList<>();
          Density density = flow.density(x, Mode.EVALUATION, logDets::add);
          if (volumes.length > 0) {
            Tensors.copy(torch.stack(new TensorVector(logDets.toArray(Tensor[]::new)), 1), volumes);
          }
          Tensors.copy(density.latent(), latent);
          head.ifPresent(own -> Tensors.copy(own.eta(density.latent()), eta));
          Tensors.copy(density.logDensity(), logDensity);
          return true;
        });
  }

  @Override
  public void decode(float[] latent, int rows, float[] encoded) {
    NativeScope.infer(
        () -> {
          Tensors.copy(flow.inverse(Tensors.of(latent, rows, flow.dimension())), encoded);
          return true;
        });
  }

  @Override
  public void close() {
    store.close();
  }
}
