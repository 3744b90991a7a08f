package io.diglm.drift;

import io.diglm.novelty.Evidence;
import io.diglm.novelty.NoveltyReference;
import io.diglm.predict.Predictor;
import io.diglm.schema.Axis;
import io.diglm.schema.Feature;
import io.diglm.selective.NoveltyScore;
import io.diglm.watch.Reference;
import java.util.ArrayList;
import java.util.List;

/**
 * The scores of a watched stream of rows: novelty, compared with the calibration rows, and v of
 * each axis of each column, compared with the kept training rows.
 *
 * @param columns names of the columns of the axes; a column with several axes has one name
 */
record WatchedScores(
    NoveltyReference reference,
    List<NoveltyScore> scores,
    List<Reference> references,
    List<String> columns) {
  private static final int EDGES = 256;
  private static final int COLUMN_EDGES = 64;

  /** Edges of all columns together; wide tables have fewer for each. */
  private static final int ALL_EDGES = 8192;

  private static final int LEAST_EDGES = 8;

  static WatchedScores of(Predictor predictor, List<NoveltyScore> scores) {
    NoveltyReference reference = predictor.reference();
    List<Reference> references = new ArrayList<>();
    for (NoveltyScore score : scores) {
      references.add(
          Reference.of(NoveltyReference.name(score), reference.calibration(score), EDGES));
    }
    List<String> columns = new ArrayList<>();
    float[] kept = reference.rows();
    int dimension = predictor.encoder().dimension();
    if (kept.length > 0) {
      int edges = Math.max(LEAST_EDGES, Math.min(COLUMN_EDGES, ALL_EDGES / dimension));
      for (Feature feature : predictor.manifest().schema().features()) {
        for (Axis axis : feature.axes()) {
          double[] values = axis(kept, columns.size(), dimension);
          references.add(Reference.of("column " + axis.nameOf(feature.name()), values, edges));
          columns.add(feature.name());
        }
      }
    }
    return new WatchedScores(reference, scores, references, columns);
  }

  private static double[] axis(float[] rows, int axis, int dimension) {
    double[] values = new double[rows.length / dimension];
    for (int row = 0; row < values.length; row++) {
      values[row] = rows[row * dimension + axis];
    }
    return values;
  }

  /** Returns the scores of a row in the references' order. */
  double[] of(Evidence row) {
    double[] values = new double[references.size()];
    for (int i = 0; i < scores.size(); i++) {
      values[i] = reference.score(scores.get(i), row);
    }
    for (int axis = 0; axis < columns.size(); axis++) {
      values[scores.size() + axis] = row.encoded()[row.offset() + axis];
    }
    return values;
  }
}
