package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.model.HeadConfig;
import io.diglm.schema.StorageType;
import io.diglm.schema.Target;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FamilyChoiceTest {
  @Test
  void fewRowsOfANumberGetAMixture() {
    List<HeadConfig> heads = candidates(FitConfig.of("y"), 500, i -> i - 0.1);
    assertEquals(List.of(FamilyName.MIXTURE), families(heads));
    assertEquals(Dispersion.MODELLED, heads.get(0).dispersion());
    assertEquals(3, heads.get(0).count());
  }

  @Test
  void fewSkewedRowsWhoseLogarithmsAreLessSoGetAMixtureOfThese() {
    List<HeadConfig> heads = candidates(FitConfig.of("y"), 500, i -> Math.exp(i / 50.0));
    assertEquals(List.of(FamilyName.LOG_MIXTURE), families(heads));
    assertEquals(4.99, heads.get(0).shift(), 1e-9);
    assertEquals(Math.exp(9.98), heads.get(0).range().orElseThrow().high(), 1e-9);
    assertEquals(
        List.of(FamilyName.MIXTURE), families(candidates(FitConfig.of("y"), 500, i -> 100.5 + i)));
  }

  @Test
  void manyRowsOfAPositiveNumberMayBeFourFamilies() {
    List<HeadConfig> heads = candidates(FitConfig.of("y"), 10_000, i -> 0.1 + i);
    assertEquals(
        List.of(
            FamilyName.MIXTURE, FamilyName.STUDENT_T, FamilyName.GAUSSIAN, FamilyName.LOG_MIXTURE),
        families(heads));
  }

  @Test
  void numbersOfWhichManyAreZeroMayBeCosts() {
    assertEquals(
        List.of(FamilyName.MIXTURE, FamilyName.TWEEDIE),
        families(candidates(FitConfig.of("y"), 500, i -> i % 10 == 0 ? 0 : i + 0.5)));
    assertEquals(
        List.of(FamilyName.MIXTURE, FamilyName.STUDENT_T, FamilyName.GAUSSIAN, FamilyName.TWEEDIE),
        families(candidates(FitConfig.of("y"), 10_000, i -> i % 10 == 0 ? 0 : i + 0.5)));
    FitConfig exposed = FitConfig.of("y").data(d -> d.exposure("t"));
    assertEquals(
        List.of(FamilyName.TWEEDIE),
        families(candidates(exposed, 500, i -> i % 10 == 0 ? 0 : i + 0.5)));
  }

  @Test
  void fewZerosWholeNumbersAndOffsetsOfTheMeanAreNoCosts() {
    IntToDoubleFunction many = i -> i % 10 == 0 ? 0 : i + 0.5;
    assertEquals(
        List.of(FamilyName.MIXTURE),
        families(candidates(FitConfig.of("y"), 500, i -> i % 100 == 0 ? 0 : i + 0.5)));
    assertEquals(
        List.of(FamilyName.MIXTURE),
        families(candidates(FitConfig.of("y"), 500, i -> i % 10 == 0 ? 0 : i)));
    FitConfig moved = FitConfig.of("y").data(d -> d.offset("t"));
    assertEquals(List.of(FamilyName.MIXTURE), families(candidates(moved, 500, many)));
  }

  @Test
  void fewWholeNumbersAreCountsOrRounded() {
    List<HeadConfig> heads = candidates(FitConfig.of("y"), 500, i -> 3 + i % 6);
    assertEquals(
        List.of(FamilyName.ROUNDED, FamilyName.POISSON, FamilyName.NEGATIVE_BINOMIAL),
        families(heads));
    assertEquals(6, heads.get(0).count());
    assertEquals(Dispersion.CONSTANT, heads.get(0).dispersion());
  }

  @Test
  void fewWholeNumbersBelowZeroAreRounded() {
    List<HeadConfig> heads = candidates(FitConfig.of("y"), 500, i -> i % 20 - 2);
    assertEquals(List.of(FamilyName.ROUNDED), families(heads));
    assertEquals(8, heads.get(0).count());
  }

  /** Rows for test are rows that the model will be measured on. */
  @Test
  void aTargetOfAnyRowRulesOutAFamilyThatCannotTakeIt() {
    IntToDoubleFunction skewed = i -> i == 500 ? -1 : Math.exp(i / 50.0);
    assertEquals(
        List.of(FamilyName.MIXTURE), families(candidates(FitConfig.of("y"), 500, 501, skewed)));
    IntToDoubleFunction costs = i -> i == 500 ? -1 : i % 10 == 0 ? 0 : i + 0.5;
    assertEquals(
        List.of(FamilyName.MIXTURE), families(candidates(FitConfig.of("y"), 500, 501, costs)));
    IntToDoubleFunction grades = i -> i == 500 ? 2.5 : 1 + i % 9;
    assertEquals(
        List.of(FamilyName.MIXTURE), families(candidates(FitConfig.of("y"), 500, 501, grades)));
    FitConfig tweedie = FitConfig.of("y").head(h -> h.family(FamilyName.TWEEDIE));
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> candidates(tweedie, 500, 501, costs))
                .getMessage());
    assertEquals("family must fit target 'y' (numbers from -1.0 to 499.5), got tweedie", message);
  }

  @Test
  void whatTheUserSetsStays() {
    FitConfig config =
        FitConfig.of("y")
            .head(h -> h.family(FamilyName.ROUNDED).dispersion(Dispersion.MODELLED).components(4));
    HeadConfig head = candidates(config, 500, i -> i % 9).get(0);
    assertEquals(FamilyName.ROUNDED, head.family());
    assertEquals(Dispersion.MODELLED, head.dispersion());
    assertEquals(4, head.count());
  }

  private static List<HeadConfig> candidates(FitConfig config, int rows, IntToDoubleFunction y) {
    return candidates(config, rows, rows, y);
  }

  private static List<HeadConfig> candidates(
      FitConfig config, int learn, int rows, IntToDoubleFunction y) {
    Target target = new Target("y", StorageType.DECIMAL, List.of());
    double[] targets = IntStream.range(0, rows).mapToDouble(y).toArray();
    int[] train = IntStream.range(0, learn).toArray();
    return new FamilyChoice(config, target, targets, train).candidates();
  }

  private static List<FamilyName> families(List<HeadConfig> heads) {
    return heads.stream().map(HeadConfig::family).toList();
  }
}
