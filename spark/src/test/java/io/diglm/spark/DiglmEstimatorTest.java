package io.diglm.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.data.TableSource;
import io.diglm.model.FamilyName;
import io.diglm.schema.Table;
import io.diglm.train.Fit;
import io.diglm.train.FitConfig;
import io.diglm.train.FitResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LocalSpark.class)
final class DiglmEstimatorTest {
  private static DiglmRegressor regressor() {
    return new DiglmRegressor()
        .setLabelCol("arr_delay")
        .setFeaturesCols("month", "distance", "carrier", "time_hour")
        .setFamily("gaussian")
        .setEpochs(1)
        .setThreads(1)
        .setSeed(3);
  }

  private static FitConfig configured() {
    return FitConfig.of("arr_delay")
        .data(d -> d.test(0).features("month", "distance", "carrier", "time_hour"))
        .head(h -> h.family(FamilyName.GAUSSIAN))
        .optimiser(o -> o.epochs(1))
        .run(r -> r.threads(1).seed(3));
  }

  /** Requires the weights that the library learns of the first 600 flights. */
  private static void assertLearned(FitConfig config, DiglmModel model, Path folder)
      throws IOException {
    Table table = TableSource.of(Fitted.FLIGHTS).read().slice(0, 600);
    try (FitResult result = Fit.of(config).run(table)) {
      Fitted.assertSame(result.model(), Fitted.file(model, folder));
    }
  }

  @Test
  void aFitIsThatOfTheLibraryOnTheSameRows(SparkSession spark, @TempDir Path folder)
      throws IOException {
    Dataset<Row> flights = Fitted.frame(spark, 3).limit(600);
    assertLearned(configured(), regressor().fit(flights), folder);
  }

  @Test
  void rowsCountByTheirWeight(SparkSession spark, @TempDir Path folder) throws IOException {
    Dataset<Row> flights = Fitted.frame(spark, 3).limit(600);
    FitConfig weighed = configured().data(d -> d.weight("day"));
    assertLearned(weighed, regressor().setWeightCol("DAY").fit(flights), folder);
    DiglmModel others =
        new DiglmDetector().setWeightCol("day").setEpochs(1).setThreads(1).fit(flights);
    assertFalse(List.of(others.featureNames()).contains("day"));
  }

  /** Spark prints an array by its address. */
  private static String explained(DiglmRegressor regressor) {
    return regressor.explainParams().replaceAll("String;@\\p{XDigit}+", "String;");
  }

  @Test
  void theModelHasTheSettingsOfItsEstimator(SparkSession spark, @TempDir Path folder)
      throws IOException {
    DiglmRegressor regressor = regressor().setPredictionCol("delay").setInterval(0.5);
    DiglmRegressor copy = regressor.copy(ParamMap.empty().put(regressor.epochs().w(2)));
    assertEquals(2, copy.getOrDefault(copy.epochs()));
    String path = folder.resolve("estimator").toString();
    regressor.save(path);
    DiglmRegressor loaded = DiglmRegressor.load(path);
    assertEquals(explained(regressor), explained(loaded));
    assertArrayEquals(
        regressor.getOrDefault(regressor.featuresCols()),
        loaded.getOrDefault(loaded.featuresCols()));
    StructType promised = loaded.transformSchema(Fitted.frame(spark, 1).schema());
    DiglmModel model = loaded.fit(Fitted.frame(spark, 1).limit(300));
    assertEquals(promised, model.transformSchema(Fitted.frame(spark, 1).schema()));
    assertEquals(loaded, model.parent());
    assertEquals("delay", model.getOrDefault(model.predictionCol()));
  }

