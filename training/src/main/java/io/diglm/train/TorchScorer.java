package io.diglm.train;

import io.diglm.flow.Event;
import io.diglm.flow.Mode;
import io.diglm.flow.Precision;
import io.diglm.hybrid.HybridModel;
import io.diglm.hybrid.HybridOutput;
import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import io.diglm.model.Manifest;
import io.diglm.model.ModelFile;
import io.diglm.model.TensorData;
import io.diglm.network.Scorer;
import io.diglm.predict.Predictor;
import io.diglm.schema.Schema;
import io.diglm.torch.NativeScope;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Tensors;
import io.diglm.torch.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The network of a model on libtorch. Reads its tensors only, so threads may share it. */
final class TorchScorer implements Scorer {
  private final ParameterStore store;
  private final HybridModel model;
  private final int dimension;

  private TorchScorer(ParameterStore store, HybridModel model, int dimension) {
    this.store = store;
    this.model = model;
    this.dimension = dimension;
  }

  /** Rebuilds the network of a model file. */
  static TorchScorer open(ModelFile file) {
    Manifest manifest = file.manifest();
    return open(manifest.flow(), manifest.head(), event(manifest.schema()), file.weights());
  }

  /** Predictions are in single precision, which inverts better. */
  static Event event(Schema schema) {
    return new Event(schema.dimension(), schema.image(), Precision.FLOAT32);
  }

  /** Builds the network that these weights belong to. */
  static TorchScorer open(
      FlowConfig flow, HeadConfig head, Event event, Map<String, TensorData> weights) {
    Map<String, TensorData> network = Predictor.network(weights);
    ParameterStore store = ParameterStore.ofSaved(network, ScalarType.Float);
    try {
      return NativeScope.compute(
          () -> {
            HybridModel model = HybridModel.build(flow, head, event, store);
            Weights.load(network, store);
            return new TorchScorer(store, model, event.dimension());
          });
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  @Override
  public int blocks() {
    return model.flow().blocks();
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
          Tensor x = Tensors.of(encoded, rows, dimension);
          List<Tensor> logDets = new ArrayList<>();
          HybridOutput output =
              model.output(model.flow().density(x, Mode.EVALUATION, logDets::add));
          if (volumes.length > 0) {
            Tensors.copy(torch.stack(new TensorVector(logDets.toArray(Tensor[]::new)), 1), volumes);
          }
          Tensors.copy(output.latent(), latent);
          Tensors.copy(output.eta(), eta);
          Tensors.copy(output.logDensity(), logDensity);
          return true;
        });
  }

  @Override
  public void decode(float[] latent, int rows, float[] encoded) {
    NativeScope.infer(
        () -> {
          Tensors.copy(model.decode(Tensors.of(latent, rows, dimension)), encoded);
          return true;
        });
  }

  @Override
  public void close() {
    store.close();
  }
}
