package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import io.diglm.model.Link;
import io.diglm.model.Manifest;
import io.diglm.model.SavedMember;
import io.diglm.network.Hinges;
import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LinearMembersTest {
  private static final HeadConfig HEAD =
      HeadConfig.point(FamilyName.GAUSSIAN, Link.IDENTITY, Dispersion.MODELLED, 1, 0, 1);

  private static final FlowConfig FLOW = FlowConfig.ofRows().layers(2).hidden(16);

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

  /** a + c of each row. */
  private static double[] sums(Table table) {
    double[] a = ((Cells.Numbers) table.column("a").cells()).values();
    double[] c = ((Cells.Numbers) table.column("c").cells()).values();
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] + c[i]).toArray();
  }

  /** Two normal columns whose sum is the target; the last of 300 rows validate. */
  private static TrainingData data() {
    Table columns = Tables.dependent(300, 5);
    double[] y = sums(columns);
    Table table =
        new Table(
            "simulated",
            List.of(columns.column("a"), columns.column("c"), Tables.numbers("y", y)),
            300);
    return TrainingRows.of(table, 200);
  }

  private static NetworkFit fit(TrainingData data, int epochs) {
    FitConfig config = Tables.quick("y").optimiser(o -> o.epochs(epochs).batchSize(20));
    return new NetworkFit(data, config, FitListener.SILENT, Optional.empty(), false);
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
  void aLinearRegressionGetsLinearMembersToo() {
    Table table = Tables.dependent(400, 5);
    Table linear =
        new Table("linear", List.of(table.column("a"), Tables.numbers("y", sums(table))), 400);
    FitConfig config = FitConfig.of("y").flow(f -> f.layers(2).hidden(16));
    assertTrue(linear(config.run(r -> r.seed(2).threads(1)), linear) > 0);
  }

  @Test
  void whoSetsTheMembersGetsThoseAlone() {
    FitConfig two = defaults().optimiser(o -> o.members(2));
    try (FitResult result = Fit.of(two).run(classes(400, (a, b) -> a - b))) {
      assertEquals(2, result.model().manifest().networks());
    }
  }

  @Test
  void aLinearModelIsKeptWhereItIsBetterByMoreThanTheError() {
    TrainingData data = data();
    Trained linear = fit(data, 100).linear(HEAD, FLOW);
    Trained early = fit(data, 1).linear(HEAD, FLOW);
    Comparison comparison = new Comparison(HEAD, data);
    LinearMembers worse = new LinearMembers(comparison, List.of(early));
    assertTrue(comparison.nll(List.of(early)) > comparison.nll(List.of(linear)) + 0.1);
    assertEquals(List.of(linear), worse.unlessBetter(linear));
    LinearMembers better = new LinearMembers(comparison, List.of(linear));
    assertEquals(List.of(linear), better.unlessBetter(early));
  }

  @Test
  void theLossIsThatOfTheTraining() {
    TrainingData data = data();
    Trained linear = fit(data, 20).linear(HEAD, FLOW);
    Comparison comparison = new Comparison(HEAD, data);
    assertEquals(linear.nll(), comparison.nll(List.of(linear)), 1e-5);
    assertEquals(linear.nll(), comparison.nll(List.of(linear, linear)), 1e-5);
  }

  @Test
  void aNetworkWithoutHingesIsLeftOutWhereItIsFarWorse() {
    TrainingData data = data();
    Hinges hinges = HingePlacement.of(data, 4).orElseThrow();
    FlowConfig bends = FLOW.hinges(hinges.count());
    TrainingData bending = data.with(Optional.of(hinges));
    Trained bent = network(bending, bends, 60);
    Trained bad = network(data, FLOW, 1);
    Comparison comparison = new Comparison(HEAD, data);
    assertEquals(2, comparison.withoutPlain(List.of(bent, bent, bad)).size());
    Trained badlyBent = network(bending, bends, 1);
    Trained good = network(data, FLOW, 60);
    assertEquals(3, comparison.withoutPlain(List.of(badlyBent, badlyBent, good)).size());
    assertEquals(3, comparison.withoutPlain(List.of(good, good, bad)).size(), "none has hinges");
  }

  private static Trained network(TrainingData data, FlowConfig flow, int epochs) {
    return fit(data, epochs).network(HEAD, flow, new Clock(Duration.ZERO), true);
  }
}
