package io.diglm.drift;

import io.diglm.novelty.Evidence;
import io.diglm.predict.Predictor;
import io.diglm.schema.Feature;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.selective.NoveltyScore;
import io.diglm.watch.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes the rows of one part of a large table, some at a time, and keeps of them what {@link Drift}
 * needs. Parts may be on other machines; their {@link #sums} add up. Not safe to share between
 * threads.
 */
public final class DriftPart {
  private final Predictor predictor;
  private final Optional<String> time;
  private final WatchedScores watched;
  private final DriftSums sums;
  private final long part;
  private final float[][] edges;
  private final Watch watch;
  private long position;

  /**
   * Starts a part.
   *
   * @param predictor the model, which must have a calibration
   * @param time a column of few values that names the period of each row
   * @param part its number: no two parts of a table have the same
   * @throws IllegalArgumentException if the model has no calibration
   */
  public DriftPart(Predictor predictor, Optional<String> time, long part) {
    this.predictor = predictor;
    this.time = time;
    this.part = part;
    edges = AxisPlaces.edges(predictor);
    List<NoveltyScore> scores = new ArrayList<>(predictor.reference().calibrated());
    watched = WatchedScores.of(predictor, scores);
    sums = new DriftSums(predictor, scores.size());
    watch = Watch.start(watched.references(), RowWatch.ALPHA, BatchEvidence.SEED + part);
  }

  /**
   * Adds rows.
   *
   * @param table further rows of this part
   * @throws IllegalArgumentException if a column is absent
   */
  public void add(Table table) {
    Optional<TableColumn> periods = time.map(table::column);
    List<TableColumn> features =
        predictor.manifest().schema().features().stream()
            .map(Feature::name)
            .map(table::column)
            .toList();
    List<Evidence> found = predictor.evidenceIfAny(table);
    sums.skip(table.rows() - found.size());
    double[] p =
        Drift.pValues(predictor.reference(), predictor.manifest().thresholds().novelty(), found);
    for (int i = 0; i < p.length; i++) {
      Evidence row = found.get(i);
      double[] scores = watched.of(row);
      watch.add(scores, "");
      sums.add(predictor, watched, row, scores, p[i], edges);
      double own = p[i];
      periods
          .filter(column -> column.text(row.index()).isPresent())
          .ifPresent(column -> sums.add(predictor, column, row, own));
      sums.sample(RowSample.draw(part, position + row.index()), features, row.index());
    }
    position += table.rows();
  }

  /** {@return what the rows so far say; they are then forgotten, so that this is done once} */
  public DriftSums sums() {
    sums.watched(watch.state());
    return sums;
  }
}
