package io.diglm.report;

import io.diglm.markup.Numbers;
import java.util.Arrays;

/**
 * One figure of a results table.
 *
 * @param value NaN if there is none
 * @param standardError of the mean over repetitions; NaN if there are none
 * @param count the number of repetitions; 0 if there is no value
 */
public record Measured(double value, double standardError, int count) {
  /** No figure. */
  public static final Measured NONE = new Measured(Double.NaN, Double.NaN, 0);

  /**
   * {@return a figure that was measured, or published, once}
   *
   * @param value the figure
   */
  public static Measured of(double value) {
    return new Measured(value, Double.NaN, 1);
  }

  /**
   * {@return the mean over repetitions and its standard error, sd / sqrt(n)}
   *
   * @param values one for each repetition
   */
  public static Measured over(double... values) {
    if (values.length == 0) {
      return NONE;
    }
    double mean = Arrays.stream(values).average().orElse(Double.NaN);
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    double error = Math.sqrt(squares / (values.length - 1) / values.length);
    return new Measured(mean, values.length == 1 ? Double.NaN : error, values.length);
  }

  /** {@return the figure as text for a page} */
  public String text() {
    if (count == 0) {
      return Numbers.of(Double.NaN);
    }
    String mean = Numbers.of(value);
    return Double.isNaN(standardError) ? mean : mean + " ± " + Numbers.of(standardError);
  }
}
