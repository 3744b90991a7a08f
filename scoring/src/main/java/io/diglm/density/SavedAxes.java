package io.diglm.density;

import io.diglm.model.TensorData;
import io.diglm.model.UnusableFileException;
import io.diglm.schema.Axis;
import io.diglm.schema.LevelAxis;
import io.diglm.schema.MissingAxis;
import io.diglm.schema.NumberAxis;
import java.util.Map;

/** The tensors of a model file that hold how the cells of each axis are read. */
final class SavedAxes {
  private static final String MARGINAL = CellDensity.PREFIX + "marginal.";

  private SavedAxes() {}

  /** Adds the tensors of an axis. */
  static void save(AxisCells cells, int d, Map<String, TensorData> tensors) {
    if (cells instanceof NumberCells number) {
      save(number.marginal(), d, tensors);
    } else if (cells instanceof CodeCells codes) {
      save(codes.marginal(), d, tensors);
      put(tensors, d + ".codes", codes.codes());
    } else if (cells instanceof LevelCells levels) {
      put(tensors, d + ".unknown", levels.unknownShare());
    }
  }

  private static void save(NumberMarginal marginal, int d, Map<String, TensorData> tensors) {
    put(tensors, d + ".edges", marginal.edges());
    put(tensors, d + ".masses", marginal.masses());
    put(tensors, d + ".tail", marginal.tail(), marginal.lower(), marginal.upper());
  }

  private static void put(Map<String, TensorData> tensors, String name, double... values) {
    tensors.put(MARGINAL + name, TensorData.of(values, values.length));
  }

  /**
   * Reads the tensors of an axis.
   *
   * @throws UnusableFileException if one is missing or has another length
   */
  static AxisCells read(Axis axis, int d, int pieces, Map<String, TensorData> tensors) {
    if (axis instanceof MissingAxis) {
      return new LevelCells(2, -1, 0);
    }
    if (axis instanceof LevelAxis level && level.levels().size() <= AxisLearning.MOST_LEVELS) {
      double[] unknown = numbers(tensors, d + ".unknown", 1);
      return new LevelCells(level.levels().size(), level.unknown(), unknown[0]);
    }
    double[] tail = numbers(tensors, d + ".tail", 3);
    double[] edges = numbers(tensors, d + ".edges", -1);
    double[] masses = numbers(tensors, d + ".masses", edges.length - 1);
    double origin = axis instanceof NumberAxis number ? number.grid().origin() : 0;
    double quantum = axis instanceof NumberAxis number ? number.grid().quantum() : 1;
    NumberMarginal marginal =
        new NumberMarginal(origin, quantum, edges, masses, tail[0], tail[1], tail[2]);
    return tensors.containsKey(MARGINAL + d + ".codes")
        ? new CodeCells(marginal, numbers(tensors, d + ".codes", -1))
        : new NumberCells(marginal, pieces);
  }

  /** Returns the numbers of a tensor, which must have this many; -1 accepts any number. */
  private static double[] numbers(Map<String, TensorData> tensors, String name, int count) {
    TensorData tensor = tensors.get(MARGINAL + name);
    if (tensor == null) {
      throw new UnusableFileException("weights must hold " + MARGINAL + name + ", got none");
    }
    double[] numbers = tensor.doubles();
    if (count >= 0 && numbers.length != count) {
      throw new UnusableFileException(
          "weights of %s must be %d numbers, got %d"
              .formatted(MARGINAL + name, count, numbers.length));
    }
    return numbers;
  }
}
