package io.diglm.benchmarks;

import io.diglm.predict.Predictor;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Loads a model and predicts one row, given as {@code column=number}; the time of the whole process
 * is what a service waits for.
 */
public final class ColdStart {
  private ColdStart() {}

  /** Takes the model's path and the row. */
  public static void main(String[] arguments) {
    Map<String, Double> row = new HashMap<>();
    for (int i = 1; i < arguments.length; i++) {
      String[] cell = arguments[i].split("=", 2);
      row.put(cell[0], Double.valueOf(cell[1]));
    }
    try (Predictor predictor = Predictor.load(Path.of(arguments[0]))) {
      System.out.println(predictor.predict(row));
    }
  }
}
