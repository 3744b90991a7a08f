import com.linkedin.relevance.isolationforest.IsolationForest;
import com.sun.management.OperatingSystemMXBean;
import io.diglm.spark.DiglmDetector;
import io.diglm.spark.DiglmRegressor;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import ml.dmlc.xgboost4j.scala.spark.XGBoostRegressor;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Fits and scores the same flights with diglm and with other libraries of Spark, in turn, in one
 * session of local[2]; started by benchmarks/spark-peers, which says what it needs.
 *
 * <p>All rows lie in Spark's cache, as numbers without missing cells. The time of a fit is that of
 * fit(): for the others with the assembling of vectors, since diglm reads columns. The time of
 * scoring is that of transform() and of all its columns, into a sink that keeps nothing. In it the
 * forest answers one score, the trees one number, and diglm a distribution, log p(x), a p-value and
 * a decision. CPU seconds are those of the process, because other programs share the machine.
 */
public final class SparkPeers {
  private static final String[] FEATURES = {
    "month", "day", "day_of_week", "dep_time", "arr_time", "air_time", "distance", "plane_age"
  };
  private static final String LABEL = "arr_delay";
  private static final String TREES = "XGBoost4J-Spark 2.1.4, 100 trees";
  private static final String FOREST = "isolation-forest 3.0.5, 100 trees";
  private static final String BOTH = "diglm, p(y|x) and p(x)";
  private static final String DENSITY = "diglm, p(x)";

