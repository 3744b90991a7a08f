package io.diglm.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Fits on the cluster of frames with odd partitions, columns and labels: each ends in a model that
 * answers, or is refused in one line. {@code -Ddiglm.fuzz=N} tries N times as many.
 */
@ExtendWith(LocalSpark.class)
final class MutatedShardsTest {
  private static final int TURNS =
      OddShards.Oddity.values().length * Integer.getInteger("diglm.fuzz", 1);

  /** Seconds of processor time that a turn may take: seconds alone tell of a busy machine. */
  private static final double MOST_SECONDS = 60;

  /** Posteriors of many columns take long. */
  private static DiglmModel fitted(Dataset<Row> frame, boolean wide, SplittableRandom random) {
    String[] posteriors = wide ? new String[] {"none"} : new String[] {"none", "laplace", "elbo"};
    String bayes = posteriors[random.nextInt(posteriors.length)];
    return switch (random.nextInt(5)) {
      case 0 -> on(new DiglmDetector(), random).fit(frame);
      case 1, 2 -> on(new DiglmClassifier().setLabelCol("Kind"), random).setBayes(bayes).fit(frame);
      default ->
          on(new DiglmRegressor().setLabelCol("y"), random)
              .setBayes(bayes.equals("laplace") ? "conjugate" : bayes)
              .setFamily("gaussian")
              .fit(frame);
    };
  }

  private static <E extends DiglmEstimator<E>> E on(E estimator, SplittableRandom random) {
    return estimator
        .setTrainOn("cluster")
        .setSampleRows(OddShards.SAMPLED)
        .setMissing(random.nextInt(4) == 0 ? "drop" : "indicator")
        .setLocalSteps(2)
        .setEpochs(1 + random.nextInt(2))
        .setThreads(1)
        .setSeed(random.nextInt(100));
  }

  private static double seconds() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }

  @Test
  void oddFramesAreFittedOnTheClusterOrRefused(SparkSession spark) {
    int answered = 0;
    for (int turn = 0; turn < TURNS; turn++) {
      SplittableRandom random = new SplittableRandom(turn);
      OddShards.Oddity[] all = OddShards.Oddity.values();
      OddShards odd = OddShards.of(all[turn % all.length], random);
      Dataset<Row> frame = odd.in(spark);
      double before = seconds();
      try {
        DiglmModel model = fitted(frame, odd.wide(), random.split());
        List<Row> rows = model.transform(frame).collectAsList();
        assertEquals(odd.rows(), rows.size());
        rows.forEach(row -> Judged.answer(row.getAs("detailedPrediction")));
        answered++;
      } catch (IllegalArgumentException e) {
        Judged.refusal(e, odd);
      } catch (Exception e) { // Spark throws checked ones without saying so
        fail("turn " + turn + " of " + odd, e);
      }
      assertTrue(seconds() - before < MOST_SECONDS, "turn " + turn + " of " + odd);
    }
    assertTrue(answered > TURNS / 3 && answered < TURNS, "answered " + answered);
  }
}
