package io.diglm.network;

import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import io.diglm.model.TensorData;
import io.diglm.schema.ImageShape;
import java.util.Map;

/** Opens networks of images; found by {@link ImageSupport}. */
public interface ScorerProvider {
  /**
   * {@return a scorer for a flow and a head}
   *
   * @param flow shape of the network
   * @param head of the model
   * @param shape of the images
   * @param weights their tensors and no others
   * @throws io.diglm.model.UnusableFileException if a tensor is missing, unknown or of another
   *     shape
   */
  Scorer open(FlowConfig flow, HeadConfig head, ImageShape shape, Map<String, TensorData> weights);
}
