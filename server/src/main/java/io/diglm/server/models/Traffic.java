package io.diglm.server.models;

import io.diglm.distribution.StandardNormal;
import io.diglm.model.Manifest;
import io.diglm.predict.Drift;
import io.diglm.predict.KnownRows;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What came to a model and how unusual it was, since the model was loaded. Safe to share. */
public final class Traffic {
  private static final int BUCKETS = 20;
  private static final double[] P_BOUNDS = {0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 1};

  private final int calibrated;
  private final RowSample recent;
  private final RowSample run;
  private final double[] recentP;
  private final double[] densityBounds;
  private final long[] densities;
  private final long[] pValues = new long[P_BOUNDS.length];
  private double densitySum;
  private double pSum;
  private double recentSum;
  private long rows;
  private long unreadable;
  private long novel;
  private long missing;
  private long withP;

  Traffic(Predictor predictor) {
    Manifest manifest = predictor.manifest();
    calibrated = manifest.thresholds().calibrated();
    recent = new RowSample(manifest.schema(), true);
    run = new RowSample(manifest.schema(), false);
    recentP = new double[2000];
    densityBounds = bounds(KnownRows.of(predictor).map(KnownRows::logDensity));
    densities = new long[densityBounds.length];
  }

  /** Twentieths of the kept training rows, the least among them, and what is beyond. */
  private static double[] bounds(Optional<double[]> known) {
    double[] sorted = known.orElse(new double[0]);
    double[] bounds = new double[sorted.length == 0 ? 0 : BUCKETS + 1];
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = sorted[(int) ((long) i * (sorted.length - 1) / BUCKETS)];
    }
    double[] distinct = Arrays.stream(bounds).distinct().toArray();
    double[] all = Arrays.copyOf(distinct, distinct.length + 1);
    all[distinct.length] = Double.POSITIVE_INFINITY;
    return all;
  }

  synchronized void add(Table table, List<Prediction> predictions) {
    for (int row = 0; row < predictions.size(); row++) {
      if (predictions.get(row) instanceof Prediction.Answer answer) {
        add(answer);
        recent.add(table, row);
        run.add(table, row);
      } else {
        unreadable++;
      }
      rows++;
    }
  }

  private void add(Prediction.Answer answer) {
    double density = answer.logDensity();
    if (answer.rejected()) {
      if (Double.isNaN(density)) {
        missing++;
      } else {
        novel++;
      }
    }
    if (!Double.isNaN(density)) {
      densities[first(densityBounds, density)]++;
      densitySum += density;
    }
    double p = answer.noveltyPValue();
    if (!Double.isNaN(p)) {
      pValues[first(P_BOUNDS, p)]++;
      int place = (int) (withP % recentP.length);
      recentSum += p - (withP >= recentP.length ? recentP[place] : 0);
      recentP[place] = p;
      pSum += p;
      withP++;
    }
  }

  private static int first(double[] bounds, double value) {
    int at = 0;
    while (at < bounds.length - 1 && value > bounds[at]) {
      at++;
    }
    return at;
  }

  /** Which rows drift is told of. */
  public enum Span {
    /** The last ones. */
    WINDOW,
    /** Some of all since the model was loaded, evenly drawn. */
    RUN
  }

  /** Returns the rows of a span. */
  synchronized Table rows(Span span) {
    return (span == Span.WINDOW ? recent : run).table();
  }

  /**
   * Numbers at one moment.
   *
   * @param rows that came
   * @param unreadable of them
   * @param novel rows that were refused as unlike those known
   * @param missing rows that were refused for what they lack
   * @param densityBounds upper ends of the buckets of log p(x); the last is infinite
   * @param densities rows by bucket
   * @param densitySum the sum of log p(x)
   * @param pBounds upper ends of the buckets of p-values
   * @param pValues rows by bucket
   * @param pSum the sum of p-values
   * @param window how much more novel the last 2,000 rows are than calibration rows
   * @param run the same of all rows
   */
  public record Numbers(
      long rows,
      long unreadable,
      long novel,
      long missing,
      double[] densityBounds,
      long[] densities,
      double densitySum,
      double[] pBounds,
      long[] pValues,
      double pSum,
      Shift window,
      Shift run) {}

  /**
   * A shift by the model's own score, as {@link io.diglm.selective.Calibration#shift} has it.
   *
   * @param effect P(more novel) - P(less novel), NaN of no rows
   * @param pValue of Mann and Whitney
   */
  public record Shift(double effect, double pValue) {}

  /** Returns the numbers. */
  public synchronized Numbers numbers() {
    return new Numbers(
        rows,
        unreadable,
        novel,
        missing,
        densityBounds,
        densities.clone(),
        densitySum,
        P_BOUNDS.clone(),
        pValues.clone(),
        pSum,
        shift(Math.min(withP, recentP.length), recentSum),
        shift(withP, pSum));
  }

  private Shift shift(double m, double sum) {
    if (m == 0 || calibrated == 0) {
      return new Shift(Double.NaN, Double.NaN);
    }
    double n = calibrated;
    double more = 1 - (sum / m * (n + 1) - 1) / n;
    double z = (more - 0.5) / Math.sqrt((n + m + 1) / (12 * n * m));
    return new Shift(2 * more - 1, Math.min(1, 2 * StandardNormal.cdf(-Math.abs(z))));
  }

  /** Returns what {@code diglm drift} says of the rows of a span. */
  Drift drift(Predictor predictor, Span span) {
    return Drift.of(predictor, rows(span), Optional.empty());
  }
}
