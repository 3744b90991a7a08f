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
  /** {@return how many rows there are in all shards} */
  ShardTotals totals();

  /**
   * {@return a schema that was inferred from the sample with what all training rows say of it}
   *
   * @param sampled schema of the sample
   */
  Schema refined(Schema sampled);

  /**
   * Runs {@link LocalSteps#run} on the training rows of each shard.
   *
   * @param steps what each shard does
   * @param round number and weights of the round
   * @return the sum over the shards, in any order
   */
  StateSum round(LocalSteps steps, Round round);

  /**
   * Runs {@link ShardPosterior#run} on the training rows of each shard.
   *
   * @param posterior what each shard adds up; the same object in each pass over the rows
   * @param expansion where a pass expands log-likelihoods
   * @return the sum over the shards, in any order
   */
  EquationSum equations(ShardPosterior posterior, Expansion expansion);

  /**
   * {@return the least log p(x) of the training rows of all shards, in nats}
   *
   * @param model the model without its thresholds
   */
  double leastLogDensity(ModelFile model);
}
