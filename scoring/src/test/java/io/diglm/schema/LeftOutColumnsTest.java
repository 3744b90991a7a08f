package io.diglm.schema;

import static io.diglm.schema.Tables.all;
import static io.diglm.schema.Tables.infer;
import static io.diglm.schema.Tables.numbers;
import static io.diglm.schema.Tables.table;
import static io.diglm.schema.Tables.target;
import static io.diglm.schema.Tables.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Columns that tell nothing of the rows to come: copies, counters, identifiers, empty ones. */
final class LeftOutColumnsTest {
  private static final double NAN = Double.NaN;
  private static final TableColumn X = numbers("x", StorageType.DECIMAL, 0.5, 1.7, 2.25, 9.1);

  @Test
  void duplicatedColumnIsLeftOut() {
    TableColumn copy = numbers("copy", StorageType.DECIMAL, 0.5, 1.7, 2.25, 9.1);
    Inference inference = infer(table(X, copy, target(4)));
    assertEquals(List.of("x"), names(inference));
    assertEquals(
        List.of("column 'copy' is left out: its training cells equal those of column 'x'"),
        inference.warnings());
  }

  @Test
  void duplicatedTextIsFoundUnderOtherCodes() {
    TableColumn text = texts("a", "u", "", "v", "u");
    TableColumn copy =
        new TableColumn(
            "b",
            StorageType.TEXT,
            new Cells.Texts(new int[] {1, -1, 0, 1}, List.of("v", "u", "never")));
    assertEquals(List.of("a"), names(infer(table(text, copy, target(4)))));
  }

  @Test
  void nearlyDuplicatedColumnStays() {
    TableColumn other = numbers("other", StorageType.DECIMAL, 0.5, 1.7, 2.25, NAN);
    Inference inference = infer(table(X, other, texts("t", "a", "b", "a", "b"), target(4)));
    assertEquals(List.of("x", "other", "t"), names(inference));
    assertEquals(List.of(), inference.warnings());
  }

  @Test
  void emptyColumnIsLeftOut() {
    TableColumn empty = numbers("empty", StorageType.INTEGER, NAN, NAN, NAN, NAN);
    Inference inference = infer(table(empty, X, target(4)));
    assertEquals(List.of("x"), names(inference));
    assertEquals(
        List.of("column 'empty' is left out: all its training cells are missing"),
        inference.warnings());
  }

  @Test
  void identifiersAreLeftOut() {
    int rows = 150;
    String[] ids = IntStream.range(0, rows).mapToObj(i -> "id" + i).toArray(String[]::new);
    double[] counter = IntStream.range(0, rows).mapToDouble(i -> 3 * (rows - i)).toArray();
    TableColumn x = numbers("x", StorageType.INTEGER, counter);
    Inference inference =
        infer(
            table(
                texts("name", ids),
                numbers("row_id", StorageType.INTEGER, counter),
                x,
                target(rows)));
    assertEquals(List.of("x"), names(inference));
    assertEquals(
        List.of(
            "column 'name' is left out: its texts hardly repeat, 150 distinct ones in 150 training"
                + " rows, as those of an identifier",
            "column 'row_id' is left out: its whole numbers count the rows, as those of an"
                + " identifier"),
        inference.warnings());
  }

  @Test
  void whatTheUserNamesIsNotTakenForACounter() {
    int rows = 150;
    double[] counter = IntStream.range(0, rows).mapToDouble(i -> i + 1).toArray();
    Table table =
        table(
            numbers("id", StorageType.INTEGER, counter),
            numbers(
                "x",
                StorageType.DECIMAL,
                IntStream.range(0, rows).mapToDouble(i -> 0.5 * i).toArray()),
            target(rows));
    List<String> features = List.of("id", "x");
    Inference named =
        SchemaInference.infer(
            table,
            all(table),
            new FeatureChoice(features, Optional.of(true), true),
            "y",
            Labels.of(false));
    assertEquals(features, names(named));
    assertEquals(List.of(), named.warnings());
    assertEquals(
        features,
        names(
            SchemaInference.density(
                table, all(table), new FeatureChoice(features, Optional.of(true), true))));
    assertEquals(
        List.of("x"),
        names(
            SchemaInference.density(
                table, all(table), new FeatureChoice(features, Optional.of(true), false))));
  }

  @Test
  void aNumberUnderTheNameOfAnIdentifierStaysIfItRepeatsOrHasGaps() {
    int rows = 150;
    double[] repeats = IntStream.range(0, rows).mapToDouble(i -> Math.floorDiv(i, 2)).toArray();
    double[] gaps = IntStream.range(0, rows).mapToDouble(i -> 1000.0 * i * i).toArray();
    Inference inference =
        infer(
            table(
                numbers("id", StorageType.INTEGER, repeats),
                numbers("other_id", StorageType.INTEGER, gaps),
                target(rows)));
    assertEquals(List.of("id", "other_id"), names(inference));
  }

  @Test
  void theIndexOfPandasIsLeftOutWhateverItHolds() {
    String index = "__index_level_0__";
    TableColumn repeated = numbers(index, StorageType.INTEGER, 7, 7, 900, 1000, 2);
    TableColumn x = numbers("x", StorageType.INTEGER, 1, 2, 3, 4, 5);
    Table table = table(repeated, x, target(5));
    Inference inference = infer(table);
    assertEquals(List.of("x"), names(inference));
    assertEquals(
        List.of(
            "column '__index_level_0__' is left out: it is the index of a data frame of pandas"),
        inference.warnings());
    List<String> features = List.of(index, "x");
    assertEquals(
        features,
        names(
            SchemaInference.infer(
                table,
                all(table),
                new FeatureChoice(features, Optional.of(true), true),
                "y",
                Labels.of(false))));
  }

  @Test
  void aColumnWithoutANameThatCountsTheRowsIsLeftOut() {
    double[] counter = IntStream.range(0, 150).asDoubleStream().toArray();
    for (String name : List.of("", "column0", "Unnamed: 0")) {
      Inference inference =
          infer(
              table(
                  numbers(name, StorageType.INTEGER, counter),
                  numbers(
                      "x",
                      StorageType.INTEGER,
                      IntStream.range(0, 150).mapToDouble(i -> i * i % 11).toArray()),
                  target(150)));
      assertEquals(List.of("x"), names(inference), name);
    }
  }

  private static List<String> names(Inference inference) {
    return inference.schema().features().stream().map(Feature::name).toList();
  }
}
