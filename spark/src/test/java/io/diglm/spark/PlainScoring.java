package io.diglm.spark;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Scores rows in a process of its own: model, rows as Parquet, folder of answers. */
final class PlainScoring {
  private PlainScoring() {}

  public static void main(String[] args) {
    SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "localhost")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate();
    spark.sparkContext().setLogLevel("INFO");
    answers(DiglmModel.load(args[0]), spark.read().parquet(args[1])).write().parquet(args[2]);
    spark.stop();
  }

  static Dataset<Row> answers(DiglmModel model, Dataset<Row> rows) {
    // One partition keeps the order of the rows.
    return model
        .transform(rows.coalesce(1))
        .select("prediction", "detailedPrediction.sd", "detailedPrediction.logDensity");
  }
}