  private static double cpu() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }

  private static <T> T timed(Map<String, Object> told, String what, Supplier<T> body) {
    double before = cpu();
    long start = System.nanoTime();
    T value = body.get();
    told.put(what + "_cpu_s", Math.round(100 * (cpu() - before)) / 100.0);
    told.put(what + "_s", Math.round((System.nanoTime() - start) / 1e8) / 10.0);
    return value;
  }

  private record Tool(String name, Function<Dataset<Row>, Model<?>> fit, String score, boolean vectors) {}

  public static void main(String[] arguments) throws Exception {
    Path flights = Path.of(arguments[0]);
    Path out = Path.of(arguments[1]);
    int turns = Integer.parseInt(arguments[2]);
    int times = Integer.parseInt(arguments[3]);
    SparkSession spark =
        SparkSession.builder().master("local[2]").config("spark.ui.enabled", "false").config("spark.log.level", "ERROR").getOrCreate();
    List<org.apache.spark.sql.Column> columns = new ArrayList<>();
    for (String feature : FEATURES) {
      columns.add(functions.col(feature).cast("double").as(feature));
    }
    columns.add(functions.col(LABEL).cast("double").as(LABEL));
    Dataset<Row> all =
        spark.read().parquet(flights.toString()).select(columns.toArray(org.apache.spark.sql.Column[]::new)).na().drop();
    Dataset<Row>[] parts = all.randomSplit(new double[] {0.1, 0.9}, 1);
    Dataset<Row> train = parts[0].repartition(4).cache();
    Dataset<Row> test = parts[1].repartition(4).cache();
    Dataset<Row> rows = all.crossJoin(spark.range(times)).drop("id").repartition(4).cache();
    long trained = train.count();
    long tested = test.count();
    long scored = rows.count();
    VectorAssembler assembler = new VectorAssembler().setInputCols(FEATURES).setOutputCol("vector");
    List<Tool> tools =
        List.of(
            new Tool(TREES, f -> trees().fit(f), "prediction", true),
            new Tool(BOTH, f -> regressor().fit(f), "prediction", false),
            new Tool(FOREST, f -> forest().fit(f), "score", true),
            new Tool(DENSITY, f -> new DiglmDetector().setFeaturesCols(FEATURES).setSeed(1).fit(f), "prediction", false));
    List<Map<String, Object>> told = new ArrayList<>();
    for (int turn = 1; turn <= turns; turn++) {
      for (Tool tool : tools) {
        Map<String, Object> one = new TreeMap<>();
        one.put("tool", tool.name);
        one.put("turn", turn);
        Function<Dataset<Row>, Dataset<Row>> read = f -> tool.vectors ? assembler.transform(f) : f;
        Model<?> model = timed(one, "fit", () -> tool.fit.apply(read.apply(train)));
        model.transform(read.apply(train)).write().format("noop").mode("overwrite").save();
        timed(one, "score", () -> {
          model.transform(read.apply(rows)).write().format("noop").mode("overwrite").save();
          return model;
        });
        if (tool.score.equals("prediction") && !tool.name.equals(DENSITY)) {
          double rmse =
              new RegressionEvaluator().setLabelCol(LABEL).setPredictionCol(tool.score).evaluate(model.transform(read.apply(test)));
          one.put("rmse_of_other_rows", Math.round(1000 * rmse) / 1000.0);
        }
        System.out.println(one);
        told.add(one);
      }
      write(out, turn + " " + times, spark.version(), new long[] {trained, tested, scored}, told);
    }
    spark.stop();
  }

  /** The median over the turns of how many times the CPU seconds of a peer ours are. */
  private static double ratio(List<Map<String, Object>> told, String ours, String peer, String what) {
    List<Double> ratios = new ArrayList<>();
    for (Map<String, Object> one : told) {
      for (Map<String, Object> other : told) {
        if (one.get("tool").equals(ours) && other.get("tool").equals(peer) && one.get("turn").equals(other.get("turn"))) {
          ratios.add((double) one.get(what) / (double) other.get(what));
        }
      }
    }
    ratios.sort(null);
    return ratios.get(ratios.size() / 2);
  }

  private static String cpuName() throws java.io.IOException {
    Path told = Path.of("/proc/cpuinfo");
    return !Files.exists(told)
        ? System.getProperty("os.arch")
        : Files.readAllLines(told).stream().filter(l -> l.startsWith("model name")).map(l -> l.split(":")[1].strip()).findFirst().orElse("unknown");
  }

  private static XGBoostRegressor trees() {
    return new XGBoostRegressor()
        .setFeaturesCol("vector")
        .setLabelCol(LABEL)
        .setNumRound(100)
        .setMaxDepth(6)
        .setNumWorkers(2)
        .setSeed(1);
  }

  private static DiglmRegressor regressor() {
    return new DiglmRegressor().setLabelCol(LABEL).setFeaturesCols(FEATURES).setEpochs(10).setThreads(2).setSeed(1);
  }

  private static IsolationForest forest() {
    IsolationForest forest = new IsolationForest();
    forest.setNumEstimators(100);
    forest.setMaxSamples(256.0);
    forest.setFeaturesCol("vector");
    forest.setPredictionCol("prediction");
    forest.setScoreCol("score");
    forest.setContamination(0.01);
    forest.setRandomSeed(1);
    return forest;
  }

  private static void write(Path out, String options, String version, long[] rows, List<Map<String, Object>> told)
      throws java.io.IOException {
    StringBuilder text = new StringBuilder("{\n");
    text.append("  \"what\": \"CPU seconds of one session of local[2], tools by turns; fit() with the assembling of vectors, transform() with all its columns into a sink that keeps nothing; rows lie in Spark's cache\",\n");
    text.append("  \"command\": \"benchmarks/spark-peers %s\",\n".formatted(options));
    text.append("  \"seed\": 1,\n");
    text.append("  \"date\": \"%s\",\n".formatted(LocalDate.now()));
    text.append("  \"machine_class\": \"%d cores, %s, shared\",\n".formatted(Runtime.getRuntime().availableProcessors(), cpuName()));
    text.append("  \"load_average\": %.1f,\n".formatted(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
    text.append("  \"versions\": {\"diglm\": \"0.1.0\", \"spark\": \"%s\", \"scala\": \"2.12\", \"java\": \"%s\"},\n".formatted(version, System.getProperty("java.version")));
    text.append("  \"training_rows\": %d,\n  \"other_rows\": %d,\n  \"scored_rows\": %d,\n".formatted(rows[0], rows[1], rows[2]));
    text.append("  \"median_cpu_of_diglm_by_peer\": {\n");
    text.append("    \"trees\": {\"fit\": %.2f, \"score\": %.2f},\n".formatted(ratio(told, BOTH, TREES, "fit_cpu_s"), ratio(told, BOTH, TREES, "score_cpu_s")));
    text.append("    \"forest\": {\"fit\": %.2f, \"score\": %.2f}\n  },\n".formatted(ratio(told, DENSITY, FOREST, "fit_cpu_s"), ratio(told, DENSITY, FOREST, "score_cpu_s")));
    text.append("  \"turns\": [\n");
    for (int i = 0; i < told.size(); i++) {
      List<String> fields = new ArrayList<>();
      told.get(i).forEach((name, value) -> fields.add("\"%s\": %s".formatted(name, value instanceof String ? "\"" + value + "\"" : value)));
      text.append("    {%s}%s\n".formatted(String.join(", ", fields), i + 1 < told.size() ? "," : ""));
    }
    Files.writeString(out, text.append("  ]\n}\n"));
  }
}
