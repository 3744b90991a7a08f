package io.diglm.drift;

import io.diglm.novelty.Evidence;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.watch.SeriesState.Place;
import io.diglm.watch.Watch;
import io.diglm.watch.Watch.Finding;
import io.diglm.watch.WatchState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Watches the rows that a model receives, batch by batch, for changes, without labels. While rows
 * are like those of the fit, the probability that there is ever an alarm is at most alpha, however
 * often one checks; see {@link Watch}.
 *
 * <p>Half of alpha is for the model's novelty score, the other half for the columns. Not safe to
 * share between threads.
 */
public final class RowWatch {
  /** The default probability that there is ever a false alarm. */
  public static final double ALPHA = 0.01;

  private final Predictor predictor;
  private final WatchedScores scores;
  private final Watch watch;

  private RowWatch(Predictor predictor, WatchedScores scores, Watch watch) {
    this.predictor = predictor;
    this.scores = scores;
    this.watch = watch;
  }

  /**
   * Starts to watch.
   *
   * @param predictor the model whose calibration rows are compared with
   * @param alpha the largest probability that there is ever a false alarm, in (0, 1)
   * @param seed the seed of the order of equal scores
   * @return a watch that has seen no row
   * @throws IllegalArgumentException if the model was saved without a calibration
   */
  public static RowWatch start(Predictor predictor, double alpha, long seed) {
    WatchedScores scores = scores(predictor);
    return new RowWatch(predictor, scores, Watch.start(scores.references(), alpha, seed));
  }

  /**
   * Continues from a state.
   *
   * @param predictor the model that the state belongs to
   * @param state what {@link #state} returned
   * @return a watch that continues from there
   * @throws IllegalArgumentException if it belongs to another model, or to another score of this
   *     model
   */
  public static RowWatch resume(Predictor predictor, WatchState state) {
    WatchedScores scores = scores(predictor);
    return new RowWatch(predictor, scores, Watch.resume(scores.references(), state));
  }

  private static WatchedScores scores(Predictor predictor) {
    return WatchedScores.of(predictor, List.of(predictor.manifest().thresholds().novelty()));
  }

  /**
   * Takes the next rows, in their order. Rows that cannot be read are only counted. A table without
   * rows changes nothing.
   *
   * @param table the next rows of the stream
   */
  public void add(Table table) {
    List<Evidence> found = predictor.evidenceIfAny(table);
    watch.skip((long) table.rows() - found.size());
    List<double[]> values = found.parallelStream().map(scores::of).toList();
    values.forEach(row -> watch.add(row, table.source()));
  }

  /**
   * Takes the next rows in the order of a column of times. If the column holds texts, the order is
   * that of the table.
   *
   * @param table the next rows of the stream
   * @param time name of the column of times
   * @throws IllegalArgumentException if there is no such column, a row is from before the last one
   *     of an earlier table, or the column is of texts and that of an earlier table was not
   */
  public void add(Table table, String time) {
    TableColumn when = table.column(time);
    if (when.cells() instanceof Cells.Texts texts && watch.timed()) {
      throw new IllegalArgumentException(
          "time must be dates, times or numbers as before, got texts in '%s' such as '%s'"
              .formatted(time, texts.levels().isEmpty() ? "" : texts.levels().get(0)));
    }
    List<Evidence> found = new ArrayList<>(predictor.evidenceIfAny(table));
    found.sort(Comparator.comparingDouble(row -> time(when, row)));
    List<double[]> values = found.parallelStream().map(scores::of).toList();
    if (!found.isEmpty()) {
      move(when, found.get(0)); // before any row counts
    }
    watch.skip((long) table.rows() - found.size());
    for (int i = 0; i < found.size(); i++) {
      move(when, found.get(i));
      watch.add(values.get(i), label(when, found.get(i)));
    }
  }

  private void move(TableColumn when, Evidence row) {
    double time = time(when, row);
    if (when.cells() instanceof Cells.Numbers && !Double.isNaN(time)) {
      watch.time(time, label(when, row));
    }
  }

  private static double time(TableColumn when, Evidence row) {
    return when.cells() instanceof Cells.Numbers numbers
        ? numbers.values()[row.index()]
        : row.index();
  }

  private static String label(TableColumn when, Evidence row) {
    return when.text(row.index()).orElse("no time");
  }

  /**
   * Starts again and forgets all rows and all evidence.
   *
   * @return a watch that has seen no row
   */
  public RowWatch reset() {
    return new RowWatch(predictor, scores, watch.reset());
  }

  /**
   * {@return this stream and another, of other rows, as one; see {@link Watch#merge}}
   *
   * @param other the state of the other stream
   * @throws IllegalArgumentException if the other is of another model or alpha
   */
  public RowWatch merge(WatchState other) {
    return new RowWatch(predictor, scores, watch.merge(other));
  }

  /** {@return the state to keep until the next rows} It holds no row. */
  public WatchState state() {
    return watch.state();
  }

  /**
   * The state so far.
   *
   * @param rows number of rows seen
   * @param skipped rows that could not be read
   * @param alpha bound on the probability that there is ever a false alarm
   * @param alarm the first alarm, which stays until a reset
   * @param novelty of the score of novelty
   * @param columns of the columns, the most evidence first
   */
  public record Outcome(
      long rows,
      long skipped,
      double alpha,
      Optional<Place> alarm,
      Finding novelty,
      List<Finding> columns) {
    /** Copies the list. */
    public Outcome {
      columns = List.copyOf(columns);
    }
  }

  /** {@return what is known so far} */
  public Outcome outcome() {
    List<Finding> all = watch.findings();
    // A column of several axes is as its most telling one.
    Map<String, Finding> columns = new LinkedHashMap<>();
    IntStream.range(0, scores.columns().size())
        .forEach(
            axis -> {
              Finding one = named(all.get(axis + 1), scores.columns().get(axis));
              columns.merge(one.name(), one, (a, b) -> b.peak() > a.peak() ? b : a);
            });
    WatchState state = watch.state();
    return new Outcome(
        state.rows(),
        state.skipped(),
        state.alpha(),
        watch.alarm(),
        all.get(0),
        columns.values().stream()
            .sorted(Comparator.comparingDouble(Finding::peak).reversed())
            .toList());
  }

  private static Finding named(Finding of, String name) {
    return new Finding(name, of.evidence(), of.peak(), of.needed(), of.since(), of.alarm());
  }
}
