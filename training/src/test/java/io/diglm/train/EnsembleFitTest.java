package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diglm.model.FamilyName;
import io.diglm.model.FlowConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Which members are trained, when and for how long, with networks that are not. */
final class EnsembleFitTest {
  private static FitConfig config(int members) {
    return Tables.quick("y")
        .head(h -> h.family(FamilyName.MIXTURE))
        .optimiser(o -> o.epochs(4).members(members));
  }

  private static Trained trained(FitConfig config) {
    return stopped(config, false);
  }

  private static Trained stopped(FitConfig config, boolean stopped) {
    EpochRecord epoch = new EpochRecord(1, 1, 0, 1, 1, 0, 1, 1, 0, 0, 0);
    FlowConfig flow = FlowConfig.ofRows();
    return new Trained(config.run().seed(), flow, Map.of(), List.of(epoch), false, stopped);
  }

  private static EnsembleFit fit(FitConfig config, FitListener listener, List<String> warnings) {
    return new EnsembleFit(config, false, 1, Checkpoints.NONE, listener, warnings);
  }

  private static EnsembleFit sideBySide(FitListener listener, List<String> warnings) {
    return new EnsembleFit(config(4), false, 2, Checkpoints.NONE, listener, warnings);
  }

  private static Clock clock() {
    return TimeLimit.NONE.training();
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aMemberThatFailsIsNamedAndLeftOut() {
    List<String> warnings = new ArrayList<>();
    List<Trained> members =
        fit(config(3), FitListener.SILENT, warnings)
            .trained(
                task -> {
                  if (task.config().run().seed() == 12) {
                    throw new DivergedException("training must keep finite numbers, got none");
                  }
                  return trained(task.config());
                },
                FitConfig::toString,
                clock());
    assertEquals(List.of(11L, 13L), members.stream().map(Trained::seed).toList());
    assertEquals(
        List.of("member 2 of 3 was left out: training must keep finite numbers, got none"),
        warnings);
  }

  @Test
  void aFitWhoseMembersAllFailFails() {
    DivergedException failed =
        assertThrows(
            DivergedException.class,
            () ->
                fit(config(2), FitListener.SILENT, new ArrayList<>())
                    .trained(
                        task -> {
                          throw new DivergedException("seed " + task.config().run().seed());
                        },
                        FitConfig::toString,
                        clock()));
    assertEquals("seed 12", failed.getMessage());
  }

  @Test
  void anInterruptedMemberIsLeftOutAfterOthers() {
    List<String> warnings = new ArrayList<>();
    List<Long> begun = new ArrayList<>();
    FitListener stopping =
        new FitListener() {
          @Override
          public boolean stopRequested() {
            return begun.size() == 2;
          }
        };
    List<Trained> members =
        fit(config(4), stopping, warnings)
            .trained(
                task -> {
                  begun.add(task.config().run().seed());
                  return stopped(task.config(), begun.size() == 2);
                },
                FitConfig::toString,
                clock());
    assertEquals(List.of(11L, 12L), begun);
    assertEquals(List.of(11L), members.stream().map(Trained::seed).toList());
    assertEquals(
        List.of(
            "member 2 of 4 was left out: the fit was interrupted",
            "the fit was interrupted: the model has 1 of 4 members"),
        warnings);
  }

  @Test
  void membersShareTheTime() {
    Clock whole = TimeLimit.of(Duration.ofSeconds(4000)).training();
    List<Double> shares = new ArrayList<>();
    fit(config(4), FitListener.SILENT, new ArrayList<>())
        .trained(
            task -> {
              shares.add(task.clock().limit());
              return trained(task.config());
            },
            FitConfig::toString,
            whole);
    // 30 s are for what follows. What one member leaves is for the others.
    assertEquals(3970.0 / 4, shares.get(0), 20);
    assertEquals(3970.0 / 3, shares.get(1), 20);
    assertEquals(3970.0, shares.get(3), 20);
  }

  @Test
  void membersAfterTheFirstTrainSideBySide() {
    Map<Long, Integer> threads = new ConcurrentHashMap<>();
    Map<Long, Double> limits = new ConcurrentHashMap<>();
    List<String> stages = new ArrayList<>();
    List<String> heard = new ArrayList<>();
    CyclicBarrier both = new CyclicBarrier(2);
    FitListener listener =
        new FitListener() {
          @Override
          public void stage(String what) {
            stages.add(what);
          }

          @Override
          public void step(long step, long steps, double loss, double rowsPerSecond) {
            heard.add("step " + step);
          }

          @Override
          public void warning(String line) {
            heard.add(line);
          }
        };
    List<Trained> members =
        sideBySide(listener, new ArrayList<>())
            .trained(
                task -> {
                  long seed = task.config().run().seed();
                  threads.put(seed, task.config().run().threads());
                  limits.put(seed, task.clock().limit());
                  if (seed == 12 || seed == 13) {
                    await(both); // each waits for the other
                    task.listener().step(seed, 99, 0, 0);
                    await(both);
                  }
                  if (seed == 13) {
                    task.listener().warning("of 13");
                  }
                  return trained(task.config());
                },
                FitConfig::toString,
                TimeLimit.of(Duration.ofSeconds(4000)).training());
    assertEquals(List.of(11L, 12L, 13L, 14L), members.stream().map(Trained::seed).toList());
    assertEquals(Map.of(11L, 2, 12L, 1, 13L, 1, 14L, 2), threads);
    assertEquals(
        List.of("training member 1 of 4", "training members 2-3 of 4", "training member 4 of 4"),
        stages);
    assertEquals(List.of("step 12", "of 13"), heard, "steps of the first, warnings of all");
    assertEquals(3970.0 / 3, Objects.requireNonNull(limits.get(11L)), 20);
    assertEquals(3970.0 / 2, Objects.requireNonNull(limits.get(12L)), 20);
    assertEquals(3970.0 / 2, Objects.requireNonNull(limits.get(13L)), 20);
    assertEquals(3970.0, Objects.requireNonNull(limits.get(14L)), 20);
  }

  @Test
  void aMemberThatEndedBeforeTheInterruptionIsKept() {
    List<String> warnings = new ArrayList<>();
    Set<Long> begun = ConcurrentHashMap.newKeySet();
    FitListener stopping =
        new FitListener() {
          @Override
          public boolean stopRequested() {
            return begun.contains(12L);
          }
        };
    List<Trained> members =
        sideBySide(stopping, warnings)
            .trained(
                task -> {
                  long seed = task.config().run().seed();
                  begun.add(seed);
                  return stopped(task.config(), seed == 12);
                },
                FitConfig::toString,
                clock());
    assertEquals(List.of(11L, 13L), members.stream().map(Trained::seed).toList());
    assertEquals(
        List.of(
            "member 2 of 4 was left out: the fit was interrupted",
            "the fit was interrupted: the model has 2 of 4 members"),
        warnings);
  }

  @Test
  void aBoundOnMembersIsReachedOnlyIfABriefTrainingIsEnough() {
    List<Integer> epochs = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    FitConfig four = FitConfig.of("y").optimiser(o -> o.members(4));
    EnsembleFit most =
        new EnsembleFit(four, true, 1, Checkpoints.NONE, FitListener.SILENT, warnings);
    EnsembleFit.Network brief =
        task -> {
          epochs.add(task.config().optimiser().epochs().orElse(0));
          return trained(task.config()).asBrief();
        };
    assertEquals(4, most.trained(brief, own -> "", clock()).size());
    assertEquals(List.of(0, 1, 1, 1), epochs, "the others train as long as the first");
    assertEquals(1, most.trained(task -> trained(task.config()), own -> "", clock()).size());
    assertEquals(List.of(), warnings);
  }
}
