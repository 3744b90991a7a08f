package io.diglm.experiments;

import io.diglm.report.Measured;
import io.diglm.report.ResultTable.Source;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * A kind of model and its results.
 *
 * @param reached by table; tables may be missing
 */
record Contender(String name, Source source, Map<String, Reached> reached) {

  Optional<Reached> on(MixedTable table) {
    return Optional.ofNullable(reached.get(table.name()));
  }

  boolean hasAll(List<MixedTable> tables) {
    return tables.stream().allMatch(table -> reached.containsKey(table.name()));
  }

  Measured figure(MixedTable table, ToDoubleFunction<Reached> figure) {
    return on(table).map(r -> Measured.of(figure.applyAsDouble(r))).orElse(Measured.NONE);
  }

  /** Returns the figure of every table; NaN where there is none. */
  double[] figures(List<MixedTable> tables, ToDoubleFunction<Reached> figure) {
    return tables.stream()
        .mapToDouble(t -> on(t).map(figure::applyAsDouble).orElse(Double.NaN))
        .toArray();
  }
}
