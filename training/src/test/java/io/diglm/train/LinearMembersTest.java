package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.model.Manifest;
import io.diglm.model.SavedMember;
import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LinearMembersTest {
  /** Classes with these log-odds of the second, given a and b. */
  private static Table classes(int rows, DoubleBinaryOperator logOdds) {
    SplittableRandom random = new SplittableRandom(4);
    double[] a = random.doubles(rows).map(u -> 4 * u - 2).toArray();
    double[] b = random.doubles(rows).map(u -> 4 * u - 2).toArray();
    int[] codes =
        IntStream.range(0, rows)
            .map(
                i -> {
                  double odds = Math.exp(logOdds.applyAsDouble(a[i], b[i]));
                  return random.nextDouble() < odds / (1 + odds) ? 1 : 0;
                })
            .toArray();
    TableColumn kind =
        new TableColumn("kind", StorageType.TEXT, new Cells.Texts(codes, List.of("no", "yes")));
    return new Table(
        "simulated", List.of(Tables.numbers("a", a), Tables.numbers("b", b), kind), rows);
  }

  private static FitConfig defaults() {
    return FitConfig.of("kind").flow(f -> f.layers(2).hidden(16)).run(r -> r.seed(2).threads(1));
  }

  /** Returns how many members of a fit are linear models. */
  private static long linear(FitConfig config, Table table) {
    try (FitResult result = Fit.of(config).run(table)) {
      Manifest manifest = result.model().manifest();
      long others =
          manifest.others().stream().map(SavedMember::flow).filter(f -> f.layers() == 0).count();
      return others + (manifest.flow().layers() == 0 ? 1 : 0);
    }
  }

  @Test
  void aLinearTruthGetsLinearMembers() {
    assertTrue(linear(defaults(), classes(400, (a, b) -> a - b)) > 0);
  }

  @Test
  void aTruthWithoutALinearPartGetsNone() {
    assertEquals(0, linear(defaults(), classes(900, (a, b) -> 20 * a * b)));
  }

  @Test
  void whoSetsTheMembersGetsThoseAlone() {
    FitConfig two = defaults().optimiser(o -> o.members(2));
    try (FitResult result = Fit.of(two).run(classes(400, (a, b) -> a - b))) {
      assertEquals(2, result.model().manifest().networks());
    }
  }
}
