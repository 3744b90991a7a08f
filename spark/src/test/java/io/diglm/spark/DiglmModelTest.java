package io.diglm.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.data.TableSource;
import io.diglm.predict.PredictionColumns;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LocalSpark.class)
final class DiglmModelTest {
  /** Another than that of Spark: answers must not depend on it. */
  private static final int COMMAND_BATCH = 1000;

  private static final Map<String, String> FIELDS =
      Map.ofEntries(
          Map.entry("mean", "mean"),
          Map.entry("sd", "sd"),
          Map.entry("sdNoise", "sd_noise"),
          Map.entry("sdModel", "sd_model"),
          Map.entry("lower", "lower"),
          Map.entry("upper", "upper"),
          Map.entry("logDensity", "log_density"),
          Map.entry("novelty", "novelty"),
          Map.entry("noveltyPValue", "novelty_p_value"));

  /** What the command would write, batch by batch, of a table that it reads itself. */
  private static Table commanded(DiglmModel model, int rows) {
    Predictor predictor = model.shared().predictor();
    PredictionColumns columns = PredictionColumns.usual(predictor.manifest());
    Table read = TableSource.of(Fitted.FLIGHTS).read().slice(0, rows);
    List<List<TableColumn>> batches = new ArrayList<>();
    for (int from = 0; from < rows; from += COMMAND_BATCH) {
      Table batch = read.slice(from, Math.min(rows, from + COMMAND_BATCH));
      batches.add(columns.of(predictor.predict(batch)));
    }
    List<TableColumn> all = new ArrayList<>();
    for (int c = 0; c < batches.get(0).size(); c++) {
      int column = c;
      List<String> texts = new ArrayList<>();
      for (List<TableColumn> batch : batches) {
        TableColumn cells = batch.get(column);
        for (int row = 0; row < cells.cells().size(); row++) {
          texts.add(cells.text(row).orElse(""));
        }
      }
      TableColumn first = batches.get(0).get(c);
      all.add(new TableColumn(first.name(), StorageType.TEXT, Cells.Texts.of(texts)));
    }
    return new Table("commanded", all, rows);
  }

  @Test
  void answersAreThoseOfTheCommandToTheLastBit(SparkSession spark) {
    DiglmModel model = Fitted.number();
    List<Row> rows = model.transform(Fitted.frame(spark, 7)).collectAsList();
    assertEquals(3000, rows.size());
    Table expected = commanded(model, rows.size());
    int rejected = 0;
    for (int i = 0; i < rows.size(); i++) {
      Row detail = rows.get(i).getAs("detailedPrediction");
      int row = i;
      FIELDS.forEach(
          (field, column) ->
              assertEquals(
                  expected.column(column).text(row).map(Double::parseDouble).orElse(Double.NaN),
                  number(detail, field),
                  field));
      assertEquals(detail.<Double>getAs("mean"), rows.get(i).<Double>getAs("prediction"));
      assertEquals(
          expected.column("rejected").text(row).orElse(""),
          detail.<Boolean>getAs("rejected").toString());
      assertEquals(
          expected.column("reason").text(row).orElse(""),
          Objects.requireNonNullElse(detail.<String>getAs("reason"), ""));
      rejected += detail.<Boolean>getAs("rejected") ? 1 : 0;
    }
    assertTrue(rejected > 0 && rejected < 1500, "rejected " + rejected);
  }

  private static double number(Row detail, String field) {
    int at = detail.fieldIndex(field);
    return detail.isNullAt(at) ? Double.NaN : detail.getDouble(at);
  }

  @Test
  void numbersOfAnyTypeAnswerAlike(SparkSession spark) {
    DiglmModel model = Fitted.number();
    Dataset<Row> flights = Fitted.frame(spark, 1).limit(500);
    Dataset<Row> others =
        flights
            .withColumn("month", functions.col("month").cast("decimal(10,2)"))
            .withColumn("dep_time", functions.col("dep_time").cast("string"))
            .withColumn("distance", functions.col("distance").cast("float"))
            .withColumn("plane_age", functions.col("plane_age").cast("bigint"));
    assertEquals(answers(model, flights), answers(model, others));
  }

  private static List<String> answers(DiglmModel model, Dataset<Row> frame) {
    return model
        .transform(frame)
        .select("prediction", "detailedPrediction")
        .collectAsList()
        .stream()
        .map(Row::toString)
        .toList();
  }

