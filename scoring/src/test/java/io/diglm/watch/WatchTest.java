package io.diglm.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.json.JsonProblem;
import io.diglm.selective.Calibration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

final class WatchTest {
  private static final double ALPHA = 0.05;

  /** Three deviations of a binomial above its mean. */
  private static double most(int streams) {
    return streams * ALPHA + 3 * Math.sqrt(streams * ALPHA * (1 - ALPHA));
  }

  private static double[] drawn(DoubleSupplier scores, int rows) {
    double[] drawn = new double[rows];
    for (int i = 0; i < rows; i++) {
      drawn[i] = scores.getAsDouble();
    }
    return drawn;
  }

  private static Watch watch(double[] calibration, long seed) {
    return Watch.start(List.of(Reference.of("novelty", calibration, 256)), ALPHA, seed);
  }

  private static void feed(Watch watch, DoubleSupplier scores, int rows) {
    for (int i = 0; i < rows; i++) {
      watch.add(new double[] {scores.getAsDouble()}, "");
    }
  }

  @Test
  void fewExchangeableStreamsEverAlarm() {
    int alarms = 0;
    for (int stream = 0; stream < 1000; stream++) {
      SplittableRandom random = new SplittableRandom(stream);
      Watch watch = watch(drawn(random::nextGaussian, 50), stream);
      feed(watch, random::nextGaussian, 2000);
      alarms += watch.alarm().isPresent() ? 1 : 0;
    }
    assertTrue(alarms <= most(1000), "alarms " + alarms);
  }

  @Test
  void fewStreamsOfTiedScoresEverAlarm() {
    int alarms = 0;
    for (int stream = 0; stream < 1000; stream++) {
      SplittableRandom random = new SplittableRandom(stream);
      DoubleSupplier levels = () -> random.nextDouble() < 0.7 ? 1 : random.nextInt(2, 5);
      Watch watch = watch(drawn(levels, 40), stream);
      feed(watch, levels, 2000);
      alarms += watch.alarm().isPresent() ? 1 : 0;
    }
    assertTrue(alarms <= most(1000), "alarms " + alarms);
  }

  @Test
  void fewStreamsEverAlarmAgainstACalibrationThatKeepsSomeRowsOnly() {
    int alarms = 0;
    for (int stream = 0; stream < 300; stream++) {
      SplittableRandom random = new SplittableRandom(stream);
      DoubleSupplier rounded = () -> Math.rint(4 * random.nextGaussian());
      Calibration calibration = Calibration.of(drawn(rounded, 5000));
      Watch watch = Watch.start(List.of(Reference.of("novelty", calibration, 256)), ALPHA, stream);
      feed(watch, rounded, 5000);
      alarms += watch.alarm().isPresent() ? 1 : 0;
    }
    assertTrue(alarms <= most(300), "alarms " + alarms);
  }

  @Test
  void scoresAllAlikeNeverAlarm() {
    Watch watch = watch(new double[100], 3);
    feed(watch, () -> 0, 20_000);
    assertTrue(watch.alarm().isEmpty());
  }

  @Test
  void pValuesAreUniformAndUncorrelated() {
    SplittableRandom random = new SplittableRandom(1);
    Reference reference = Reference.of("novelty", drawn(random::nextGaussian, 300), 64);
    Gaps gaps = new Gaps(reference, new long[65], 5);
    Draws draws = new Draws(9, 0);
    int rows = 100_000;
    int[] tenths = new int[10];
    double before = 0.5;
    double products = 0;
    for (int i = 0; i < rows; i++) {
      double p = gaps.pValue(random.nextGaussian(), draws.next(), draws.next());
      tenths[(int) (10 * p)]++;
      products += (p - 0.5) * (before - 0.5);
      before = p;
    }
    double chi = 0;
    for (int count : tenths) {
      chi += Math.pow(count - rows / 10.0, 2) / (rows / 10.0);
    }
    assertTrue(chi < 27.9, "chi square " + chi); // .999 of 9 degrees of freedom
    assertTrue(Math.abs(12 * products) < 4 * Math.sqrt(rows), "covariance " + products / rows);
  }

  @Test
  void aFixedReferenceWouldAlarmWhereOneThatLearnsDoesNot() {
    SplittableRandom random = new SplittableRandom(2);
    double[] calibration = drawn(random::nextGaussian, 100);
    Martingale fixed = Martingale.start();
    Calibration ranks = Calibration.of(calibration);
    double peak = 0;
    Watch learning = watch(calibration, 1);
    for (int i = 0; i < 20_000; i++) {
      double score = random.nextGaussian();
      fixed.bet(Math.min(0.999, ranks.pValue(score) - random.nextDouble() / 101));
      peak = Math.max(peak, fixed.log());
      learning.add(new double[] {score}, "");
    }
    assertTrue(peak > -Math.log(ALPHA), "fixed " + peak);
    assertTrue(learning.alarm().isEmpty());
  }

  @Test
  void aShiftAlarmsSoonAndTellsSinceWhen() {
    SplittableRandom random = new SplittableRandom(4);
    Watch watch = watch(drawn(random::nextGaussian, 1000), 1);
    feed(watch, random::nextGaussian, 10_000);
    assertTrue(watch.alarm().isEmpty());
    for (int i = 0; i < 1000; i++) {
      watch.add(new double[] {random.nextGaussian() + 1}, "later");
    }
    long row = watch.alarm().orElseThrow().row();
    assertTrue(row > 10_000 && row < 10_400, "alarm at " + row);
    long since = watch.findings().get(0).since().row();
    assertTrue(since > 9_950 && since < 10_100, "since " + since);
    assertEquals("later", watch.alarm().orElseThrow().label());
  }

