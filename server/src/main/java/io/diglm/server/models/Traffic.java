package io.diglm.server.models;

import io.diglm.drift.Drift;
import io.diglm.model.Manifest;
import io.diglm.model.TensorData;
import io.diglm.model.Thresholds;
import io.diglm.novelty.NoveltyTensors;
import io.diglm.predict.KnownRows;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.Table;
import io.diglm.selective.Calibration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The rows that a model has received since it was loaded, and how unusual they were. Safe to share
 * between threads.
 */
public final class Traffic {
  private static final int BUCKETS = 20;
  private static final double[] P_BOUNDS = {0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 1};

  private static final int SCORES = 2000;

  /** Moments are remembered every so many rows at first. */
  private static final int STEP = 50;

  private static final int MOMENTS = 120;

  private final Optional<Calibration> calibration;
  private final RowSample recent;
  private final RowSample run;
  private final double[] recentScores = new double[SCORES];
  private final double[] runScores = new double[SCORES];
  private final SplittableRandom random = new SplittableRandom(1);
  private final double[] densityBounds;
  private final long[] densities;
  private final long[] pValues = new long[P_BOUNDS.length];
  private double densitySum;
  private double pSum;
  private long rows;
  private long unreadable;
  private long novel;
  private long missing;
  private long scored;
  private final List<Moment> history = new ArrayList<>();
  private long step = STEP;

  Traffic(Predictor predictor) {
    Manifest manifest = predictor.manifest();
    calibration = calibration(predictor);
    recent = new RowSample(manifest.schema(), true);
    run = new RowSample(manifest.schema(), false);
    densityBounds = bounds(KnownRows.of(predictor).map(KnownRows::logDensity));
    densities = new long[densityBounds.length];
  }

  private static Optional<Calibration> calibration(Predictor predictor) {
    Thresholds thresholds = predictor.manifest().thresholds();
    String score = thresholds.novelty().name().toLowerCase(Locale.ROOT);
    TensorData kept =
        predictor.file().weights().get(NoveltyTensors.PREFIX + "calibration." + score);
    return Optional.ofNullable(kept)
        .map(k -> new Calibration(thresholds.calibrated(), k.doubles()));
  }

  /** The bounds: twentieths of the kept training rows, including the least, and infinity. */
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
      if (rows % step == 0) {
        remember();
      }
    }
  }

  /**
   * How the last 2,000 rows stood after some number of rows.
   *
   * @param rows that number
   * @param effect how much more novel they were than calibration rows
   * @param refused the share of all rows so far that were refused or could not be read
   */
  public record Moment(long rows, double effect, double refused) {}

  /** Every so many rows; where there are too many moments, every other one is forgotten. */
  private void remember() {
    history.add(
        new Moment(
            rows, shift(recentScores).effect(), (double) (novel + missing + unreadable) / rows));
    if (history.size() == MOMENTS) {
      step *= 2;
      history.removeIf(moment -> moment.rows() % step != 0);
    }
  }

  /** {@return how drift went since the model was loaded, at most 120 moments of equal distance} */
  public synchronized List<Moment> history() {
    return List.copyOf(history);
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
      pSum += p;
      keep(answer.novelty());
    }
  }

  private void keep(double score) {
    recentScores[(int) (scored % SCORES)] = score;
    long place = scored < SCORES ? scored : random.nextLong(scored + 1);
    if (place < SCORES) {
      runScores[(int) place] = score;
    }
    scored++;
  }

  private static int first(double[] bounds, double value) {
    int at = 0;
    while (at < bounds.length - 1 && value > bounds[at]) {
      at++;
    }
    return at;
  }

  /** The rows whose drift is reported. */
  public enum Span {
    /** The last rows. */
    WINDOW,
    /** Rows drawn uniformly from all since the model was loaded. */
    RUN
  }

  /** Returns the rows of a span. */
  synchronized Table rows(Span span) {
    return (span == Span.WINDOW ? recent : run).table();
  }

  /**
   * The numbers at one moment.
   *
   * @param rows the number of rows received
   * @param unreadable how many of them could not be read
   * @param novel rows that were refused as unlike those known
   * @param missing rows that were refused because of missing values
   * @param densityBounds upper ends of the buckets of log p(x); the last is infinite
   * @param densities rows by bucket
   * @param densitySum the sum of log p(x)
   * @param pBounds upper ends of the buckets of p-values
   * @param pValues rows by bucket
   * @param pSum the sum of p-values
   * @param window how much more novel the last 2,000 rows are than calibration rows
   * @param run the same for 2,000 rows drawn from all
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
      Calibration.Shift window,
      Calibration.Shift run) {}

  /** {@return the numbers} */
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
        shift(recentScores),
        shift(runScores));
  }

  private Calibration.Shift shift(double[] scores) {
    int count = (int) Math.min(scored, SCORES);
    return calibration
        .filter(any -> count > 0)
        .map(c -> c.shift(Arrays.copyOf(scores, count)))
        .orElse(new Calibration.Shift(Double.NaN, Double.NaN));
  }

  /** Returns what {@code diglm drift} says of the rows of a span. */
  Drift drift(Predictor predictor, Span span) {
    return Drift.of(predictor, rows(span), Optional.empty());
  }
}
