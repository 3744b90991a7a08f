// Flights in Spark: fit on the cluster, score, look at the most unusual flights and at drift. From the root of the repository, with the wheel or any Spark 4.0.1 or newer:
//   javac -cp "$SPARK_HOME/jars/*:spark/target/diglm-spark_2.13-0.1.0-all.jar" -d target/example examples/spark/Flights.java
//   jar --create --file target/example.jar -C target/example .
//   spark-submit --master 'local[2]' --jars spark/target/diglm-spark_2.13-0.1.0-all.jar --class Flights target/example.jar

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.diglm.drift.Drift;
import io.diglm.spark.DiglmModel;
import io.diglm.spark.DiglmRegressor;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

public final class Flights {
  public static void main(String[] args) {
    String table = args.length > 0 ? args[0] : "examples/flights.parquet";
    double share = args.length > 1 ? Double.parseDouble(args[1]) : 0.1;
    SparkSession spark = SparkSession.builder().appName("flights").getOrCreate();
    Dataset<Row> flights = spark.read().parquet(table);
    DiglmRegressor regressor =
        new DiglmRegressor()
            .setLabelCol("arr_delay")
            .setFeaturesCols("month", "dep_time", "distance", "carrier", "time_hour")
            .setFamily("mixture")
            .setTrainOn("cluster") // the rows stay on the executors
            .setEpochs(2)
            .setSeed(1);
    DiglmModel model = regressor.fit(flights.sample(share, 1).repartition(4));
    Dataset<Row> answers = model.transform(flights.sample(share, 2));
    Row told =
        answers
            .agg(
                count(lit(1)),
                avg(abs(col("prediction").minus(col("arr_delay")))),
                avg(col("detailedPrediction.sd")))
            .first();
    System.out.printf(
        "%d flights, off by %.1f minutes, standard deviation %.1f%n",
        told.getLong(0), told.getDouble(1), told.getDouble(2));
    answers
        .orderBy(col("detailedPrediction.novelty").desc())
        .select("detailedPrediction.noveltyPValue", "carrier", "distance", "time_hour")
        .show(3, false);
    // No labels needed: is January like the other months?
    Drift drift = model.drift(flights.sample(share, 3).where("month = 1"));
    System.out.printf(
        "January: %s, %.1f %% rejected%n",
        drift.drifted() ? "drifted" : "as in training", 100 * drift.rejected());
  }
}
