package io.diglm.experiments;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diglm.report.ImageGrid;
import io.diglm.report.Measured;
import io.diglm.report.Picture;
import io.diglm.report.ResultTable;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code results.json}: measured figures beside published ones, and how they came about. */
final class ResultsJson {
  private ResultsJson() {}

  static ObjectNode of(Experiment experiment, ExperimentResult result, RunRecord record) {
    ObjectNode root = Json.object();
    root.put("experiment", experiment.name());
    root.put("title", experiment.title());
    root.put("section", experiment.section());
    root.put("what", result.run());
    root.set("run", Json.tree(record));
    result.headline().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(figure -> root.set(figure.getKey(), Json.tree(figure.getValue())));
    ArrayNode tables = root.putArray("tables");
    result.tables().forEach(table -> table(tables.addObject(), table));
    List<String> pictures =
        Stream.concat(
                result.pictures().stream().map(Picture::name),
                result.grids().stream().map(ImageGrid::name))
            .toList();
    root.set("pictures", Json.tree(pictures));
    root.set("notes", Json.tree(result.notes()));
    return root;
  }

  private static void table(ObjectNode node, ResultTable table) {
    node.put("title", table.title()).put("note", table.note());
    ArrayNode columns = node.putArray("columns");
    for (ResultTable.Column column : table.columns()) {
      columns
          .addObject()
          .put("name", column.name())
          .put("unit", column.unit())
          .put("better", Reproduction.lower(column.better()));
    }
    ArrayNode rows = node.putArray("rows");
    for (ResultTable.Row row : table.rows()) {
      ObjectNode one = rows.addObject();
      one.put("name", row.name()).put("source", Reproduction.lower(row.source()));
      ObjectNode figures = one.putObject("figures");
      for (int i = 0; i < row.figures().size(); i++) {
        figure(figures, table.columns().get(i).name(), row.figures().get(i));
      }
    }
  }

  /** A figure that there is not is left out. */
  private static void figure(ObjectNode figures, String name, Measured measured) {
    if (measured.count() == 0) {
      return;
    }
    ObjectNode node = figures.putObject(name);
    node.put("value", measured.value());
    if (!Double.isNaN(measured.standardError())) {
      node.put("standard_error", measured.standardError()).put("count", measured.count());
    }
  }
}
