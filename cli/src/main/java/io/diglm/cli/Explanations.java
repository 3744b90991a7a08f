package io.diglm.cli;

import io.diglm.predict.Attribution;
import io.diglm.predict.Explainer;
import io.diglm.predict.NearestAccepted;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The columns of {@code predict --explain}. */
record Explanations(Explainer explainer, NearestAccepted nearest) {
  static Explanations of(Predictor predictor) {
    return new Explanations(Explainer.of(predictor), NearestAccepted.of(predictor));
  }

  List<TableColumn> columns(Table table) {
    return List.of(
        texts(
            "why", table, row -> explainer.explain(table, row).map(Attribution::words).orElse("")),
        texts("nearest_accepted", table, row -> nearest.words(table, row)));
  }

  private static TableColumn texts(String name, Table table, IntFunction<String> text) {
    List<String> words = IntStream.range(0, table.rows()).mapToObj(text).toList();
    List<String> levels = words.stream().filter(word -> !word.isEmpty()).distinct().toList();
    Map<String, Integer> codes = new HashMap<>();
    levels.forEach(level -> codes.put(level, codes.size()));
    int[] cells = words.stream().mapToInt(word -> codes.getOrDefault(word, -1)).toArray();
    return new TableColumn(name, StorageType.TEXT, new Cells.Texts(cells, levels));
  }
}
