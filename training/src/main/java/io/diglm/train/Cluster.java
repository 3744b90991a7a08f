package io.diglm.train;

import io.diglm.model.ModelFile;
import io.diglm.schema.Schema;

/**
 * Rows on other machines, in shards, which train there. A fit has only a sample of them.
 *
 * <p>The answer of a shard depends only on its rows and on what it is sent. So an implementation
 * may repeat a call for a shard, on another machine.
 */
public interface Cluster {
  /** Returns how many rows there are in all shards. */
  ShardTotals totals();

  /** Returns a schema that was inferred from the sample with what all training rows say of it. */
  Schema refined(Schema sampled);

  /**
   * Runs {@link LocalSteps#run} on the training rows of each shard.
   *
   * @return the sum over the shards, in any order
   */
  StateSum round(LocalSteps steps, Round round);

  /** Returns the least log p(x) of the training rows of all shards, in nats. */
  double leastLogDensity(ModelFile model);
}
