package io.diglm.spark;

import io.diglm.train.RoundSettings;
import java.util.Optional;

/**
 * How a fit on the cluster goes.
 *
 * @param rounds how shards agree
 * @param sampleRows approximate number of training rows in the sample of the driver, from which the
 *     schema and the density of cells are learned
 * @param checkpoint where the state after each round is kept, on any file system of Spark
 */
record ClusterSettings(RoundSettings rounds, int sampleRows, Optional<String> checkpoint) {
  static final int SAMPLE_ROWS = 200_000;
}
