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
 * <p>Seconds are CPU seconds of the process. Every task gets the rows as numbers without missing
 * cells; the others also need them assembled into vectors, which counts as theirs, since diglm reads
 * columns. The forest has the score of a row, the trees have one number, diglm has its whole answer.
 */
public final class SparkPeers {
  private static final String[] FEATURES = {
    "month", "day", "day_of_week", "dep_time", "arr_time", "air_time", "distance", "plane_age"
  };
  private static final String LABEL = "arr_delay";
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
    Dataset<Row> train = all.sample(0.1, 1).repartition(4).cache();
    Dataset<Row> rows = all.crossJoin(spark.range(times)).drop("id").repartition(4).cache();
    long trained = train.count();
    long scored = rows.count();
    VectorAssembler assembler = new VectorAssembler().setInputCols(FEATURES).setOutputCol("vector");
    List<Tool> tools =
        List.of(
            new Tool("XGBoost4J-Spark 2.1.4, 100 trees", f -> trees().fit(f), "prediction", true),
            new Tool("diglm, p(y|x) and p(x)", f -> regressor().fit(f), "prediction", false),
            new Tool("isolation-forest 3.0.5, 100 trees", f -> forest().fit(f), "score", true),
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
              new RegressionEvaluator().setLabelCol(LABEL).setPredictionCol(tool.score).evaluate(model.transform(read.apply(all)));
          one.put("rmse_of_all_rows", Math.round(1000 * rmse) / 1000.0);
        }
        System.out.println(one);
        told.add(one);
      }
    }
    spark.stop();
    write(out, String.join(" ", arguments[2], arguments[3]), trained, scored, told);
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

  private static void write(Path out, String options, long trained, long scored, List<Map<String, Object>> told)
      throws java.io.IOException {
    StringBuilder text = new StringBuilder("{\n");
    text.append("  \"what\": \"CPU seconds of a warm session of local[2], in turn\",\n");
    text.append("  \"command\": \"benchmarks/spark-peers %s\",\n".formatted(options));
    text.append("  \"seed\": 1,\n");
    text.append("  \"date\": \"%s\",\n".formatted(LocalDate.now()));
    text.append("  \"machine_class\": \"%d cores, shared\",\n".formatted(Runtime.getRuntime().availableProcessors()));
    text.append("  \"load_average\": %.1f,\n".formatted(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
    text.append("  \"training_rows\": %d,\n  \"scored_rows\": %d,\n  \"turns\": [\n".formatted(trained, scored));
    for (int i = 0; i < told.size(); i++) {
      List<String> fields = new ArrayList<>();
      told.get(i).forEach((name, value) -> fields.add("\"%s\": %s".formatted(name, value instanceof String ? "\"" + value + "\"" : value)));
      text.append("    {%s}%s\n".formatted(String.join(", ", fields), i + 1 < told.size() ? "," : ""));
    }
    Files.writeString(out, text.append("  ]\n}\n"));
  }
}
