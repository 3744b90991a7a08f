package io.diglm.schema;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Makes small tables for tests. */
final class Tables {
  private Tables() {}

  static Table table(TableColumn... columns) {
    return new Table("flights.csv", List.of(columns), columns[0].cells().size());
  }

  static TableColumn numbers(String name, StorageType type, double... values) {
    return new TableColumn(name, type, new Cells.Numbers(values));
  }

  /** Texts; an empty text stands for a missing cell. */
  static TableColumn texts(String name, String... texts) {
    List<String> levels = new ArrayList<>();
    int[] codes = new int[texts.length];
    for (int row = 0; row < texts.length; row++) {
      if (!levels.contains(texts[row])) {
        levels.add(texts[row]);
      }
      codes[row] = texts[row].isEmpty() ? -1 : levels.indexOf(texts[row]);
    }
    return new TableColumn(name, StorageType.TEXT, new Cells.Texts(codes, levels));
  }

  /** A numeric target "y" of 1, 2, ... */
  static TableColumn target(int rows) {
    return numbers("y", StorageType.DECIMAL, IntStream.range(0, rows).asDoubleStream().toArray());
  }

  static int[] all(Table table) {
    return IntStream.range(0, table.rows()).toArray();
  }

  /** Infers a schema of all columns but "y", the target. */
  static Inference infer(Table table) {
    List<String> features =
        table.columns().stream().map(TableColumn::name).filter(n -> !n.equals("y")).toList();
    return infer(table, features);
  }

  /** Infers a schema of these columns and the target "y", with codes as levels. */
  static Inference infer(Table table, List<String> features) {
    return SchemaInference.infer(
        table,
        all(table),
        new FeatureChoice(features, Optional.of(true), false),
        "y",
        Labels.of(false));
  }

  /** Infers the schema of one feature beside the target 1, 2, ... */
  static Schema schemaOf(TableColumn feature) {
    return infer(table(feature, target(feature.cells().size()))).schema();
  }

  static Axis axisOf(TableColumn feature) {
    return schemaOf(feature).features().get(0).axes().get(0);
  }

  static double[] valuesOf(Table table, String name) {
    return ((Cells.Numbers) table.column(name).cells()).values();
  }

  static List<String> textsOf(Table table, String name) {
    Cells.Texts texts = (Cells.Texts) table.column(name).cells();
    return Arrays.stream(texts.codes()).mapToObj(c -> c < 0 ? "" : texts.levels().get(c)).toList();
  }
}
