package io.diglm.predict;

import io.diglm.schema.Cells;
import io.diglm.schema.Feature;
import io.diglm.schema.NearestName;
import io.diglm.schema.Schema;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One row, given as a map from column name to value. */
final class SingleRow {
  private SingleRow() {}

  static Table table(Schema schema, Map<String, ?> row) {
    List<String> names = schema.features().stream().map(Feature::name).toList();
    for (String name : row.keySet()) {
      boolean target = schema.target().filter(y -> y.name().equals(name)).isPresent();
      if (!names.contains(name) && !target) {
        throw new IllegalArgumentException(
            "row must have the columns %s, got %s%s"
                .formatted(
                    names,
                    name,
                    NearestName.of(name, names).map(n -> "; did you mean " + n + "?").orElse("")));
      }
    }
    List<TableColumn> columns = new ArrayList<>();
    for (Feature feature : schema.features()) {
      columns.add(column(feature, row.get(feature.name())));
    }
    return new Table("row", columns, 1);
  }

  private static TableColumn column(Feature feature, @Nullable Object value) {
    if (value instanceof Number number) {
      return numbers(feature, number.doubleValue());
    }
    if (value instanceof Boolean truth) {
      return numbers(feature, truth ? 1 : 0);
    }
    if (value == null) {
      return feature.type() == StorageType.TEXT
          ? new TableColumn(
              feature.name(), StorageType.TEXT, new Cells.Texts(new int[] {-1}, List.of()))
          : numbers(feature, Double.NaN);
    }
    Cells cells = new Cells.Texts(new int[] {0}, List.of(value.toString()));
    return new TableColumn(feature.name(), StorageType.TEXT, cells);
  }

  private static TableColumn numbers(Feature feature, double value) {
    StorageType type = feature.type() == StorageType.TEXT ? StorageType.DECIMAL : feature.type();
    return new TableColumn(feature.name(), type, new Cells.Numbers(new double[] {value}));
  }
}
