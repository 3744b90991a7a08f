package io.diglm.explain;

import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Why rows are improbable, and the smallest change that would make them accepted: the columns
 * {@code why} and {@code nearest_accepted}.
 *
 * @param explainer explains log p(x)
 * @param nearest finds the nearest accepted row of a rejected row
 */
public record Explanations(Explainer explainer, NearestAccepted nearest) {
  /**
   * Prepares to explain rows of a model.
   *
   * @param predictor the model
   * @return what explains its rows in words
   * @throws IllegalArgumentException if its rows are images, or if it has no calibration
   */
  public static Explanations of(Predictor predictor) {
    return new Explanations(Explainer.of(predictor), NearestAccepted.of(predictor));
  }

  /**
   * {@return both columns of these rows} Rows share all cores.
   *
   * @param table rows to explain
   */
  public List<TableColumn> columns(Table table) {
    return List.of(
        texts(
            "why", table, row -> explainer.explain(table, row).map(Attribution::words).orElse("")),
        texts("nearest_accepted", table, row -> nearest.words(table, row)));
  }

  private static TableColumn texts(String name, Table table, IntFunction<String> text) {
    List<String> words = IntStream.range(0, table.rows()).parallel().mapToObj(text).toList();
    return new TableColumn(name, StorageType.TEXT, Cells.Texts.of(words));
  }
}
