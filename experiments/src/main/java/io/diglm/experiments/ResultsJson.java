package io.diglm.experiments;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.diglm.chart.ImageGrid;
import io.diglm.chart.Picture;
import io.diglm.json.Json;
import io.diglm.report.Measured;
import io.diglm.report.ResultTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code results.json}: measured figures beside published ones, and how they were measured. */
final class ResultsJson {
  private ResultsJson() {}

  private record Table(
      String title, String note, List<ResultTable.Column> columns, List<Row> rows) {}

  private record Row(String name, ResultTable.Source source, Map<String, JsonElement> figures) {}

  static JsonObject of(Experiment experiment, ExperimentResult result, RunRecord record) {
    JsonObject root = new JsonObject();
    root.addProperty("experiment", experiment.name());
    root.addProperty("title", experiment.title());
    root.addProperty("section", experiment.section());
    root.addProperty("what", result.run());
    root.add("run", Json.object(record));
    result.headline().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(figure -> root.add(figure.getKey(), Json.tree(figure.getValue())));
    root.add("tables", Json.tree(result.tables().stream().map(ResultsJson::table).toList()));
    List<String> pictures =
        Stream.concat(
                result.pictures().stream().map(Picture::name),
                result.grids().stream().map(ImageGrid::name))
            .toList();
    root.add("pictures", Json.tree(pictures));
    root.add("notes", Json.tree(result.notes()));
    return root;
  }

  private static Table table(ResultTable table) {
    List<Row> rows = new ArrayList<>();
    for (ResultTable.Row row : table.rows()) {
      Map<String, JsonElement> figures = new LinkedHashMap<>();
      for (int i = 0; i < row.figures().size(); i++) {
        Measured measured = row.figures().get(i);
        if (measured.count() > 0) { // A missing figure is left out.
          figures.put(table.columns().get(i).name(), figure(measured));
        }
      }
      rows.add(new Row(row.name(), row.source(), figures));
    }
    return new Table(table.title(), table.note(), table.columns(), rows);
  }

  private static JsonElement figure(Measured measured) {
    JsonObject figure = new JsonObject();
    figure.addProperty("value", measured.value());
    if (!Double.isNaN(measured.standardError())) {
      figure.addProperty("standard_error", measured.standardError());
      figure.addProperty("count", measured.count());
    }
    return figure;
  }
}
