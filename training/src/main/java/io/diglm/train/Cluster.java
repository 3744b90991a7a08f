package io.diglm.train;

import io.diglm.model.ModelFile;
import io.diglm.schema.Schema;

/**
 * Rows that lie on other machines, in shards, and learn there. A fit has only a sample of them.
 *
 * <p>What a shard answers depends on its rows and on what it is sent alone. So whoever implements
 * this may ask a shard again, on another machine.
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
