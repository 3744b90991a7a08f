package io.diglm.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.model.FlowConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.DoubleStream;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LocalSpark.class)
final class ClusterFitTest {
  private static DiglmRegressor regressor() {
    return new DiglmRegressor()
        .setLabelCol("arr_delay")
        .setFeaturesCols("month", "distance", "carrier", "time_hour")
        .setFamily("gaussian")
        .setTrainOn("cluster")
        .setLocalSteps(6)
        .setEpochs(2)
        .setThreads(1)
        .setSeed(3);
  }

  private static String refused(Executable call) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  @Test
  void theSamePartitionsGiveTheSameModel(SparkSession spark, @TempDir Path folder)
      throws IOException {
    Dataset<Row> flights = Fitted.parts(spark, 500, 300, 400);
    DiglmModel first = regressor().fit(flights);
    Fitted.assertSame(first, regressor().fit(flights), folder);
    assertEquals(1200, first.transform(flights).count());
  }

  @Test
  void emptyPartitionsChangeNothing(SparkSession spark, @TempDir Path folder) throws IOException {
    DiglmModel without = regressor().fit(Fitted.parts(spark, 700));
    Fitted.assertSame(without, regressor().fit(Fitted.parts(spark, 700, 0, 0)), folder);
  }

  @Test
  void aGiantPartitionLearnsBesideTinyOnes(SparkSession spark, @TempDir Path folder)
      throws IOException {
    DiglmModel model = regressor().fit(Fitted.parts(spark, 900, 3, 1, 6));
    var rows = Fitted.file(model, folder).manifest().provenance().data().rows();
    assertEquals(910, rows.train() + rows.valid());
    assertTrue(model.transform(Fitted.parts(spark, 5)).first().<Double>getAs("prediction") < 1e4);
  }

  @Test
  void theClusterLearnsOnTheFeaturesOfOneProcess(SparkSession spark, @TempDir Path folder)
      throws IOException {
    Dataset<Row> flights = Fitted.parts(spark, 500, 300, 400);
    FlowConfig cluster = Fitted.file(regressor().fit(flights), folder).manifest().flow();
    FlowConfig driver =
        Fitted.file(regressor().setTrainOn("driver").fit(flights), folder).manifest().flow();
    // Other rows are held out, so a quantile may meet the next in one and not in the other.
    assertEquals(driver.hinges().orElseThrow(), cluster.hinges().orElseThrow(), 2);
    assertEquals(driver.hinges(0), cluster.hinges(0));
  }

  /** Ends the job of a round as the death of its driver does. */
  private static final class Ending extends SparkListener {
    private final SparkSession spark;
    private final String description;
    private final List<String> seen = new CopyOnWriteArrayList<>();

    Ending(SparkSession spark, String description) {
      this.spark = spark;
      this.description = description;
    }

    @Override
    public void onJobStart(SparkListenerJobStart job) {
      String told = String.valueOf(job.properties().getProperty("spark.job.description"));
      seen.add(told);
      if (told.startsWith(description)) {
        spark.sparkContext().cancelJob(job.jobId());
      }
    }
  }

  @Test
  void aFitGoesOnAfterItsDriverDied(SparkSession spark, @TempDir Path folder) throws Exception {
    Dataset<Row> flights = Fitted.parts(spark, 600, 400);
    DiglmModel whole = regressor().fit(flights);
    String file = folder.resolve("rounds").toUri().toString();
    Ending ending = new Ending(spark, "diglm: round 3 of ");
    spark.sparkContext().addSparkListener(ending);
    assertThrows(Exception.class, () -> regressor().setCheckpoint(file).fit(flights));
    spark.sparkContext().removeSparkListener(ending);
    assertTrue(Files.exists(folder.resolve("rounds")));
    assertTrue(ending.seen.contains("diglm: counting rows"), ending.seen.toString());
    Ending watching = new Ending(spark, "never");
    spark.sparkContext().addSparkListener(watching);
    Fitted.assertSame(whole, regressor().setCheckpoint(file).fit(flights), folder);
    spark.sparkContext().removeSparkListener(watching);
    assertFalse(watching.seen.stream().anyMatch(told -> told.startsWith("diglm: round 2 of ")));
    assertFalse(Files.exists(folder.resolve("rounds")));
  }

  /** The most tasks of a stage of rounds. */
  private static final class MostTasks extends SparkListener {
    private final AtomicInteger most = new AtomicInteger();

    @Override
    public void onStageSubmitted(SparkListenerStageSubmitted stage) {
      String told = String.valueOf(stage.properties().getProperty("spark.job.description"));
      if (told.startsWith("diglm: round ")) {
        most.accumulateAndGet(stage.stageInfo().numTasks(), Math::max);
      }
    }
  }

  @Test
  void aRoundHasTwoTasksForEachCore(SparkSession spark, @TempDir Path folder) throws IOException {
    MostTasks tasks = new MostTasks();
    spark.sparkContext().addSparkListener(tasks);
    DiglmModel model = regressor().fit(Fitted.parts(spark, 90, 80, 70, 60, 50, 90, 80, 70, 60));
    spark.sparkContext().removeSparkListener(tasks);
    assertEquals(4, tasks.most.get()); // local[2]
    var rows = Fitted.file(model, folder).manifest().provenance().data().rows();
    assertEquals(650, rows.train() + rows.valid());
  }

  @Test
  void aCheckpointOfAnotherFitIsRefused(SparkSession spark, @TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("rounds");
    Files.writeString(file, "no checkpoint");
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> regressor().setCheckpoint(file.toString()).fit(Fitted.parts(spark, 300)));
    String told = String.valueOf(e.getMessage());
    assertEquals(1, told.lines().count(), told);
  }

  @Test
  void partitionsOfOneLabelEachMakeAModelOfAllLabels(SparkSession spark) {
    Dataset<Row> flights = Fitted.parts(spark, 1200);
    DiglmClassifier classifier =
        new DiglmClassifier()
            .setLabelCol("origin")
            .setFeaturesCols("distance", "carrier", "dest")
            .setTrainOn("cluster")
            .setLocalSteps(5)
            .setEpochs(4)
            .setThreads(1)
            .setSeed(3);
    DiglmModel model = classifier.fit(flights.repartitionByRange(3, functions.col("origin")));
    assertEquals(Set.of("EWR", "JFK", "LGA"), Set.of(model.labels()));
    for (Row row : model.transform(flights.limit(50)).collectAsList()) {
      double[] shares = row.<Vector>getAs("probability").toArray();
      assertEquals(3, shares.length);
      assertEquals(1, DoubleStream.of(shares).sum(), 1e-9);
    }
  }

  @Test
  void whatCannotBeLearnedIsOneLine(SparkSession spark) {
    Dataset<Row> flights = Fitted.parts(spark, 40);
    assertEquals(
        "frame must have rows to learn from, got none",
        refused(() -> regressor().fit(flights.limit(0))));
    assertEquals(
        "labelCol 'arr_delay' must have a value in some row, got none in 40 rows (DiglmDetector"
            + " learns p(x) alone)",
        refused(
            () ->
                regressor().fit(flights.withColumn("arr_delay", functions.lit(null).cast("int")))));
    assertEquals(
        "frame must have rows to learn from, got none but 40 that were dropped",
        refused(
            () ->
                regressor()
                    .setMissing("drop")
                    .fit(flights.withColumn("month", functions.lit(null).cast("int")))));
  }
}
