package io.diglm.model;

import java.util.List;

/**
 * The data a model was fitted to.
 *
 * @param sha256 fingerprint of the rows, as hexadecimal digits
 * @param sources file names or the query, as given
 * @param rows how many rows went where
 */
public record DataSummary(String sha256, List<String> sources, RowCounts rows) {
  public DataSummary {
    sources = List.copyOf(sources);
  }

  /**
   * Rows by use.
   *
   * @param train rows that the weights were fitted to
   * @param valid rows that chose when to stop
   * @param test rows held out
   * @param unlabelled rows of {@code train} without a target, which trained p(x) only
   * @param dropped rows left out, for missing values
   */
  public record RowCounts(long train, long valid, long test, long unlabelled, long dropped) {}
}
