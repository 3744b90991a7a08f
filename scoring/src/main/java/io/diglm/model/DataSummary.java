package io.diglm.model;

import java.util.List;

/**
 * The data to which a model was fitted.
 *
 * @param sha256 fingerprint of the rows, as hexadecimal digits
 * @param sources file names or the query, as given
 * @param rows the number of rows by use
 */
public record DataSummary(String sha256, List<String> sources, RowCounts rows) {
  public DataSummary {
    sources = List.copyOf(sources);
  }

  /**
   * The number of rows by use.
   *
   * @param train rows to which the weights were fitted
   * @param valid rows of the validation set, which decided when to stop
   * @param test rows held out
   * @param unlabelled rows of {@code train} without a target, which trained p(x) only
   * @param dropped rows left out because of missing values
   */
  public record RowCounts(long train, long valid, long test, long unlabelled, long dropped) {}
}
