package io.diglm.novelty;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The positions of the classes in z. */
public final class ClassMeans {
  private static final double LEAST = 1e-3;

  private ClassMeans() {}

  /**
   * {@return the means (K, D) of the classes that have rows, then the standard deviations (D) about
   * these means, each at least a thousandth}
   *
   * @param rows with their features z
   * @param labels the class of each row of the table, NaN if missing; empty if all rows are one
   *     class
   * @param dimension D
   */
  public static double[] of(List<Evidence> rows, double[] labels, int dimension) {
    Map<Double, List<Evidence>> classes =
        rows.stream()
            .filter(row -> labels.length == 0 || !Double.isNaN(labels[row.index()]))
            .collect(
                Collectors.groupingBy(
                    row -> labels.length == 0 ? 0.0 : labels[row.index()],
                    TreeMap::new,
                    Collectors.toList()));
    if (classes.isEmpty()) {
      classes.put(0.0, rows);
    }
    double[] result = new double[(classes.size() + 1) * dimension];
    int deviations = classes.size() * dimension;
    int count = classes.values().stream().mapToInt(List::size).sum();
    int from = 0;
    for (List<Evidence> own : classes.values()) {
      for (int d = 0; d < dimension; d++) {
        int axis = d;
        double mean = own.stream().mapToDouble(row -> at(row, axis)).average().orElse(0);
        result[from + d] = mean;
        double squares = own.stream().mapToDouble(row -> Math.pow(at(row, axis) - mean, 2)).sum();
        result[deviations + d] += squares / count;
      }
      from += dimension;
    }
    for (int i = deviations; i < result.length; i++) {
      result[i] = Math.max(LEAST, Math.sqrt(result[i]));
    }
    return result;
  }

  private static double at(Evidence row, int axis) {
    return row.latent()[row.latentOffset() + axis];
  }
}
