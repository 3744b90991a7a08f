package io.diglm.train;

import io.diglm.flow.Event;
import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import io.diglm.model.TensorData;
import io.diglm.network.RowScorer;
import io.diglm.network.Scorer;
import io.diglm.predict.Predictor;
import java.util.Map;

/**
 * The network as a prediction will compute it, so that thresholds and posteriors hold for its very
 * numbers: plain Java for rows, libtorch for images.
 */
final class PredictionScorer {
  private PredictionScorer() {}

  /** Opens the network that these weights belong to. */
  static Scorer open(
      FlowConfig flow, HeadConfig head, Event event, Map<String, TensorData> weights) {
    return event.image().isPresent()
        ? TorchScorer.open(flow, head, event, weights)
        : RowScorer.of(flow, head, event.dimension(), Predictor.network(weights));
  }
}
