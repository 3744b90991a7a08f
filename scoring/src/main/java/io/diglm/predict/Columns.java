package io.diglm.predict;

import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Makes columns from predictions. A value that a prediction does not have is missing. */
public final class Columns {
  private final List<Prediction> predictions;

  Columns(List<Prediction> predictions) {
    this.predictions = predictions;
  }

  Column numbers(String name, ToDoubleFunction<Prediction.Answer> value) {
    return numbers(name, StorageType.DECIMAL, value);
  }

  Column numbers(String name, StorageType type, ToDoubleFunction<Prediction.Answer> value) {
    return new Column(name, type, () -> numbers(value));
  }

  private Cells numbers(ToDoubleFunction<Prediction.Answer> value) {
    double[] values = new double[predictions.size()];
    // This uses all cores, because a quantile of a mixture takes as long as the network.
    Arrays.parallelSetAll(
        values,
        row ->
            predictions.get(row) instanceof Prediction.Answer answer
                ? value.applyAsDouble(answer)
                : Double.NaN);
    return new Cells.Numbers(values);
  }

  Column texts(String name, Function<Prediction.Answer, String> text) {
    return column(name, p -> p instanceof Prediction.Answer answer ? text.apply(answer) : "");
  }

  Column errors(String name) {
    return column(name, p -> p instanceof Prediction.Failure failure ? failure.error() : "");
  }

  private Column column(String name, Function<Prediction, String> text) {
    return new Column(name, StorageType.TEXT, () -> texts(text));
  }

  private Cells texts(Function<Prediction, String> text) {
    List<String> levels = new ArrayList<>();
    Map<String, Integer> codes = new HashMap<>();
    int[] cells = new int[predictions.size()];
    for (int row = 0; row < cells.length; row++) {
      String value = text.apply(predictions.get(row));
      if (value.isEmpty()) {
        cells[row] = -1;
      } else {
        Integer known = codes.putIfAbsent(value, levels.size());
        cells[row] = known == null ? levels.size() : known;
        if (known == null) {
          levels.add(value);
        }
      }
    }
    return new Cells.Texts(cells, levels);
  }
}
