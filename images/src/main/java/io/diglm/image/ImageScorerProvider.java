package io.diglm.image;

import io.diglm.flow.Event;
import io.diglm.gradient.Precision;
import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import io.diglm.model.TensorData;
import io.diglm.network.Scorer;
import io.diglm.network.ScorerProvider;
import io.diglm.schema.ImageShape;
import java.util.Map;

/** Scores images on libtorch, in single precision, which inverts better. */
public final class ImageScorerProvider implements ScorerProvider {
  @Override
  public Scorer open(
      FlowConfig flow, HeadConfig head, ImageShape shape, Map<String, TensorData> weights) {
    return ImageScorer.open(flow, head, Event.image(shape, Precision.FLOAT32), weights);
  }
}
