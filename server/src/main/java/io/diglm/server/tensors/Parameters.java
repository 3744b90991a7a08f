package io.diglm.server.tensors;

import java.util.Optional;

/**
 * The parameters of a request that this server knows.
 *
 * @param binaryOutput whether outputs are bytes by default
 * @param explain whether to add {@code why} and {@code nearest_accepted}
 * @param interval the share of a central interval
 * @param coverage the coverage of a calibrated one
 * @param quantiles numbers in (0, 1), separated by commas
 * @param above numbers whose probability to be exceeded is added, separated by commas
 * @param shortfall probabilities of expected shortfalls to add, separated by commas
 * @param contentType of a codec; the texts of the answer are then marked as texts
 */
public record Parameters(
    boolean binaryOutput,
    boolean explain,
    Optional<Double> interval,
    Optional<Double> coverage,
    Optional<String> quantiles,
    Optional<String> above,
    Optional<String> shortfall,
    Optional<String> contentType) {
  /** None of them. */
  public static final Parameters NONE =
      new Parameters(
          false,
          false,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
}
