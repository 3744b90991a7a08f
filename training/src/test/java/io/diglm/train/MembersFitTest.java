package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.config.DensitySettings;
import io.diglm.model.Bayes;
import io.diglm.model.FamilyName;
import io.diglm.model.FlowConfig;
import io.diglm.model.Manifest;
import io.diglm.model.ModelFile;
import io.diglm.model.SavedMember;
import io.diglm.model.TensorData;
import io.diglm.novelty.Uncertainty;
import io.diglm.posterior.CoefficientPosterior;
import io.diglm.predict.Networks;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.Table;
import io.diglm.settings.Changed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fits and models of several members. */
final class MembersFitTest {
  private static final Table TABLE = Tables.regression(600, 3);
  private static final Table NEW = Tables.regression(200, 9);

  private static FitConfig config(int members) {
    return Tables.quick("y")
        .head(h -> h.family(FamilyName.MIXTURE))
        .optimiser(o -> o.epochs(4).members(members));
  }

  @Test
  void membersShareDensityAndNoveltyAndDifferInTheirSeed() {
    try (FitResult two = Fit.of(config(2)).run(TABLE);
        FitResult one = Fit.of(config(1)).run(TABLE)) {
      Manifest manifest = two.model().manifest();
      assertEquals(2, manifest.networks());
      assertEquals(12, manifest.others().get(0).seed());
      Map<String, TensorData> first = SavedMember.tensors(two.model().weights(), 1);
      assertEquals(
          Networks.tensors(one.model().weights()),
          Networks.tensors(first),
          "the first member is the network of one fit");
      Map<String, TensorData> second = SavedMember.tensors(two.model().weights(), 2);
      assertEquals(Networks.tensors(first).keySet(), second.keySet());
      assertNotEquals(first.get("head.weight"), second.get("head.weight"));
      List<Prediction.Answer> ofOne = answers(one.predictor());
      List<Prediction.Answer> ofTwo = answers(two.predictor());
      for (int row = 0; row < ofOne.size(); row++) {
        assertEquals(ofOne.get(row).logDensity(), ofTwo.get(row).logDensity(), 1e-12);
        assertEquals(ofOne.get(row).novelty(), ofTwo.get(row).novelty(), 1e-12);
        Uncertainty parts = ofTwo.get(row).uncertainty().orElseThrow();
        assertTrue(parts.model() > 0, parts.toString());
        assertTrue(ofOne.get(row).uncertainty().isEmpty());
      }
    }
  }

  private static List<Prediction.Answer> answers(Predictor predictor) {
    return predictor.predict(NEW).stream()
        .map(answer -> assertInstanceOf(Prediction.Answer.class, answer))
        .toList();
  }

  @Test
  void theFlowsOfMembersAverageToTheDensity() {
    FitConfig config = config(2).density(d -> d.kind(DensitySettings.Kind.FLOW));
    try (FitResult two = Fit.of(config).run(TABLE)) {
      Manifest manifest = two.model().manifest();
      double[] first = logDensity(alone(two.model(), 1));
      double[] second = logDensity(alone(two.model(), 2));
      double[] both = two.predictor().score(NEW).logDensity();
      for (int row = 0; row < both.length; row++) {
        double mean = (Math.exp(first[row]) + Math.exp(second[row])) / 2;
        assertEquals(Math.log(mean), both[row], 1e-6 * Math.max(1, Math.abs(both[row])));
      }
      assertTrue(manifest.density().isEmpty());
      assertEquals(50, two.predictor().sample(50, 4).rows());
    }
  }

  @Test
  void theLastMemberMayLearnTheDensityForAll() {
    FitConfig plain =
        config(2)
            .optimiser(o -> o.epochs(20))
            .density(d -> d.kind(DensitySettings.Kind.FLOW).weight(0.001));
    FitConfig dense = plain.density(d -> d.weightLast(10));
    try (FitResult one = Fit.of(plain).run(TABLE);
        FitResult other = Fit.of(dense).run(TABLE)) {
      assertEquals(
          Networks.tensors(SavedMember.tensors(one.model().weights(), 1)),
          Networks.tensors(SavedMember.tensors(other.model().weights(), 1)),
          "the first member keeps its weight");
      double first = mean(logDensity(alone(other.model(), 1)));
      double last = mean(logDensity(alone(other.model(), 2)));
      double both = mean(other.predictor().score(NEW).logDensity());
      assertTrue(last > first + 1, first + " " + last);
      assertTrue(both >= last - Math.log(2), last + " " + both);
    }
  }

  @Test
  void aLastMemberNeedsOthersAndADensityOfItsOwn() {
    assertRefused(
        config(1), "density-weight-last must come with --members of at least 2, got 10.0");
    assertRefused(
        config(2),
        "density-weight-last must come with --density flow: members share the density of cells, got 10.0");
  }

  private static void assertRefused(FitConfig config, String message) {
    FitConfig last = config.density(d -> d.weightLast(10));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Fit.of(last).run(TABLE));
    assertEquals(message, e.getMessage());
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double[] logDensity(ModelFile file) {
    try (Predictor predictor = Predictor.open(file, "alone")) {
      return predictor.score(NEW).logDensity();
    }
  }

  /** A model of one member, without a calibration. */
  private static ModelFile alone(ModelFile file, int member) {
    Manifest m = file.manifest();
    Manifest own =
        Changed.of(
            m.withOthers(List.of()).withThresholds(m.thresholds().withCalibrated(0, 0)),
            Map.of("flow", m.flow(member), "golden", m.golden(member)));
    return new ModelFile(own, SavedMember.tensors(file.weights(), member));
  }

