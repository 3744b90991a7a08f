package io.diglm.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A table of 40 shops. Its target rises with the month by far more than shops differ, so that only
 * a model of all columns sees the shops.
 */
final class AdditiveModelTest {
  private static final int ROWS = 1200;
  private static final int SHOPS = 40;

  private final SplittableRandom random = new SplittableRandom(3);
  private final double[] ofShop = random.doubles(SHOPS).toArray();
  private final double[] shop = column(row -> 100 + random.nextInt(SHOPS));
  private final double[] month = column(row -> random.nextInt(30));
  private final double[] visits = column(row -> Math.floor(-20 * Math.log(random.nextDouble())));
  private final double[] sales =
      column(
          row ->
              month[row]
                  + 5 * ofShop[(int) shop[row] - 100]
                  + Math.sqrt(visits[row])
                  + random.nextDouble());

  private static double[] column(IntToDoubleFunction of) {
    return IntStream.range(0, ROWS).mapToDouble(of).toArray();
  }

  private static TableColumn numbers(String name, double[] values) {
    return new TableColumn(name, StorageType.INTEGER, new Cells.Numbers(values));
  }

  private Inference inference(double[] target, Optional<Boolean> codes, boolean classes) {
    Table table =
        new Table(
            "sales",
            List.of(
                numbers("shop", shop),
                numbers("month", month),
                numbers("visits", visits),
                new TableColumn("y", StorageType.DECIMAL, new Cells.Numbers(target))),
            ROWS);
    int[] all = IntStream.range(0, ROWS).toArray();
    List<String> features = List.of("shop", "month", "visits");
    return SchemaInference.infer(
        table, all, new FeatureChoice(features, codes, false), "y", Labels.of(classes));
  }

  private static List<String> levelled(Inference inference) {
    return inference.schema().features().stream()
        .filter(feature -> feature.axes().get(0) instanceof LevelAxis)
        .map(Feature::name)
        .toList();
  }

  @Test
  void numbersOfShopsAreLevelsInTheOrderOfWhatTheyAdd() {
    Inference inference = inference(sales, Optional.empty(), false);
    assertEquals(List.of("shop"), levelled(inference));
    assertEquals(
        List.of(
            "column 'shop' holds codes, because the target is no simple function of them: they are levels (a number otherwise: --codes false)"),
        inference.warnings());
    LevelAxis axis = (LevelAxis) inference.schema().features().get(0).axes().get(0);
    double[] effects =
        axis.levels().stream().mapToDouble(l -> ofShop[Integer.parseInt(l.text()) - 100]).toArray();
    // Neighbours in this order may be exchanged by noise, but none is far from its place.
    double[] sorted = effects.clone();
    Arrays.sort(sorted);
    for (int i = 0; i < SHOPS; i++) {
      assertEquals(sorted[i], effects[i], 0.2, "shop at place " + i);
    }
  }

  @Test
  void twoClassesTellCodesToo() {
    double[] classes = column(row -> 5 * ofShop[(int) shop[row] - 100] > 2.5 ? 1 : 0);
    assertEquals(List.of("shop"), levelled(inference(classes, Optional.empty(), true)));
  }

  @Test
  void severalClassesTellCodesAndOrderThem() {
    double[] classes =
        column(row -> Math.floor(3 * ofShop[(int) shop[row] - 100] + random.nextDouble() / 2));
    Inference inference = inference(classes, Optional.empty(), true);
    assertEquals(List.of("shop"), levelled(inference));
    LevelAxis axis = (LevelAxis) inference.schema().features().get(0).axes().get(0);
    double[] effects =
        axis.levels().stream().mapToDouble(l -> ofShop[Integer.parseInt(l.text()) - 100]).toArray();
    double[] low = Arrays.stream(effects, 0, SHOPS / 4).toArray();
    double[] high = Arrays.stream(effects, SHOPS - SHOPS / 4, SHOPS).toArray();
    assertTrue(Math.abs(mean(low) - mean(high)) > 0.5, Arrays.toString(effects));
  }

  @Test
  void namesWhoseNeighboursAreAlikeAreLevels() {
    int persons = 240;
    double[] ofGroup = random.doubles(persons / 3).toArray();
    double[] person = column(row -> row % persons);
    double[] answer = column(row -> ofGroup[(int) person[row] / 3] + random.nextDouble() / 10);
    Table table =
        new Table(
            "panel",
            List.of(
                numbers("person", person),
                new TableColumn("y", StorageType.DECIMAL, new Cells.Numbers(answer))),
            ROWS);
    int[] all = IntStream.range(0, ROWS).toArray();
    FeatureChoice features = new FeatureChoice(List.of("person"), Optional.empty(), true);
    Inference inference = SchemaInference.infer(table, all, features, "y", Labels.of(false));
    assertEquals(List.of("person"), levelled(inference));
  }

  @Test
  void levelsOfSeveralClassesAreNeighboursOfTheirClass() {
    int kinds = 5;
    int[] kind = IntStream.range(0, SHOPS).map(s -> random.nextInt(kinds)).toArray();
    double[] classes =
        column(row -> random.nextInt(10) < 8 ? kind[(int) shop[row] - 100] : random.nextInt(kinds));
    Inference inference = inference(classes, Optional.empty(), true);
    assertEquals(List.of("shop"), levelled(inference));
    LevelAxis axis = (LevelAxis) inference.schema().features().get(0).axes().get(0);
    int[] along =
        axis.levels().stream().mapToInt(l -> kind[Integer.parseInt(l.text()) - 100]).toArray();
    long changes = IntStream.range(1, SHOPS).filter(i -> along[i] != along[i - 1]).count();
    assertEquals(kinds - 1, changes, Arrays.toString(along));
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  @Test
  void noiseOfSeveralClassesMakesNoCodes() {
    double[] noise = column(row -> random.nextInt(4));
    assertEquals(List.of(), levelled(inference(noise, Optional.empty(), true)));
  }

  @Test
  void numbersWhoseNeighboursAreAlikeStayNumbers() {
    double[] smooth = column(row -> Math.sin(shop[row] / 4) + month[row] / 30);
    assertEquals(List.of(), levelled(inference(smooth, Optional.empty(), false)));
  }

  @Test
  void noiseMakesNoCodes() {
    double[] noise = column(row -> random.nextDouble());
    assertEquals(List.of(), levelled(inference(noise, Optional.empty(), false)));
  }

  @Test
  void theUserHasTheLastWord() {
    assertEquals(List.of(), levelled(inference(sales, Optional.of(false), false)));
    assertEquals(List.of("shop", "month"), levelled(inference(sales, Optional.of(true), false)));
  }
}
