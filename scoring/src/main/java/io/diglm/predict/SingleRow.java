package io.diglm.predict;

import io.diglm.schema.Cells;
import io.diglm.schema.Input;
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
    List<String> names = schema.inputs().stream().map(Input::name).toList();
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
    for (Input input : schema.inputs()) {
      columns.add(column(input, row.get(input.name())));
    }
    return new Table("row", columns, 1);
  }

  private static TableColumn column(Input input, @Nullable Object value) {
    if (value instanceof Number number) {
      return numbers(input, number.doubleValue());
    }
    if (value instanceof Boolean truth) {
      return numbers(input, truth ? 1 : 0);
    }
    if (value == null) {
      return input.type() == StorageType.TEXT
          ? new TableColumn(
              input.name(), StorageType.TEXT, new Cells.Texts(new int[] {-1}, List.of()))
          : numbers(input, Double.NaN);
    }
    Cells cells = new Cells.Texts(new int[] {0}, List.of(value.toString()));
    return new TableColumn(input.name(), StorageType.TEXT, cells);
  }

  private static TableColumn numbers(Input input, double value) {
    StorageType type = input.type() == StorageType.TEXT ? StorageType.DECIMAL : input.type();
    return new TableColumn(input.name(), type, new Cells.Numbers(new double[] {value}));
  }
}
