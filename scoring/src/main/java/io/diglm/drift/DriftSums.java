package io.diglm.drift;

import io.diglm.distribution.ClassDistribution;
import io.diglm.json.JsonProblem;
import io.diglm.novelty.Evidence;
import io.diglm.predict.Predictor;
import io.diglm.schema.Feature;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.selective.Calibration;
import io.diglm.selective.NoveltyScore;
import io.diglm.selective.TwoSamples;
import io.diglm.watch.Watch;
import io.diglm.watch.WatchState;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What {@link Drift} needs of rows, in sums: those of parts of a table add up, so that no machine
 * has to have all rows.
 *
 * <p>Effects, distances and shares are those of all rows. The words about a column are of a sample
 * of 10,000 rows. An e-value is the mean of those of the parts.
 */
public final class DriftSums implements Serializable {
  private static final long serialVersionUID = 1;

  private final AxisPlaces places;
  private final double[] lessNovel;
  private final long[] pValues = new long[Drift.TWENTIETHS];
  private final PeriodSums periods = new PeriodSums();
  private final RowSample sample = new RowSample();
  private final StorageType[] types;
  private boolean classes;
  private long rows;
  private long unreadable;
  private long rejected;
  private double doubt;
  private String watch = "";

  DriftSums(Predictor predictor, int scores) {
    places = new AxisPlaces(AxisPlaces.edges(predictor));
    lessNovel = new double[scores];
    types = new StorageType[predictor.manifest().schema().features().size()];
    Arrays.fill(types, StorageType.TEXT);
  }

  void skip(long count) {
    unreadable += count;
  }

  /** Adds a row. */
  void add(
      Predictor predictor,
      WatchedScores watched,
      Evidence row,
      double[] scores,
      double pValue,
      float[][] edges) {
    rows++;
    for (int i = 0; i < lessNovel.length; i++) {
      lessNovel[i] += calibration(predictor, watched.scores().get(i)).lessNovel(scores[i]);
    }
    places.add(row.encoded(), row.offset(), edges);
    pValues[Math.min(Drift.TWENTIETHS - 1, (int) (pValue * Drift.TWENTIETHS))]++;
    var thresholds = predictor.manifest().thresholds();
    rejected += thresholds.rejection().rejects(thresholds.margin(row.logDensity()), pValue) ? 1 : 0;
    doubt += Drift.doubt(row);
    classes = row.own() instanceof ClassDistribution;
  }

  private static Calibration calibration(Predictor predictor, NoveltyScore score) {
    return predictor.reference().calibration(score);
  }

  /** Adds a row to its period. */
  void add(Predictor predictor, TableColumn time, Evidence row, double pValue) {
    periods.add(predictor, time, row, pValue);
  }

  void sample(long draw, List<TableColumn> columns, int row) {
    for (int c = 0; c < types.length; c++) {
      types[c] = columns.get(c).type();
    }
    sample.add(draw, columns, row);
  }

  void watched(WatchState state) {
    watch = state.json();
  }

  /**
   * Adds those of another part, of the same model, to these and returns these.
   *
   * @param other sums of another part, left unchanged
   * @param predictor the model of both
   * @return these sums
   * @throws IllegalArgumentException if there are too many periods together
   */
  public DriftSums plus(DriftSums other, Predictor predictor) {
    places.add(other.places);
    Arrays.setAll(lessNovel, i -> lessNovel[i] + other.lessNovel[i]);
    Arrays.setAll(pValues, i -> pValues[i] + other.pValues[i]);
    periods.add(other.periods);
    sample.add(other.sample);
    if (rows == 0) {
      System.arraycopy(other.types, 0, types, 0, types.length);
    }
    classes |= other.classes;
    unreadable += other.unreadable;
    rejected += other.rejected;
    doubt += other.doubt;
    watch = merged(predictor, rows, other);
    rows += other.rows;
    return this;
  }

