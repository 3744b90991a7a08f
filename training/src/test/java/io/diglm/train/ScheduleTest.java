package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diglm.model.Bayes;
import org.junit.jupiter.api.Test;

final class ScheduleTest {
  private static final FitConfig HUNDREDS = FitConfig.of("y").optimiser(o -> o.batchSize(100));

  @Test
  void aSmallRemainderJoinsTheLastStep() {
    Schedule schedule = Schedule.plan(HUNDREDS, Bayes.NONE, 1040);
    assertEquals(10, schedule.stepsPerEpoch());
    assertEquals(900, schedule.to(8, 1040));
    assertEquals(1040, schedule.to(9, 1040));
  }

  @Test
  void aLargeRemainderIsAStep() {
    Schedule schedule = Schedule.plan(HUNDREDS, Bayes.NONE, 1060);
    assertEquals(11, schedule.stepsPerEpoch());
    assertEquals(1060, schedule.to(10, 1060));
  }

  @Test
  void fewRowsTakeFewerSteps() {
    FitConfig defaults = FitConfig.of("y");
    assertEquals(1972, Schedule.plan(defaults, Bayes.NONE, 930).steps());
    assertEquals(4840, Schedule.plan(defaults, Bayes.NONE, 225_000).steps());
  }

  @Test
  void theLastStepOfATrialIsNoLargerThanOthers() {
    Schedule trial = Schedule.plan(HUNDREDS, Bayes.NONE, 1_000_000).limitedTo(5);
    assertEquals(500, trial.to(4, 1_000_000));
  }
}
