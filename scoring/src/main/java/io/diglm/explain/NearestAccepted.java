package io.diglm.explain;

import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.predict.Scores;
import io.diglm.schema.Feature;
import io.diglm.schema.RowProblem;
import io.diglm.schema.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Finds how a rejected row would have to change for the model to accept it: the smallest accepted
 * move in z, decoded to the user's own columns.
 *
 * <p>The search follows the lines from the z of the row to those of the nearest kept training rows
 * that are accepted. On each line it bisects. Every point is decoded to whole numbers and levels
 * and judged like any other row.
 */
public final class NearestAccepted {
  private static final int LINES = 8;
  private static final int HALVINGS = 12;

  private final Predictor predictor;

  /** The width of z. */
  private final int width;

  private final float[] accepted;
  private final List<String> columns;

  private NearestAccepted(Predictor predictor, float[] accepted) {
    this.predictor = predictor;
    this.accepted = accepted;
    width = predictor.manifest().width();
    columns = predictor.manifest().schema().features().stream().map(Feature::name).toList();
  }

  /**
   * Prepares to search.
   *
   * @param predictor the model
   * @return what searches for accepted rows of the model
   * @throws IllegalArgumentException if the model's rows are images, or if it has no calibration
   */
  public static NearestAccepted of(Predictor predictor) {
    if (predictor.manifest().schema().image().isPresent()) {
      throw new IllegalArgumentException("rows to explain must be of a table, got images");
    }
    float[] kept = predictor.reference().rows();
    int dimension = predictor.encoder().dimension();
    Table rows = predictor.encoder().decode(kept, kept.length / dimension);
    List<Prediction> judged = predictor.predict(rows);
    int[] good = IntStream.range(0, judged.size()).filter(i -> accepted(judged.get(i))).toArray();
    return new NearestAccepted(predictor, predictor.score(rows.take(good)).latent());
  }

  private static boolean accepted(Prediction prediction) {
    return prediction instanceof Prediction.Answer answer && !answer.rejected();
  }

  /**
   * Returns the nearest accepted row of a rejected row, without a target.
   *
   * @param table the table with the row
   * @param row its index, from 0
   * @return empty if the row is accepted as it is, has no z, or no kept row is accepted
   */
  public Optional<Table> of(Table table, int row) {
    Table one = table.slice(row, row + 1);
    Scores scores = predictor.score(one);
    if (!scores.problems().stream().allMatch(RowProblem::hasDensity)
        || accepted(predictor.predict(one).get(0))
        || !IntStream.range(0, width).allMatch(d -> Float.isFinite(scores.latent()[d]))) {
      return Optional.empty();
    }
    float[] from = scores.latent();
    int[] lines =
        IntStream.range(0, accepted.length / width)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> distance(from, i)))
            .limit(LINES)
            .mapToInt(Integer::intValue)
            .filter(i -> Double.isFinite(distance(from, i)))
            .toArray();
    return lines.length == 0 ? Optional.empty() : nearest(from, lines);
  }

  private Optional<Table> nearest(float[] from, int[] lines) {
    double[] low = new double[lines.length];
    double[] high = new double[lines.length];
    Arrays.fill(high, 1);
    for (int halving = 0; halving < HALVINGS; halving++) {
      double[] middle = new double[lines.length];
      for (int k = 0; k < lines.length; k++) {
        middle[k] = (low[k] + high[k]) / 2;
      }
      List<Prediction> judged = predictor.predict(at(from, lines, middle));
      for (int k = 0; k < lines.length; k++) {
        if (accepted(judged.get(k))) {
          high[k] = middle[k];
        } else {
          low[k] = middle[k];
        }
      }
    }
    Table found = at(from, lines, high);
    List<Prediction> judged = predictor.predict(found);
    return IntStream.range(0, lines.length)
        .boxed()
        .filter(k -> accepted(judged.get(k)))
        .min(Comparator.comparingDouble(k -> high[k] * distance(from, lines[k])))
        .map(k -> found.slice(k, k + 1));
  }

  /** Decodes the points at these fractions of the lines. */
  private Table at(float[] from, int[] lines, double[] shares) {
    float[] latent = new float[lines.length * width];
    for (int k = 0; k < lines.length; k++) {
      for (int d = 0; d < width; d++) {
        float to = accepted[lines[k] * width + d];
        latent[k * width + d] = (float) (from[d] + shares[k] * (to - from[d]));
      }
    }
    return predictor.decode(latent);
  }

  private double distance(float[] from, int row) {
    double sum = 0;
    for (int d = 0; d < width; d++) {
      double difference = accepted[row * width + d] - from[d];
      sum += difference * difference;
    }
    return Math.sqrt(sum);
  }

  /**
   * {@return in words what would have to change: {@code COLUMN VALUE (was VALUE); ...}} The text is
   * empty if nothing has to change or if there is no such row.
   *
   * @param table the table with the row
   * @param row its index, from 0
   */
  public String words(Table table, int row) {
    Optional<Table> found = of(table, row);
    List<String> changes = new ArrayList<>();
    for (String column : found.isEmpty() ? List.<String>of() : columns) {
      String now = text(found.orElseThrow(), column, 0);
      String was = text(table, column, row);
      if (!now.equals(was)) {
        changes.add("%s %s (was %s)".formatted(column, now, was));
      }
    }
    return String.join("; ", changes);
  }

  private static String text(Table table, String column, int row) {
    return table.column(column).text(row).orElse("missing");
  }
}