  @Test
  void classesHaveProbabilitiesAndIndicesWhoseLabelsTheMetadataHas(SparkSession spark) {
    Dataset<Row> answered = Fitted.classes().transform(Fitted.frame(spark, 2).limit(300));
    Dataset<Row> labelled =
        new IndexToString().setInputCol("prediction").setOutputCol("label").transform(answered);
    for (Row row : labelled.collectAsList()) {
      Vector probability = row.getAs("probability");
      assertEquals(1, Arrays.stream(probability.toArray()).sum(), 1e-9);
      assertEquals(probability.argmax(), row.<Double>getAs("prediction").intValue());
      Vector raw = row.getAs("rawPrediction");
      assertEquals(Math.log(probability.apply(0)), raw.apply(0));
      Row detail = row.getAs("detailedPrediction");
      assertEquals(detail.<String>getAs("label"), row.<String>getAs("label"));
    }
    assertArrayEquals(new String[] {"EWR", "JFK", "LGA"}, sorted(Fitted.classes().labels()));
  }

  private static String[] sorted(String[] labels) {
    Arrays.sort(labels);
    return labels;
  }

  @Test
  void withoutATargetThePredictionIsWhetherTheRowIsRejected(SparkSession spark) {
    Dataset<Row> odd =
        Fitted.frame(spark, 2).limit(100).withColumn("distance", functions.lit(250_000));
    for (Row row : Fitted.density().transform(odd).collectAsList()) {
      Row detail = row.getAs("detailedPrediction");
      assertEquals(1, row.<Double>getAs("prediction"));
      assertTrue(detail.<Boolean>getAs("rejected"));
      assertEquals(detail.<Double>getAs("novelty"), row.<Vector>getAs("rawPrediction").apply(1));
      assertEquals(-1, List.of(detail.schema().fieldNames()).indexOf("mean"));
    }
  }

  @Test
  void emptyPartitionsAndEmptyFramesAreAnsweredByNothing(SparkSession spark) {
    DiglmModel model = Fitted.number();
    Dataset<Row> flights = Fitted.frame(spark, 2);
    assertEquals(3, model.transform(flights.limit(3).repartition(8)).count());
    Dataset<Row> none = model.transform(flights.limit(0));
    assertEquals(0, none.count());
    assertEquals(model.transformSchema(flights.schema()), none.schema());
  }

  @Test
  void columnsOfOneNameThatTheModelDoesNotReadStay(SparkSession spark) {
    Dataset<Row> flights = Fitted.frame(spark, 1).limit(2).withColumn("twice", functions.lit(1));
    Dataset<Row> twice = flights.select(functions.col("*"), functions.lit(2).as("twice"));
    Row row = Fitted.number().transform(twice).collectAsList().get(0);
    assertEquals(1, row.getInt(flights.schema().length() - 1));
    assertEquals(2, row.getInt(flights.schema().length()));
  }

  @Test
  void anEmptyNameLeavesAnOutputOut(SparkSession spark) {
    Dataset<Row> flights = Fitted.frame(spark, 1).limit(5);
    Dataset<Row> answered =
        Fitted.number().setDetailedPredictionCol("").setPredictionCol("delay").transform(flights);
    assertEquals(flights.schema().length() + 1, answered.schema().length());
    assertEquals("delay", answered.columns()[flights.schema().length()]);
  }

  @Test
  void metadataOfOtherColumnsStays(SparkSession spark) {
    var metadata = new MetadataBuilder().putString("unit", "miles").build();
    Dataset<Row> flights =
        Fitted.frame(spark, 1)
            .limit(5)
            .withColumn("distance", functions.col("distance").as("distance", metadata));
    StructType schema = Fitted.number().transform(flights).schema();
    assertEquals(metadata, schema.apply("distance").metadata());
    StructType classes = Fitted.classes().transform(flights).schema();
    assertEquals(
        3,
        ((NominalAttribute) Attribute.fromStructField(classes.apply("prediction")))
            .getNumValues()
            .get());
  }

