package io.diglm.onnx;

import io.diglm.model.TensorData;
import io.diglm.onnx.Marginals.Marginal;
import io.diglm.schema.Axis;
import io.diglm.schema.LevelAxis;
import io.diglm.schema.MissingAxis;
import io.diglm.schema.NumberAxis;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The axes of a density of cells, sorted by how they are read; in a graph those of a kind go
 * together.
 */
final class CellAxes {
  private static final String MARGINAL = "density.marginal.";

  /**
   * A few levels.
   *
   * @param d the axis
   * @param levels how many are known
   * @param unknown the cell of the others; -1 for none
   * @param share of rows of unknown levels
   */
  record Levels(int d, int levels, int unknown, double share) {}

  /** A number of which few values were seen. */
  record Codes(int d, double[] codes, Marginal marginal) {}

  /** A number. */
  record Numbers(int d, Marginal marginal) {}

  private final List<Levels> levels = new ArrayList<>();
  private final List<Codes> codes = new ArrayList<>();
  private final List<Numbers> numbers = new ArrayList<>();

  /** By axis where its features and its outputs start in the file. */
  private final int[] featuresAt;

  private final int[] outputsAt;

  CellAxes(List<Axis> axes, int components, int pieces, Map<String, TensorData> weights) {
    featuresAt = new int[axes.size() + 1];
    outputsAt = new int[axes.size() + 1];
    for (int d = 0; d < axes.size(); d++) {
      int before = levels.size() + codes.size();
      int count = read(axes.get(d), d, weights);
      boolean number = levels.size() + codes.size() == before;
      boolean coded = !codes.isEmpty() && codes.get(codes.size() - 1).d() == d;
      featuresAt[d + 1] = featuresAt[d] + (number ? pieces + 1 : coded ? count + 1 : count);
      outputsAt[d + 1] = outputsAt[d] + (number ? 3 * components : count);
    }
    levels.sort(Comparator.comparingInt(Levels::levels));
    codes.sort(Comparator.comparingInt(axis -> axis.codes().length));
    numbers.sort(Comparator.comparing(axis -> axis.marginal().quantum() > 0));
  }

  /** Returns the number of levels. */
  private int read(Axis axis, int d, Map<String, TensorData> weights) {
    String name = MARGINAL + d;
    if (axis instanceof MissingAxis) {
      levels.add(new Levels(d, 2, -1, 0));
      return 2;
    }
    TensorData unknown = weights.get(name + ".unknown");
    if (axis instanceof LevelAxis level && unknown != null) {
      int count = level.levels().size();
      levels.add(new Levels(d, count, level.unknown(), unknown.doubles()[0]));
      return count;
    }
    Marginal marginal = marginal(axis, name, weights);
    TensorData known = weights.get(name + ".codes");
    if (known != null) {
      codes.add(new Codes(d, known.doubles(), marginal));
      return known.doubles().length;
    }
    numbers.add(new Numbers(d, marginal));
    return 0;
  }

  private static Marginal marginal(Axis axis, String name, Map<String, TensorData> weights) {
    double origin = axis instanceof NumberAxis number ? number.grid().origin() : 0;
    double quantum = axis instanceof NumberAxis number ? number.grid().quantum() : 1;
    return new Marginal(
        origin,
        quantum,
        numbers(weights, name + ".edges"),
        numbers(weights, name + ".masses"),
        numbers(weights, name + ".tail"));
  }

  private static double[] numbers(Map<String, TensorData> weights, String name) {
    TensorData tensor = weights.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("weights must hold " + name + ", got none");
    }
    return tensor.doubles();
  }

  List<Levels> levels() {
    return levels;
  }

  List<Codes> codes() {
    return codes;
  }

  /** Numbers off a grid before those on one. */
  List<Numbers> numbers() {
    return numbers;
  }

  int featuresAt(int d) {
    return featuresAt[d];
  }

  int outputsAt(int d) {
    return outputsAt[d];
  }
}
