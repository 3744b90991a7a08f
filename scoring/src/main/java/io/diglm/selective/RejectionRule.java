package io.diglm.selective;

import io.diglm.json.Kinds;
import io.diglm.json.Kinds.Kind;

/** When a model refuses to answer a row. */
@Kinds(
    field = "rule",
    value = {
      @Kind(name = "minimum_density", type = RejectionRule.MinimumDensity.class),
      @Kind(name = "false_alarms", type = RejectionRule.FalseAlarms.class),
    })
public sealed interface RejectionRule {
  /**
   * {@return whether the row is rejected} A row without a density is always rejected.
   *
   * @param margin log p(x) - min over the training rows of log p(x), in nats
   * @param pValue of the row's novelty, see {@link Calibration#pValue}
   */
  boolean rejects(double margin, double pValue);

  /**
   * Rejects when log p(x) &lt; tau = min over the training rows of log p(x) - c (Nalisnick et al.
   * 2019, equation 9).
   *
   * @param slack c &gt;= 0, in nats
   */
  record MinimumDensity(double slack) implements RejectionRule {
    /** Checks the slack. */
    public MinimumDensity {
      if (!(slack >= 0) || Double.isInfinite(slack)) {
        throw new IllegalArgumentException("slack must be at least 0 and finite, got " + slack);
      }
    }

    @Override
    public boolean rejects(double margin, double pValue) {
      return !(margin >= -slack);
    }
  }

  /**
   * Rejects when the p-value of the row's novelty is at most alpha. On average over calibration
   * sets, at most a share alpha of rows exchangeable with the calibration rows is rejected (Vovk et
   * al. 2005; Bates et al. 2023).
   *
   * @param alpha in (0, 1)
   */
  record FalseAlarms(double alpha) implements RejectionRule {
    /** Checks alpha. */
    public FalseAlarms {
      if (!(alpha > 0 && alpha < 1)) {
        String hint = alpha >= 1 && alpha < 100 ? " (1 % is 0.01)" : "";
        throw new IllegalArgumentException(
            "false-alarms must be between 0 and 1, got " + alpha + hint);
      }
    }

    /**
     * Requires as many calibration rows as alpha needs, ceil(1 / alpha) - 1.
     *
     * @param rows number of calibration rows
     * @return this rule
     * @throws IllegalArgumentException if there are fewer; the message says how many are needed
     */
    public FalseAlarms requireRows(int rows) {
      return requireRows(rows, "");
    }

    /**
     * Requires as many calibration rows as alpha needs, ceil(1 / alpha) - 1.
     *
     * @param rows number of calibration rows
     * @param remedy what else can be done if there are some but too few, such as {@code ", or fit
     *     again"}
     * @return this rule
     * @throws IllegalArgumentException if there are fewer; the message says how many are needed
     */
    public FalseAlarms requireRows(int rows, String remedy) {
      if (rows < rows()) {
        throw new IllegalArgumentException(
            "false-alarms of %s must be calibrated by at least %,d rows, got %,d (%s)"
                .formatted(
                    alpha,
                    rows(),
                    rows,
                    rows > 0
                        ? "with these, take %s or more%s".formatted(least(rows), remedy)
                        : "fit again"));
      }
      return this;
    }

    /** {@return the number of calibration rows that alpha needs} */
    public long rows() {
      return (long) Math.ceil(1 / alpha - 1e-9) - 1;
    }

    /** Returns the least alpha with three digits that this many rows can calibrate. */
    private static double least(int rows) {
      return Math.ceil(1000.0 / (rows + 1)) / 1000;
    }

    @Override
    public boolean rejects(double margin, double pValue) {
      return !(pValue > alpha) || Double.isNaN(margin);
    }
  }
}
