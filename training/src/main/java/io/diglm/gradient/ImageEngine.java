package io.diglm.gradient;

import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import io.diglm.model.TensorData;
import io.diglm.network.ImageSupport;
import io.diglm.network.Scorer;
import io.diglm.schema.ImageShape;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** Trains flows of images; found by {@link ImageSupport}. */
public interface ImageEngine {
  /**
   * How a flow is computed.
   *
   * @param precision of the networks inside couplings; the fastest of the machine if empty
   * @param reversible whether a step keeps only z, and computes what a layer was given again
   */
  record Settings(Optional<Precision> precision, boolean reversible) {}

  /**
   * Loads the engine.
   *
   * @throws LinkageError if its natives do not load
   */
  void requireLoaded();

  /**
   * Requires a GPU.
   *
   * @throws IllegalArgumentException that says why there is none
   */
  void requireGpu();

  /**
   * {@return on how many threads a step is best shared, of as many as are allowed}
   *
   * @param most threads that are allowed
   */
  int threads(int most);

  /**
   * Adds the tensors of a flow before learning, drawn from a seed by the name of each.
   *
   * @param flow shape of the network
   * @param shape of the images
   * @param seed of the fit
   * @param maker to which the tensors are added
   */
  void start(FlowConfig flow, ImageShape shape, long seed, Parameters.Maker maker);

  /**
   * {@return the flow over these parameters, for one thread}
   *
   * @param flow shape of the network
   * @param shape of the images
   * @param settings how training computes
   * @param parameters of the model
   */
  FlowGradient gradient(
      FlowConfig flow, ImageShape shape, Settings settings, Parameters parameters);

  /**
   * {@return the network of these weights, as validation computes it}
   *
   * @param flow shape of the network
   * @param head of the model
   * @param shape of the images
   * @param settings how training computes
   * @param weights tensors by name
   */
  Scorer scorer(
      FlowConfig flow,
      HeadConfig head,
      ImageShape shape,
      Settings settings,
      Map<String, TensorData> weights);

  /**
   * {@return the engine, fetched if need be}
   *
   * @throws IllegalStateException if there is none
   */
  static ImageEngine required() {
    return ImageSupport.required(ImageEngine::search);
  }

  /** {@return the engine, if it is there already} */
  static Optional<ImageEngine> found() {
    return ImageSupport.find(ImageEngine::search);
  }

  private static Optional<ImageEngine> search(ClassLoader loader) {
    return ServiceLoader.load(ImageEngine.class, loader).findFirst();
  }
}