  @Test
  void aPipelineAssemblesVectorsAndSaves(SparkSession spark, @TempDir Path folder)
      throws IOException {
    Dataset<Row> flights = Fitted.frame(spark, 2).limit(400).na().drop();
    Pipeline pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new VectorAssembler()
                      .setInputCols(new String[] {"distance", "dep_time"})
                      .setOutputCol("features"),
                  new DiglmDetector()
                      .setFeaturesCol("features")
                      .setFalseAlarms(0.1)
                      .setEpochs(1)
                      .setThreads(1)
                });
    PipelineModel fitted = pipeline.fit(flights);
    String path = folder.resolve("pipeline").toString();
    fitted.save(path);
    PipelineModel loaded = PipelineModel.load(path);
    DiglmModel model = (DiglmModel) loaded.stages()[1];
    assertArrayEquals(new String[] {"distance", "dep_time"}, model.featureNames());
    // By vector or by column, a number is a number; the vector is enough.
    Dataset<Row> vectors = loaded.stages()[0].transform(flights).select("features");
    List<Row> byVector = model.transform(vectors).collectAsList();
    assertEquals(byVector.size(), loaded.transform(flights).count());
    Dataset<Row> vectorless = flights.drop("features");
    DiglmModel byName = model.copy(ParamMap.empty());
    byName.clear(byName.featuresCol());
    List<Row> byColumn = byName.transform(vectorless).collectAsList();
    for (int i = 0; i < byVector.size(); i++) {
      assertEquals(
          byColumn.get(i).<Vector>getAs("rawPrediction"),
          byVector.get(i).<Vector>getAs("rawPrediction"));
    }
  }

  @Test
  void crossValidationChoosesByTheEvaluatorsOfSpark(SparkSession spark) {
    Dataset<Row> flights = Fitted.frame(spark, 2).limit(300).na().drop();
    DiglmRegressor regressor = regressor().setFeaturesCols("distance", "carrier");
    CrossValidatorModel chosen =
        new CrossValidator()
            .setEstimator(regressor)
            .setEvaluator(new RegressionEvaluator().setLabelCol("arr_delay"))
            .setEstimatorParamMaps(
                new ParamGridBuilder().addGrid(regressor.epochs(), new int[] {1, 2}).build())
            .setNumFolds(2)
            .setSeed(1)
            .fit(flights);
    assertEquals(2, chosen.avgMetrics().length);
    assertTrue(chosen.avgMetrics()[0] > 0 && Double.isFinite(chosen.avgMetrics()[1]));
    assertEquals(flights.count(), chosen.transform(flights).count());
  }

  @Test
  void classesThatAreNumbersArePredictedAsThemselves(SparkSession spark) {
    Dataset<Row> flights =
        Fitted.frame(spark, 2)
            .limit(300)
            .withColumn("late", functions.when(functions.col("arr_delay").gt(0), 7).otherwise(3));
    DiglmModel model =
        new DiglmClassifier()
            .setLabelCol("late")
            .setFeaturesCols("distance", "carrier")
            .setEpochs(1)
            .setThreads(1)
            .fit(flights);
    assertArrayEquals(new String[] {"3", "7"}, sorted(model.labels()));
    for (Row row : model.transform(flights).collectAsList()) {
      assertEquals(
          row.<Row>getAs("detailedPrediction").<String>getAs("label"),
          String.valueOf(row.<Double>getAs("prediction").intValue()));
    }
  }

  private static String[] sorted(String[] labels) {
    Arrays.sort(labels);
    return labels;
  }

  @Test
  void withoutNamesAllColumnsButTheLabelAreFeatures(SparkSession spark) {
    Dataset<Row> flights =
        Fitted.frame(spark, 2)
            .limit(300)
            .select("distance", "carrier", "time_hour", "arr_delay")
            .withColumn("list", functions.array(functions.lit(1)));
    DiglmModel model =
        new DiglmRegressor().setLabelCol("arr_delay").setEpochs(1).setThreads(1).fit(flights);
    assertArrayEquals(new String[] {"distance", "carrier", "time_hour"}, model.featureNames());
  }

  @Test
  void namesWithDotsAndBackquotesAreNames(SparkSession spark) {
    Dataset<Row> odd =
        Fitted.frame(spark, 1)
            .limit(300)
            .select("distance", "carrier", "arr_delay")
            .toDF("a.b", "c`d", "the label");
    for (String place : List.of("driver", "cluster")) {
      DiglmModel model =
          new DiglmRegressor()
              .setLabelCol("the label")
              .setFeaturesCols("a.b", "c`d")
              .setFamily("gaussian")
              .setTrainOn(place)
              .setEpochs(1)
              .setThreads(1)
              .fit(odd);
      assertArrayEquals(new String[] {"a.b", "c`d"}, model.featureNames());
      assertEquals(300, model.transform(odd).count());
      assertEquals(2, model.drift(odd).columns().size());
    }
  }
}