  @Test
  void aFitOfMembersSideBySideRepeatsItself() {
    try (FitResult one = Fit.of(config(3)).run(TABLE);
        FitResult other = Fit.of(config(3)).run(TABLE)) {
      assertEquals(one.model().weights(), other.model().weights());
    }
  }

  @Test
  void aKilledFitGoesOnWithItsMember(@TempDir Path folder) throws IOException {
    Path checkpoint = folder.resolve("m.checkpoint");
    List<String> stages = new ArrayList<>();
    FitListener killed =
        new FitListener() {
          private int epochs;

          @Override
          public void stage(String what) {
            stages.add(what);
          }

          @Override
          public void epoch(EpochRecord record) {
            if (++epochs > 6) {
              throw new CancellationException("killed");
            }
          }
        };
    FitConfig config = config(3);
    Killed.by(killed, config, checkpoint, TABLE);
    assertEquals("training members 2-3 of 3", stages.get(stages.size() - 1));
    List<String> kept =
        List.of("m.checkpoint", "m.checkpoint.0", "m.checkpoint.2", "m.checkpoint.3");
    assertEquals(kept, names(folder));
    List<Integer> epochs = new ArrayList<>();
    try (FitResult resumed =
            Fit.of(config)
                .checkpoint(checkpoint, true)
                .listener(Killed.counting(epochs))
                .run(TABLE);
        FitResult whole = Fit.of(config).run(TABLE)) {
      assertEquals(List.of(3, 4), epochs, "the first and third are kept, the second goes on");
      assertEquals(whole.model().weights(), resumed.model().weights());
    }
    assertEquals(kept, names(folder));
    Files.writeString(folder.resolve("m.checkpoint.txt"), "another");
    Fit.deleteCheckpoint(checkpoint);
    assertEquals(List.of("m.checkpoint.txt"), names(folder));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @Test
  void anUpdateMovesThePosteriorOfEachMember() {
    FitConfig config =
        Tables.quick("y")
            .head(h -> h.family(FamilyName.GAUSSIAN).bayes(Bayes.CONJUGATE))
            .optimiser(o -> o.epochs(3).members(2));
    try (FitResult result = Fit.of(config).run(TABLE)) {
      ModelFile updated = Update.of(result.predictor()).add(NEW).model();
      for (String name : List.of("posterior.mean", "member.2.posterior.mean")) {
        assertNotEquals(result.model().weights().get(name), updated.weights().get(name), name);
      }
      try (Predictor after = Predictor.open(updated, "updated")) {
        double before = ignorance(result.predictor());
        assertTrue(ignorance(after) < before, ignorance(after) + " of " + before);
        ModelFile back = Update.of(after).add(NEW).modelWithout();
        assertMeans(result.model(), back);
      }
    }
  }

  private static double ignorance(Predictor predictor) {
    return answers(predictor).stream()
        .mapToDouble(answer -> answer.uncertainty().orElseThrow().model())
        .average()
        .orElseThrow();
  }

  private static void assertMeans(ModelFile expected, ModelFile got) {
    for (int member = 1; member <= 2; member++) {
      double[] one = mean(expected, member);
      double[] other = mean(got, member);
      for (int i = 0; i < one.length; i++) {
        assertEquals(one[i], other[i], 1e-8);
      }
    }
  }

  private static double[] mean(ModelFile file, int member) {
    Map<String, TensorData> own = SavedMember.tensors(file.weights(), member);
    return Objects.requireNonNull(own.get(CoefficientPosterior.MEAN)).doubles();
  }

  @Test
  void whatCannotBeAnEnsembleIsRefusedBeforehand() {
    assertMessage("members must be at least 1, got 0", () -> config(0));
    assertMessage(
        "members must be 1 where only the density of cells is learned, which members share, got 2",
        () -> Fit.of(FitConfig.ofDensity().optimiser(o -> o.members(2))).run(TABLE));
    assertMessage(
        "members must have at most 250,000,000 weights together, got 1,000,000,000 of at least"
            + " 1,216 each (fewer members, or fewer or narrower layers)",
        () -> Fit.of(config(1_000_000_000)).run(TABLE));
    FlowConfig flow = FlowConfig.ofRows();
    assertMessage(
        "members must fit in the 8 MB that Java may take, got 9 that need at least 18 MB (fewer"
            + " members, or a higher -Xmx)",
        () ->
            NetworkSize.require(flow, 0, FitConfig.of("y").optimiser(o -> o.members(9)), 8 << 20));
    NetworkSize.require(flow, 0, FitConfig.of("y").optimiser(o -> o.members(3)), 8 << 20);
  }

  private static void assertMessage(
      String message, org.junit.jupiter.api.function.Executable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
  }

  @Test
  void aTargetThatNoRowHasLeavesOneNetwork() {
    Table empty = Tables.withoutTarget(Tables.regression(300, 3), 1);
    try (FitResult result = Fit.of(config(2).head(h -> h)).run(empty)) {
      assertEquals(1, result.model().manifest().networks());
      assertEquals(Optional.empty(), result.model().manifest().schema().target());
    }
  }

  @Test
  void smallTablesGetFourBriefNetworksWhereAWholeTrainingLearnsByHeart() {
    FitConfig defaults = FitConfig.of("y");
    assertEquals(4, members(defaults, 9_999, true));
    assertEquals(1, members(defaults, 10_000, true));
    assertEquals(1, members(defaults, 300, false), "the density of a flow is the network's own");
    assertEquals(1, members(defaults.optimiser(o -> o.epochs(9)), 300, true), "a set length");
    assertEquals(2, members(defaults.optimiser(o -> o.members(2)), 9_999_999, true));
    assertEquals(1, members(FitConfig.ofDensity(), 300, true));
  }

  private static int members(FitConfig config, int rows, boolean cells) {
    return new RowDefaults(config).members(rows, cells);
  }
}
