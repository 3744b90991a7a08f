package io.diglm.predict;

import io.diglm.novelty.NoveltyTensors;
import io.diglm.schema.Table;
import java.util.Arrays;
import java.util.Optional;

/**
 * The training rows that a model keeps. They show which rows are usual.
 *
 * @param rows the rows in the units of the user, without their targets; empty for images
 * @param logDensity log p(x) of the kept rows in nats, ascending
 */
public record KnownRows(Optional<Table> rows, double[] logDensity) {
  /**
   * {@return the rows that a model keeps} The result is empty if it was saved without a
   * calibration.
   *
   * @param predictor the model
   */
  public static Optional<KnownRows> of(Predictor predictor) {
    if (predictor.manifest().thresholds().calibrated() == 0) {
      return Optional.empty();
    }
    float[] kept = predictor.reference().rows();
    int dimension = predictor.encoder().dimension();
    Optional<Table> rows =
        kept.length == 0
            ? Optional.empty()
            : Optional.of(predictor.encoder().decode(kept, kept.length / dimension));
    return Optional.ofNullable(predictor.file().weights().get(NoveltyTensors.DENSITIES))
        .map(density -> Arrays.stream(density.doubles()).map(surprise -> -surprise).sorted())
        .map(logDensity -> new KnownRows(rows, logDensity.toArray()));
  }
}
