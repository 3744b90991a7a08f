// Flights in Spark: fit on a sample, score all, look at what is refused. From the root of the repository:
//   spark-shell --master 'local[2]' --jars spark/target/diglm-spark_2.13-0.1.0-all.jar -I examples/spark/flights.scala

import io.diglm.spark.{DiglmModel, DiglmRegressor}
import org.apache.spark.ml.Pipeline
import org.apache.spark.ml.evaluation.RegressionEvaluator
import org.apache.spark.sql.functions._

val table = sys.env.getOrElse("FLIGHTS", "examples/flights.parquet")
val share = sys.env.getOrElse("SHARE", "0.1").toDouble
val flights = spark.read.parquet(table).where("arr_delay is not null")

val regressor = new DiglmRegressor()
  .setLabelCol("arr_delay")
  .setFeaturesCols("month", "dep_time", "distance", "carrier", "time_hour")
  .setFalseAlarms(0.01)
  .setEpochs(2)
  .setSeed(1)

val fitted = new Pipeline().setStages(Array(regressor)).fit(flights.sample(share, 1))
val answers = fitted.transform(flights.sample(share, 2))

val rmse = new RegressionEvaluator().setLabelCol("arr_delay").evaluate(answers)
println(f"RMSE $rmse%.2f minutes")
answers
  .select(avg(col("detailedPrediction.rejected").cast("double")).as("rejected"), avg("detailedPrediction.sd").as("sd"))
  .show()

val model = fitted.stages.head.asInstanceOf[DiglmModel]
println(model.featureNames.mkString(", "))