  private String merged(Predictor predictor, long mine, DriftSums other) {
    if (mine == 0 || other.rows == 0) {
      return mine == 0 ? other.watch : watch;
    }
    return watch(watchedScores(predictor)).merge(state(other.watch)).state().json();
  }

  private static WatchedScores watchedScores(Predictor predictor) {
    return WatchedScores.of(predictor, new ArrayList<>(predictor.reference().calibrated()));
  }

  private Watch watch(WatchedScores watched) {
    return Watch.resume(watched.references(), state(watch));
  }

  private static WatchState state(String json) {
    try {
      return WatchState.of(json);
    } catch (JsonProblem e) {
      throw new IllegalStateException("a part's watch must be readable, got " + e, e);
    }
  }

  /**
   * {@return the drift of the rows of all parts}
   *
   * @param predictor the model of the rows
   * @throws IllegalArgumentException if fewer than two rows could be read
   */
  public Drift drift(Predictor predictor) {
    if (rows < 2) {
      throw new IllegalArgumentException(
          "rows must be at least 2 to tell drift, got %d (predict tells of one)".formatted(rows));
    }
    WatchedScores watched = watchedScores(predictor);
    Map<String, Double> logE = BatchEvidence.logE(watched, watch(watched).findings());
    BatchEvidence evidence = new BatchEvidence(Map.of(), logE);
    List<Drift.ScoreShift> scores = new ArrayList<>();
    for (int i = 0; i < lessNovel.length; i++) {
      NoveltyScore score = watched.scores().get(i);
      Calibration.Shift shift =
          calibration(predictor, score).shift(lessNovel[i] / rows, (double) rows);
      scores.add(new Drift.ScoreShift(score, shift.effect(), shift.pValue(), evidence.logE(score)));
    }
    scores.sort(
        Comparator.comparingDouble((Drift.ScoreShift s) -> Math.abs(s.effect())).reversed());
    double expected = classes ? doubt / rows : Math.sqrt(doubt / rows);
    return new Drift(
        rows,
        unreadable,
        Drift.drifted(scores),
        (double) rejected / rows,
        Arrays.stream(pValues).mapToDouble(n -> (double) Drift.TWENTIETHS * n / rows).toArray(),
        scores,
        columns(predictor, evidence),
        periods.drift(predictor),
        expected);
  }

  private List<Drift.ColumnShift> columns(Predictor predictor, BatchEvidence evidence) {
    float[] kept = predictor.reference().rows();
    if (kept.length == 0) {
      return List.of();
    }
    int dimension = predictor.encoder().dimension();
    Table before = predictor.encoder().decode(kept, kept.length / dimension);
    int[] sampled = IntStream.range(0, sample.size()).toArray();
    float[][] known = AxisPlaces.edges(predictor);
    List<Drift.ColumnShift> shifts = new ArrayList<>();
    int axis = 0;
    List<Feature> features = predictor.manifest().schema().features();
    for (int c = 0; c < features.size(); c++) {
      String name = features.get(c).name();
      double distance = 0;
      for (int end = axis + features.get(c).axes().size(); axis < end; axis++) {
        float[] old = AxisPlaces.axis(kept, axis, dimension);
        distance = Math.max(distance, places.distance(axis, old, known[axis], rows));
      }
      double m = (double) kept.length / dimension;
      double p = TwoSamples.kolmogorov(Math.sqrt(rows * m / (rows + m)) * distance);
      TableColumn now = sample.column(c, name, types[c]);
      TableColumn old = before.column(name);
      shifts.add(
          new Drift.ColumnShift(
              name,
              distance,
              p,
              ColumnShifts.words(old, now, sampled),
              evidence.logE(name),
              ColumnHistogram.of(old, now, sampled)));
    }
    shifts.sort(Comparator.comparingDouble(Drift.ColumnShift::distance).reversed());
    return shifts;
  }
}
