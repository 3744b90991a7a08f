package io.diglm.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertLinesMatch;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diglm.model.Manifest;
import io.diglm.model.ModelFile;
import io.diglm.schema.ImageShape;
import io.diglm.schema.Pixels;
import io.diglm.schema.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LocalSpark.class)
final class BadInputTest {
  private static void assertRefused(String line, Executable call) {
    assertEquals(line, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  private static DiglmRegressor regressor() {
    return new DiglmRegressor()
        .setLabelCol("arr_delay")
        .setFeaturesCols("distance", "carrier")
        .setEpochs(1)
        .setThreads(1);
  }

  @Test
  void aMissingColumnIsNamedWithTheNearest(SparkSession spark) {
    Dataset<Row> flights =
        Fitted.frame(spark, 1)
            .select("month", "dep_time", "distance", "plane_age", "carrier", "time_hour")
            .withColumnRenamed("distance", "distanze");
    assertRefused(
        "column 'distance' must be in the frame, got columns month, dep_time, distanze, plane_age,"
            + " carrier, time_hour; did you mean 'distanze'?",
        () -> Fitted.number().transform(flights));
  }

  @Test
  void aColumnOfAnotherTypeIsRefusedBeforeAJob(SparkSession spark) {
    Dataset<Row> flights = Fitted.frame(spark, 1);
    assertRefused(
        "column 'distance' must hold numbers, texts, booleans, dates or times, got array<smallint>",
        () ->
            Fitted.number()
                .transform(
                    flights.withColumn("distance", functions.array(functions.col("distance")))));
    assertRefused(
        "column 'distance' must hold INTEGER as in training, got TIMESTAMP in the frame",
        () ->
            Fitted.number().transform(flights.withColumn("distance", functions.col("time_hour"))));
  }

  @Test
  void aColumnThatIsThereTwiceIsRefused(SparkSession spark) {
    Dataset<Row> flights =
        Fitted.frame(spark, 1).select(functions.col("*"), functions.lit(1).as("distance"));
    assertRefused(
        "column 'distance' must be in the frame once, got 2 of that name (rename or drop the"
            + " others)",
        () -> Fitted.number().transform(flights));
  }

  @Test
  void aColumnNamedLikeAnOutputIsRefused(SparkSession spark) {
    Dataset<Row> flights = Fitted.frame(spark, 1).withColumn("Prediction", functions.lit(1));
    assertRefused(
        "frame must not have a column 'prediction' yet, got one (set predictionCol, or drop it)",
        () -> Fitted.number().transform(flights));
    assertRefused(
        "frame must not have a column 'prediction' yet, got one (set predictionCol, or drop it)",
        () -> regressor().fit(flights));
  }

  @Test
  void aCoverageThatTheModelCannotGiveIsRefusedByTheDriver(SparkSession spark) {
    DiglmModel model = Fitted.number().setCoverage(0.9999);
    var refused =
        assertThrows(IllegalArgumentException.class, () -> model.transform(Fitted.frame(spark, 1)));
    assertLinesMatch(
        List.of("coverage of 0.9999 must be calibrated by at least [0-9,]+ rows, got [0-9]+"),
        List.of(String.valueOf(refused.getMessage())));
  }

  @Test
  void labelsOfNoValueAreRefused(SparkSession spark) {
    Dataset<Row> flights =
        Fitted.frame(spark, 2)
            .limit(50)
            .withColumn("arr_delay", functions.lit(null).cast("double"));
    assertRefused(
        "labelCol 'arr_delay' must have a value in some row, got none in 50 rows"
            + " (DiglmDetector learns p(x) alone)",
        () -> regressor().fit(flights));
  }

  @Test
  void labelsOfTheWrongTypeAreRefused(SparkSession spark) {
    Dataset<Row> flights = Fitted.frame(spark, 1);
    assertRefused(
        "labelCol 'origin' must hold numbers for DiglmRegressor, got TEXT (use DiglmClassifier)",
        () -> regressor().setLabelCol("origin").fit(flights));
    assertRefused(
        "labelCol 'time_hour' must hold texts, booleans or numbers for DiglmClassifier, got"
            + " TIMESTAMP",
        () -> new DiglmClassifier().setLabelCol("time_hour").fit(flights));
  }

  @Test
  void weightsThatCannotBeAreRefused(SparkSession spark) {
    Dataset<Row> flights = Fitted.frame(spark, 1).limit(40).withColumn("none", functions.lit(0));
    assertRefused(
        "weightCol 'origin' must hold numbers, got TEXT",
        () -> regressor().setWeightCol("origin").fit(flights));
    assertRefused(
        "features must not hold the weight, got distance",
        () -> regressor().setWeightCol("distance").fit(flights));
    assertRefused(
        "weightCol must not be set where a cluster trains, got 'day' (trainOn driver takes it)",
        () -> regressor().setWeightCol("day").setTrainOn("cluster").fit(flights));
    var refused =
        assertThrows(
            IllegalArgumentException.class, () -> regressor().setWeightCol("none").fit(flights));
    assertLinesMatch(
        List.of(
            "weight 'none' must be positive in a training row of the frame, got 0 in all [0-9]+"),
        List.of(String.valueOf(refused.getMessage())));
  }

  @Test
  void framesOfNoRowsOrNoColumnsAreRefused(SparkSession spark) {
    Dataset<Row> flights = Fitted.frame(spark, 2);
    assertRefused(
        "frame must have rows to learn from, got none", () -> regressor().fit(flights.limit(0)));
    DiglmRegressor all = new DiglmRegressor().setLabelCol("arr_delay");
    assertRefused(
        "frame must have columns to learn from besides the label, got none",
        () -> all.fit(flights.select("arr_delay")));
  }

  @Test
  void featuresNamedTwiceOrHoldingTheLabelAreRefused(SparkSession spark) {
    Dataset<Row> flights = Fitted.frame(spark, 1);
    assertRefused(
        "features must be named once, got 'carrier' twice",
        () -> regressor().setFeaturesCols("carrier", "carrier").fit(flights));
    assertRefused(
        "features must not hold the label, got 'arr_delay'",
        () -> regressor().setFeaturesCols("carrier", "arr_delay").fit(flights));
    assertRefused(
        "featuresCol 'distance' must hold vectors, got smallint (name plain columns in"
            + " featuresCols)",
        () -> regressor().setFeaturesCol("distance").fit(flights));
  }

  @Test
  void aParameterOutOfRangeIsRefusedBySpark() {
    String line =
        assertThrows(
                IllegalArgumentException.class, () -> new DiglmRegressor("uid").setBayes("yes"))
            .getMessage();
    assertEquals("uid parameter bayes given invalid value yes.", line);
  }

  @Test
  void filesThatAreNoModelOfRowsAreRefused(SparkSession spark, @TempDir Path folder)
      throws IOException {
    Path text = folder.resolve("text.diglm");
    Files.writeString(text, "no model");
    assertEquals(
        text + " is not a model file: it must be a zip (as diglm fit --out writes it)",
        assertThrows(IllegalArgumentException.class, () -> DiglmModel.load(text.toString()))
            .getMessage());
    Path none = folder.resolve("none.diglm");
    assertEquals(
        none + " does not exist",
        assertThrows(IllegalArgumentException.class, () -> DiglmModel.load(none.toString()))
            .getMessage());
    assertRefused(
        folder + " must be a model file or a folder with a saved model, got a folder without one",
        () -> DiglmModel.load(folder.toString()));
    Path images = folder.resolve("images.diglm");
    ofImages(folder).save(images);
    assertRefused(
        "model must be of rows of a table, got one of images in %s (score images with diglm predict)"
            .formatted(images),
        () -> DiglmModel.load(images.toString()));
  }

  /** A model of rows that says it is one of images: no more is read of it before it is refused. */
  private static ModelFile ofImages(Path folder) throws IOException {
    Path rows = folder.resolve("rows.diglm");
    Files.write(rows, Fitted.number().modelFile());
    ModelFile file = ModelFile.load(rows);
    Manifest m = file.manifest();
    Schema schema =
        new Schema(
            List.of(), m.schema().target(), Optional.of(new Pixels(new ImageShape(1, 2, 2), 0)));
    return new ModelFile(
        new Manifest(
            m.provenance(),
            m.flow(),
            m.head(),
            Optional.empty(),
            schema,
            m.training(),
            m.metrics(),
            m.thresholds(),
            m.marginal(),
            m.history(),
            m.warnings(),
            m.updates(),
            m.golden(),
            Optional.empty(),
            Optional.empty()),
        file.weights());
  }

  @Test
  void aModelOfTheConstructorRefusesToAnswer(SparkSession spark) {
    assertEquals(
        "model must be fitted or loaded, got one of a constructor (DiglmModel.load)",
        assertThrows(
                IllegalArgumentException.class,
                () -> new DiglmModel().transform(Fitted.frame(spark, 1)))
            .getMessage());
  }

  @Test
  void whatATaskRefusesIsOneLineToo(SparkSession spark) {
    StructType schema =
        new StructType()
            .add("y", DataTypes.DoubleType)
            .add(new AttributeGroup("v", 2).toStructField());
    List<Row> rows =
        IntStream.range(0, 40)
            .mapToObj(
                i -> RowFactory.create((double) i, Vectors.dense(new double[i == 30 ? 1 : 2])))
            .toList();
    DiglmRegressor regressor =
        new DiglmRegressor().setLabelCol("y").setFeaturesCol("v").setTrainOn("cluster");
    assertRefused(
        "vector must have at least 2 elements, of which the last is 'v_1', got 1",
        () -> regressor.fit(spark.createDataFrame(rows, schema)));
  }

  @Test
  void anExecutorOfAnotherVersionIsTold() {
    DriverVersion driver = DriverVersion.of();
    assertEquals(
        "executor must have diglm 0.1.0 as the driver has, got 9.9.9 (give both the same jar)",
        assertThrows(IllegalStateException.class, () -> driver.require("9.9.9")).getMessage());
  }
}
