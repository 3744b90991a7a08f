package io.diglm.explain;

import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.Feature;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Groups of refused rows that are unusual in the same columns and in the same way.
 *
 * <p>The signs of a row are its most surprising columns ({@link ColumnSurprise}): the fewest that
 * have half of the positive surprise of the row, at most three. A number is high or low, by the
 * median of the kept training rows; a text is its value. Rows with the same signs are a group. So
 * the groups need no number of groups, no distance and no random start.
 */
public final class AnomalyGroups {
  private static final double HALF = 0.5;
  private static final int MOST_SIGNS = 3;

  private final ColumnSurprise surprise;
  private final Predictor predictor;
  private final List<String> columns;
  private final Map<String, Double> medians = new LinkedHashMap<>();

  private AnomalyGroups(Predictor predictor) {
    this.predictor = predictor;
    surprise = ColumnSurprise.of(predictor, "groups");
    columns = predictor.manifest().schema().features().stream().map(Feature::name).toList();
    float[] kept = predictor.reference().rows();
    Table known = predictor.encoder().decode(kept, kept.length / predictor.encoder().dimension());
    for (String column : columns) {
      if (known.column(column).cells() instanceof Cells.Numbers numbers) {
        double[] sorted =
            Arrays.stream(numbers.values()).filter(x -> !Double.isNaN(x)).sorted().toArray();
        medians.put(column, sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2]);
      }
    }
  }

  /**
   * Prepares to group rows of a model.
   *
   * @param predictor the model
   * @return what groups its refused rows
   * @throws IllegalArgumentException if its log p(x) is not that of cells, or it has no calibration
   */
  public static AnomalyGroups of(Predictor predictor) {
    return new AnomalyGroups(predictor);
  }

  /**
   * One group.
   *
   * @param signs what its rows have in common, the most surprising of its first row first; empty if
   *     no column of theirs is surprising
   * @param rows by index, in order
   * @param farthest the row with the least log p(x)
   */
  public record Group(List<String> signs, List<Integer> rows, int farthest) {}

  /**
   * {@return the groups of the refused rows of a table, the largest first}
   *
   * @param table rows to judge and group
   */
  public List<Group> of(Table table) {
    List<Prediction> predictions = predictor.predict(table);
    int[] refused =
        IntStream.range(0, predictions.size())
            .filter(row -> predictions.get(row) instanceof Prediction.Answer a && a.rejected())
            .toArray();
    Table rows = table.take(refused);
    double[][] found = surprise.of(rows);
    Map<List<String>, List<Integer>> bySigns = new LinkedHashMap<>();
    Map<List<String>, List<String>> words = new LinkedHashMap<>();
    for (int i = 0; i < refused.length; i++) {
      List<String> signs = signs(rows, found, i);
      List<String> key = signs.stream().sorted().toList();
      words.putIfAbsent(key, signs);
      bySigns.computeIfAbsent(key, any -> new ArrayList<>()).add(refused[i]);
    }
    List<Group> groups = new ArrayList<>();
    bySigns.forEach(
        (key, members) ->
            groups.add(
                new Group(
                    words.getOrDefault(key, key),
                    List.copyOf(members),
                    farthest(members, predictions))));
    groups.sort(
        Comparator.comparingInt((Group group) -> -group.rows().size())
            .thenComparingInt(group -> group.rows().get(0)));
    return groups;
  }

  private static int farthest(List<Integer> rows, List<Prediction> predictions) {
    return rows.stream()
        .min(Comparator.comparingDouble(row -> logDensity(predictions.get(row))))
        .orElseThrow();
  }

  private static double logDensity(Prediction prediction) {
    double found =
        prediction instanceof Prediction.Answer answer ? answer.logDensity() : Double.NaN;
    return Double.isNaN(found) ? Double.NEGATIVE_INFINITY : found;
  }

  private List<String> signs(Table rows, double[][] found, int row) {
    int[] order =
        IntStream.range(0, columns.size())
            .boxed()
            .filter(j -> found[j][row] > 0)
            .sorted(Comparator.comparingDouble(j -> -found[j][row]))
            .mapToInt(Integer::intValue)
            .toArray();
    double sum = Arrays.stream(order).mapToDouble(j -> found[j][row]).sum();
    List<String> signs = new ArrayList<>();
    double part = 0;
    for (int j : order) {
      if (signs.size() == MOST_SIGNS || part >= HALF * sum) {
        break;
      }
      part += found[j][row];
      signs.add(sign(rows.column(columns.get(j)), row));
    }
    return signs;
  }

  private String sign(TableColumn column, int row) {
    String text = column.text(row).orElse("missing");
    Double median = medians.get(column.name());
    if (median == null
        || !(column.cells() instanceof Cells.Numbers numbers)
        || text.equals("missing")) {
      return column.name() + " " + text;
    }
    return column.name() + (numbers.values()[row] >= median ? " high" : " low");
  }
}