  @Test
  void aSavedModelHoldsTheVeryModelFileAndItsSettings(SparkSession spark, @TempDir Path folder)
      throws IOException {
    DiglmModel model = Fitted.number().setInterval(0.5).setPredictionCol("delay");
    String path = folder.resolve("model").toString();
    model.save(path);
    assertArrayEquals(model.modelFile(), Files.readAllBytes(Path.of(path, "model.diglm")));
    DiglmModel loaded = DiglmModel.load(path);
    assertEquals(model.uid(), loaded.uid());
    assertEquals("delay", loaded.getOrDefault(loaded.predictionCol()));
    assertEquals(0.5, loaded.getOrDefault(loaded.interval()));
    assertArrayEquals(model.modelFile(), loaded.modelFile());
    assertThrows(IOException.class, () -> model.save(path));
    assertEquals(4L * model.modelFile().length, loaded.estimatedSize());
  }

  @Test
  void aModelFileOfTheCommandLoads(SparkSession spark, @TempDir Path folder) throws IOException {
    Path file = folder.resolve("flights.diglm");
    Files.write(file, Fitted.number().modelFile());
    Dataset<Row> flights = Fitted.frame(spark, 1).limit(50);
    assertEquals(
        answers(Fitted.number(), flights), answers(DiglmModel.load(file.toString()), flights));
  }

  @Test
  void aModelIsAStageOfAPipelineThatSavesAndLoads(SparkSession spark, @TempDir Path folder)
      throws IOException {
    Dataset<Row> flights = Fitted.frame(spark, 1).limit(20);
    PipelineModel pipeline =
        new Pipeline().setStages(new PipelineStage[] {Fitted.number()}).fit(flights);
    String path = folder.resolve("pipeline").toString();
    pipeline.save(path);
    assertEquals(
        pipeline.transform(flights).collectAsList().toString(),
        PipelineModel.load(path).transform(flights).collectAsList().toString());
  }

  @Test
  void aStreamIsAnsweredLikeATable(SparkSession spark, @TempDir Path folder)
      throws TimeoutException, StreamingQueryException {
    Dataset<Row> flights = Fitted.frame(spark, 2).limit(200);
    String from = folder.resolve("in").toString();
    flights.write().parquet(from);
    Dataset<Row> stream = spark.readStream().schema(flights.schema()).parquet(from);
    DiglmModel model = Fitted.number();
    var query =
        model
            .transform(stream)
            .writeStream()
            .format("memory")
            .queryName("answered")
            .option("checkpointLocation", folder.resolve("checkpoint").toString())
            .trigger(Trigger.AvailableNow())
            .start();
    query.awaitTermination();
    assertTrue(stream.isStreaming());
    assertEquals(
        answers(model, flights).stream().sorted().toList(),
        spark.table("answered").select("prediction", "detailedPrediction").collectAsList().stream()
            .map(Row::toString)
            .sorted()
            .toList());
  }

  @Test
  void aRowThatCannotBeReadGetsItsErrorAndNoAnswer(SparkSession spark) {
    Dataset<Row> bad = withABadRow(spark);
    List<Row> kept = Fitted.number().transform(bad).collectAsList();
    Row row = kept.get(1);
    Row detail = row.getAs("detailedPrediction");
    assertEquals("column 'distance' must be a number, got 'far'", detail.<String>getAs("error"));
    assertTrue(row.<Double>getAs("prediction").isNaN());
    assertNull(detail.getAs("mean"));
    assertNull(detail.getAs("rejected"));
    assertFalse(kept.get(0).<Double>getAs("prediction").isNaN());
    assertNull(kept.get(0).<Row>getAs("detailedPrediction").getAs("error"));
  }

  @Test
  void rowsThatCannotBeReadAreSkippedOrEndTheJobIfAsked(SparkSession spark) {
    Dataset<Row> bad = withABadRow(spark);
    assertEquals(2, Fitted.number().setHandleInvalid("skip").transform(bad).count());
    Exception e =
        assertThrows(
            Exception.class,
            () -> Fitted.number().setHandleInvalid("error").transform(bad).collectAsList());
    assertTrue(
        String.valueOf(e.getMessage())
            .contains(
                "column 'distance' must be a number, got 'far'"
                    + " (handleInvalid keep gives such rows their error, skip leaves them out)"),
        e.getMessage());
  }

  private static Dataset<Row> withABadRow(SparkSession spark) {
    return Fitted.frame(spark, 1)
        .limit(3)
        .withColumn(
            "distance",
            functions
                .when(functions.col("dep_time").equalTo(333), "far")
                .otherwise(functions.col("distance").cast("string")));
  }
}
