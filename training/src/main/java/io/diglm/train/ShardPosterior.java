package io.diglm.train;

import io.diglm.json.Json;
import io.diglm.json.JsonProblem;
import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import io.diglm.model.Safetensors;
import io.diglm.model.TensorData;
import io.diglm.network.Scorer;
import io.diglm.predict.Networks;
import io.diglm.schema.Encoder;
import io.diglm.schema.Schema;
import io.diglm.schema.Table;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * What a machine of a cluster does for the posterior of the coefficients: it adds up what the rows
 * of a shard say of them under the trained network. Sent to each machine once.
 */
public final class ShardPosterior implements Serializable {
  private static final long serialVersionUID = 1;

  private final String schema;
  private final String head;
  private final String flow;
  private final byte[] weights;
  private final long all;
  private final MadeHere<Opened> opened = new MadeHere<>();

  /** What a machine makes of them, once. */
  private record Opened(Encoder encoder, HeadConfig head, Scorer scorer) {}

  /**
   * Prepares to send a network.
   *
   * @param weights its tensors
   * @param all how many training rows all shards have
   */
  ShardPosterior(
      Schema schema, HeadConfig head, FlowConfig flow, Map<String, TensorData> weights, long all) {
    this.schema = Json.text(Json.object(schema));
    this.head = Json.text(Json.object(head));
    this.flow = Json.text(Json.object(flow));
    this.weights = new Safetensors(weights, Map.of()).toBytes();
    this.all = all;
  }

  private Opened open() throws JsonProblem {
    Schema read = Json.value(Json.parse(schema), Schema.class);
    HeadConfig of = Json.value(Json.parse(head), HeadConfig.class);
    FlowConfig shape = Json.value(Json.parse(flow), FlowConfig.class);
    Map<String, TensorData> tensors =
        Safetensors.read(ByteBuffer.wrap(weights), "the trained network").tensors();
    return new Opened(new Encoder(read), of, Networks.scorer(shape, of, read, tensors));
  }

  /**
   * Adds what the rows of a shard say. Rows whose cells the sample has not shown the like of, and
   * rows without a target, say nothing.
   *
   * @param expansion where log-likelihoods are expanded
   * @param table the shard's training rows
   * @param sum to which it is added
   */
  public void run(Expansion expansion, Table table, EquationSum sum) {
    Opened own = opened.by(this::open);
    ShardRows rows = ShardRows.of(own.encoder, own.head, table);
    if (rows.count() > 0) {
      PosteriorSums sums = new PosteriorSums(own.head, rows.data(), own.scorer);
      sum.add(sums.sums(expansion.about(), expansion.point()), all);
    }
  }
}