  @Test
  void aWiderAndANarrowerSpreadAlarm() {
    for (double spread : new double[] {0.7, 1.4}) {
      SplittableRandom random = new SplittableRandom(4);
      Watch watch = watch(drawn(random::nextGaussian, 1000), 1);
      feed(watch, () -> spread * random.nextGaussian(), 1000);
      assertTrue(watch.alarm().isPresent(), "spread " + spread);
    }
  }

  @Test
  void namesTheColumnThatDriftsSlowly() {
    SplittableRandom random = new SplittableRandom(4);
    double[][] before = new double[3][];
    for (int d = 0; d < 3; d++) {
      before[d] = drawn(random::nextGaussian, 4000);
    }
    Watch watch =
        Watch.start(
            List.of(
                Reference.of("novelty", before[0], 256),
                Reference.of("a", before[1], 64),
                Reference.of("b", before[2], 64)),
            0.01,
            1);
    for (int i = 0; i < 50_000; i++) {
      double drift = i / 50_000.0;
      watch.add(
          new double[] {
            random.nextGaussian(), random.nextGaussian(), random.nextGaussian() + drift
          },
          "");
    }
    assertTrue(watch.findings().get(0).alarm().isEmpty());
    assertTrue(watch.findings().get(1).alarm().isEmpty());
    long row = watch.findings().get(2).alarm().orElseThrow().row();
    assertTrue(row < 20_000, "alarm at " + row);
  }

  @Test
  void goesOnFromItsStateAsIfNeverStopped() throws Exception {
    SplittableRandom random = new SplittableRandom(4);
    double[] calibration = drawn(random::nextGaussian, 500);
    Watch whole = watch(calibration, 7);
    Watch parts = watch(calibration, 7);
    for (int i = 0; i < 3000; i++) {
      double[] score = {random.nextGaussian() + i / 3000.0};
      whole.add(score, "row");
      parts.add(score, "row");
      if (i % 700 == 0) {
        List<Reference> references = List.of(Reference.of("novelty", calibration, 256));
        parts = Watch.resume(references, WatchState.of(parts.state().json()));
      }
    }
    assertEquals(whole.state().json(), parts.state().json());
  }

  @Test
  void fewMergedStreamsEverAlarm() {
    int alarms = 0;
    for (int stream = 0; stream < 1000; stream++) {
      SplittableRandom random = new SplittableRandom(stream);
      double[] calibration = drawn(random::nextGaussian, 50);
      Watch one = watch(calibration, stream);
      Watch two = watch(calibration, stream + 1);
      feed(one, random::nextGaussian, 700);
      feed(two, random::nextGaussian, 300);
      Watch both = one.merge(two.state());
      assertEquals(1000, both.state().rows());
      feed(both, random::nextGaussian, 1000);
      alarms += both.alarm().isPresent() ? 1 : 0;
    }
    assertTrue(alarms <= most(1000), "alarms " + alarms);
  }

  @Test
  void keepsTheAlarmOfAPart() {
    SplittableRandom random = new SplittableRandom(4);
    double[] calibration = drawn(random::nextGaussian, 500);
    Watch quiet = watch(calibration, 7);
    Watch loud = watch(calibration, 7);
    feed(quiet, random::nextGaussian, 500);
    feed(loud, () -> random.nextGaussian() + 2, 500);
    assertTrue(quiet.merge(loud.state()).alarm().isPresent());
    assertTrue(loud.merge(quiet.state()).alarm().isPresent());
    assertTrue(loud.reset().alarm().isEmpty());
    assertEquals(0, loud.reset().state().rows());
  }

  @Test
  void refusesWhatIsNoStateOfThisModel() {
    Watch watch = watch(new double[] {1, 2, 3}, 7);
    String json = watch.state().json();
    List<Reference> others = List.of(Reference.of("novelty", new double[] {1, 2, 4}, 256));
    assertEquals(
        "state must be of this model, got one of another (start anew, or watch with the model it is"
            + " of)",
        assertThrows(IllegalArgumentException.class, () -> Watch.resume(others, watch.state()))
            .getMessage());
    assertEquals(
        "version must be at most 1, got 2 (read it with the diglm that wrote it)",
        assertThrows(
                IllegalArgumentException.class,
                () -> WatchState.of(json.replace("\"version\":1", "\"version\":2")))
            .getMessage());
    assertThrows(JsonProblem.class, () -> WatchState.of(json.substring(0, 90)));
    List<Reference> same = List.of(Reference.of("novelty", new double[] {1, 2, 3}, 256));
    assertEquals(
        "state must count 5 rows in each series, got 0 of 'novelty' (it is damaged)",
        assertThrows(
                IllegalArgumentException.class,
                () -> Watch.resume(same, WatchState.of(json.replace("\"rows\":0", "\"rows\":5"))))
            .getMessage());
    watch.time(2, "February");
    assertEquals(
        "time must not go back, got January after February",
        assertThrows(IllegalArgumentException.class, () -> watch.time(1, "January")).getMessage());
    assertEquals(
        "alpha must be between 0 and 1, got 1.0",
        assertThrows(IllegalArgumentException.class, () -> Watch.start(same, 1, 1)).getMessage());
  }
}
