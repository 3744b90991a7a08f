package io.diglm.schema;

import static io.diglm.schema.Tables.all;
import static io.diglm.schema.Tables.infer;
import static io.diglm.schema.Tables.numbers;
import static io.diglm.schema.Tables.table;
import static io.diglm.schema.Tables.target;
import static io.diglm.schema.Tables.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class SchemaInferenceTest {
  private static final double NAN = Double.NaN;
  private static final TableColumn X = numbers("x", StorageType.DECIMAL, 0.5, 1.7, 2.25, 9.1);

  @Test
  void aDensityNeedsNoTarget() {
    TableColumn empty = numbers("empty", StorageType.INTEGER, NAN, NAN, NAN, NAN);
    Table table = table(X, texts("t", "a", "b", "b", "b"), empty);
    Inference inference =
        SchemaInference.density(
            table,
            all(table),
            new FeatureChoice(List.of("x", "t", "empty"), Optional.of(true), false));
    assertEquals(List.of("x", "t"), names(inference));
    assertEquals(
        List.of("column 'empty' is left out: all its training cells are missing"),
        inference.warnings());
    assertTrue(inference.schema().target().isEmpty());
    assertEquals(List.of(), inference.schema().classes());
    assertEquals(4, inference.schema().targets(table).values().length);
    assertEquals(
        "model must have a target, got one of p(x) alone (fit with a target)",
        assertThrows(IllegalArgumentException.class, inference.schema()::requireTarget)
            .getMessage());
  }

  @Test
  void textsThatAllAreDatesOrTimesAreReadAsSuch() {
    List<String> days = new ArrayList<>();
    List<String> times = new ArrayList<>();
    List<String> nearly = new ArrayList<>();
    double[] y = new double[200];
    for (int i = 0; i < y.length; i++) {
      String day = LocalDate.ofEpochDay(15_000 + i).toString();
      days.add(i % 9 == 0 ? "" : day);
      times.add(day + " 12:30:00");
      nearly.add(i == 7 ? "unknown" : LocalDate.ofEpochDay(15_000 + i % 20).toString());
      y[i] = i;
    }
    Table table =
        new Table(
            "t",
            List.of(
                new TableColumn("day", StorageType.TEXT, Cells.Texts.of(days)),
                new TableColumn("time", StorageType.TEXT, Cells.Texts.of(times)),
                new TableColumn("nearly", StorageType.TEXT, Cells.Texts.of(nearly)),
                new TableColumn("y", StorageType.DECIMAL, new Cells.Numbers(y))),
            y.length);
    Inference inference =
        SchemaInference.infer(
            table,
            IntStream.range(0, 150).toArray(),
            new FeatureChoice(List.of("day", "time", "nearly"), Optional.of(false), false),
            "y",
            Labels.of(false));
    assertEquals(
        List.of(StorageType.DATE, StorageType.TIMESTAMP, StorageType.TEXT),
        inference.schema().features().stream().map(Feature::type).toList());
    assertEquals(List.of(), inference.warnings());
  }

  @Test
  void classesHaveTheOrderOfTheLevelsThatAreGiven() {
    TableColumn sizes = texts("y", "mid", "low", "", "high", "mid", "low");
    TableColumn colour = texts("x", "red", "blue", "red", "green", "green", "blue");
    Table table = table(colour, sizes);
    Schema schema = ordered(table, "low", "mid", "high").schema();
    assertEquals(List.of("low", "mid", "high"), schema.classes());
    assertEquals(1, schema.targets(table).values()[0]);
    // Levels of a feature are ordered by the mean rank: blue 0, red 1, green 1.5.
    LevelAxis axis = (LevelAxis) schema.features().get(0).axes().get(0);
    assertEquals(List.of("blue", "red", "green"), axis.levels().stream().map(Level::text).toList());
  }

  @Test
  void numbersWithAnOrderAreOrderedByValue() {
    TableColumn grades = numbers("y", StorageType.INTEGER, 10, 9, -1, 10, 9);
    Table table = table(numbers("x", StorageType.DECIMAL, 1, 2, 3, 5, 8), grades);
    assertEquals(List.of("-1", "9", "10"), ordered(table).schema().classes());
    assertEquals(List.of("10", "-1", "9"), ordered(table, "10", "-1", "9").schema().classes());
  }

  @Test
  void levelsThatAreNotTheClassesAreErrors() {
    TableColumn x = numbers("x", StorageType.DECIMAL, 1, 2, 3);
    Table table = table(x, texts("y", "low", "mid", "high"));
    fails(
        "order must hold every class of target 'y', got low,mid without 'high'",
        () -> ordered(table, "low", "mid"));
    fails(
        "order must be of classes of target 'y' in the training rows of flights.csv, got 'hihg';"
            + " did you mean 'high'?",
        () -> ordered(table, "low", "mid", "high", "hihg"));
    fails(
        "order must be of classes of target 'y' in the training rows of flights.csv, got"
            + " 'unbelievable' (leave it out)",
        () -> ordered(table, "low", "mid", "high", "unbelievable"));
    fails(
        "order must be given of target 'y', whose classes are texts, got none (such as"
            + " --order low,mid,high)",
        () -> ordered(table));
  }

  private static Inference ordered(Table table, String... levels) {
    Labels labels = new Labels(true, true, List.of(levels));
    return SchemaInference.infer(
        table, all(table), new FeatureChoice(List.of("x"), Optional.of(false), true), "y", labels);
  }

  @Test
  void nothingLeftIsAnError() {
    TableColumn empty = numbers("empty", StorageType.INTEGER, NAN, NAN);
    fails(
        "features must leave a column to learn from, got only missing cells or identifiers in empty"
            + " of flights.csv",
        () -> infer(table(empty, target(2))));
  }

  @Test
  void statisticsComeFromTrainingRowsOnly() {
    Table table = table(numbers("x", StorageType.DECIMAL, 1, 2, 4, NAN, 1e9), target(5));
    Schema schema =
        SchemaInference.infer(
                table,
                new int[] {0, 1, 2},
                new FeatureChoice(List.of("x"), Optional.of(true), false),
                "y",
                Labels.of(false))
            .schema();
    NumberAxis axis = (NumberAxis) schema.features().get(0).axes().get(0);
    assertFalse(schema.features().get(0).mayBeMissing());
    assertEquals(2.5 + 1.0 / 3, axis.scaling().centre(), 1e-12);
  }

  @Test
  void infiniteCellIsNamedByRow() {
    TableColumn bad = numbers("x", StorageType.DECIMAL, 0.5, 1.7, Double.NEGATIVE_INFINITY, 9);
    fails(
        "column 'x' must hold finite numbers, got -Infinity in flights.csv, row 3",
        () -> infer(table(bad, target(4))));
  }

  @Test
  void rarestOfTooManyLevelsCountAsUnknown() {
    int rows = 25_000;
    List<String> levels = IntStream.range(0, 12_000).mapToObj(i -> "L" + i).toList();
    int[] codes = IntStream.range(0, rows).map(i -> i % 12_000).toArray();
    TableColumn many = new TableColumn("many", StorageType.TEXT, new Cells.Texts(codes, levels));
    Inference inference = infer(table(many, target(rows)));
    LevelAxis axis = (LevelAxis) inference.schema().features().get(0).axes().get(0);
    assertEquals(10_000, axis.levels().size());
    assertEquals(4_000, axis.unknownCount());
    assertEquals(
        List.of("column 'many' has 12000 levels: the 2000 rarest count as unknown"),
        inference.warnings());
  }

  @Test
  void tooFewRowsAreAnError() {
    Table table = table(X, target(4));
    fails(
        "training rows must number at least 2, got 0 in flights.csv",
        () ->
            SchemaInference.infer(
                table,
                new int[0],
                new FeatureChoice(List.of("x"), Optional.of(true), false),
                "y",
                Labels.of(false)));
    fails(
        "training rows must number at least 2, got 1 in flights.csv",
        () ->
            SchemaInference.infer(
                table,
                new int[] {2},
                new FeatureChoice(List.of("x"), Optional.of(true), false),
                "y",
                Labels.of(false)));
  }

  @Test
  void badFeatureNamesAreErrors() {
    Table table = table(X, target(4));
    fails("features must name a column, got none", () -> infer(table, List.of()));
    fails("features must not hold the target, got 'y'", () -> infer(table, List.of("x", "y")));
    fails("features must be named once each, got 'x' twice", () -> infer(table, List.of("x", "x")));
    fails("column 'z' must be in flights.csv, got columns x, y", () -> infer(table, List.of("z")));
  }

  @Test
  void constantOrEmptyTargetIsAnError() {
    fails(
        "target 'y' must vary, got only 7 in the training rows of flights.csv",
        () -> infer(table(X, numbers("y", StorageType.INTEGER, 7, NAN, 7, 7))));
    fails(
        "target 'y' must have values, got none in 4 training rows of flights.csv",
        () -> infer(table(X, numbers("y", StorageType.INTEGER, NAN, NAN, NAN, NAN))));
    fails(
        "target 'y' must have two classes or more, got only 'no' in the training rows of"
            + " flights.csv",
        () -> infer(table(X, texts("y", "no", "no", "", "no"))));
  }

  @Test
  void hardlyRepeatedClassesAreAnError() {
    double[] x = IntStream.range(0, 200).asDoubleStream().toArray();
    Table table = table(numbers("x", StorageType.INTEGER, x), target(200));
    fails(
        "target 'y' must repeat its classes, got 200 distinct ones in 200 training rows of"
            + " flights.csv",
        () ->
            SchemaInference.infer(
                table,
                all(table),
                new FeatureChoice(List.of("x"), Optional.of(true), false),
                "y",
                Labels.of(true)));
  }

  @Test
  void textsThatLookLikeNumbersAreSaidToBeSpelledWrong() {
    int rows = 200;
    double[] x = IntStream.range(0, rows).map(i -> i % 7).asDoubleStream().toArray();
    String[] money =
        IntStream.range(0, rows).mapToObj(i -> "$" + (i + 1) + ",000.50").toArray(String[]::new);
    TableColumn numbers = numbers("x", StorageType.INTEGER, x);
    fails(
        "target 'y' must repeat its classes, got 200 distinct ones in 200 training rows of"
            + " flights.csv; if they are numbers, write them like 1234.5, not like $1,000.50",
        () -> infer(table(numbers, texts("y", money))));
    assertEquals(
        List.of(
            "column 'rent' is left out: its texts hardly repeat, 200 distinct ones in 200 training"
                + " rows, as those of an identifier; if they are numbers, write them like 1234.5,"
                + " not like $1,000.50"),
        infer(table(texts("rent", money), numbers, target(rows))).warnings());
  }

  @Test
  void wideNumbersWithTheNameOfAnIdentifierAreLeftOut() {
    TableColumn id = numbers("order_id", StorageType.INTEGER, 1e18, 1e18, 1e18 + 256, 1e18 + 512);
    TableColumn mass = numbers("mass", StorageType.INTEGER, 1e18, 1e18, 1e18 + 256, 1e18 + 512);
    assertEquals(
        List.of(
            "column 'order_id' is left out: its whole numbers exceed 2^53, as those of an"
                + " identifier"),
        infer(table(id, mass, X, target(4))).warnings());
  }

  @Test
  void oneOddTextAmongNumbersIsNamed() {
    int rows = 200;
    String[] ages =
        IntStream.range(0, rows)
            .mapToObj(i -> i == 3 ? "?" : String.valueOf(20 + i % 50))
            .toArray(String[]::new);
    String[] sizes =
        IntStream.range(0, rows).mapToObj(i -> i == 3 ? "?" : i + ".5").toArray(String[]::new);
    TableColumn grades = texts("grade", grades(rows));
    assertEquals(
        List.of(
            "column 'size' is left out: its texts hardly repeat, 200 distinct ones in 200 training"
                + " rows, as those of an identifier; if they are numbers, leave a missing cell"
                + " empty, without '?'",
            "column 'age' holds texts, so its 51 values are levels; if they are numbers, leave a"
                + " missing cell empty, without '?'"),
        infer(table(texts("age", ages), texts("size", sizes), grades, target(rows))).warnings());
  }

  private static String[] grades(int rows) {
    return IntStream.range(0, rows).mapToObj(i -> "grade " + i % 30).toArray(String[]::new);
  }

  @Test
  void classesAreInNaturalOrder() {
    assertEquals(List.of("a", "b", "c"), classes(texts("y", "b", "a", "c", "a"), false));
    assertEquals(
        List.of("false", "true"), classes(numbers("y", StorageType.BOOLEAN, 1, 0, 1, 1), false));
    assertEquals(
        List.of("2", "10", "30.5"),
        classes(numbers("y", StorageType.DECIMAL, 10, 2, 30.5, NAN), true));
    assertEquals(List.of(), classes(numbers("y", StorageType.INTEGER, 10, 2, 30, 4), false));
  }

  @Test
  void levelsFollowTheTargetsMean() {
    TableColumn text = texts("t", "mid", "high", "low", "mid", "high", "low");
    TableColumn y = numbers("y", StorageType.DECIMAL, 5, 9, 1, 5, 9, 1);
    LevelAxis axis = (LevelAxis) infer(table(text, y)).schema().features().get(0).axes().get(0);
    assertEquals(List.of("low", "mid", "high"), axis.texts());
    assertEquals(1, axis.unknown());
  }

  @Test
  void levelsFollowTheSecondOfTwoClasses() {
    TableColumn text = texts("t", "a", "a", "b", "b", "c", "c");
    TableColumn y = texts("y", "yes", "no", "no", "no", "yes", "yes");
    LevelAxis axis = (LevelAxis) infer(table(text, y)).schema().features().get(0).axes().get(0);
    assertEquals(List.of("b", "a", "c"), axis.texts());
  }

  @Test
  void levelsOfLikeClassesAreNeighboursWhereTheTargetHasSeveralClasses() {
    TableColumn text = texts("t", "a", "b", "b", "a", "c", "c", "d", "d", "d");
    TableColumn y = texts("y", "p", "q", "q", "p", "p", "p", "q", "r", "q");
    LevelAxis axis = (LevelAxis) infer(table(text, y)).schema().features().get(0).axes().get(0);
    List<String> order = axis.texts();
    assertEquals(1, Math.abs(order.indexOf("a") - order.indexOf("c")), order.toString());
    assertEquals(1, Math.abs(order.indexOf("b") - order.indexOf("d")), order.toString());
  }

  @Test
  void missingCellsGiveAnIndicator() {
    Inference inference =
        infer(table(numbers("x", StorageType.DECIMAL, 1.5, NAN, 2.5, 4), target(4)));
    Feature feature = inference.schema().features().get(0);
    assertTrue(feature.mayBeMissing());
    assertEquals(new MissingAxis(2.0 / 6), feature.axes().get(1));
  }

  private static List<String> classes(TableColumn y, boolean forced) {
    Table table = table(X, y);
    return SchemaInference.infer(
            table,
            all(table),
            new FeatureChoice(List.of("x"), Optional.of(true), false),
            "y",
            Labels.of(forced))
        .schema()
        .classes();
  }

  private static List<String> names(Inference inference) {
    return inference.schema().features().stream().map(Feature::name).toList();
  }

  private static void fails(String message, Executable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
  }
}
