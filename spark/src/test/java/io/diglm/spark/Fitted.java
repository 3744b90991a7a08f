package io.diglm.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diglm.data.TableSource;
import io.diglm.model.Bayes;
import io.diglm.model.FamilyName;
import io.diglm.model.ModelFile;
import io.diglm.schema.Table;
import io.diglm.train.Fit;
import io.diglm.train.FitConfig;
import io.diglm.train.FitResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/** Small models of a sample of the flights, fitted once, and the flights as a frame. */
final class Fitted {
  static final String FLIGHTS = "../examples/flights.parquet";
  static final String[] FEATURES = {
    "month", "dep_time", "distance", "plane_age", "carrier", "time_hour"
  };

  private Fitted() {}

  private static final class Delay {
    static final byte[] BYTES =
        fit(
            FitConfig.of("arr_delay")
                .head(h -> h.family(FamilyName.GAUSSIAN).bayes(Bayes.CONJUGATE)));
  }

  private static final class Airport {
    static final byte[] BYTES = fit(FitConfig.of("origin"));
  }

  private static final class Density {
    static final byte[] BYTES = fit(FitConfig.ofDensity().rejection(r -> r.falseAlarms(0.05)));
  }

  /** The delay in minutes, with a posterior of the coefficients. */
  static DiglmModel number() {
    return DiglmModel.of(SharedModel.of(Delay.BYTES, "number.diglm"));
  }

  /** One of three airports. */
  static DiglmModel classes() {
    return DiglmModel.of(SharedModel.of(Airport.BYTES, "classes.diglm"));
  }

  /** No target. */
  static DiglmModel density() {
    return DiglmModel.of(SharedModel.of(Density.BYTES, "density.diglm"));
  }

  private static byte[] fit(FitConfig config) {
    FitConfig brief =
        config.data(d -> d.features(FEATURES)).optimiser(o -> o.epochs(1)).run(r -> r.threads(1));
    try (FitResult result = Fit.of(brief).run(sample())) {
      return SharedModel.fitted(result.model()).bytes();
    }
  }

  /** 600 flights, evenly picked. */
  static Table sample() {
    return TableSource.of(FLIGHTS).read().evenly(600);
  }

  /** Returns what a fit returned, by way of a file in this folder. */
  static ModelFile file(DiglmModel model, Path folder) throws IOException {
    Path file = folder.resolve("fitted.diglm");
    Files.write(file, model.modelFile());
    return ModelFile.load(file);
  }

  /** Requires the same numbers in both models, to the last bit. */
  static void assertSame(DiglmModel one, DiglmModel other, Path folder) throws IOException {
    assertSame(file(one, folder), file(other, folder));
  }

  static void assertSame(ModelFile one, ModelFile other) {
    assertEquals(one.weights().keySet(), other.weights().keySet());
    one.weights()
        .forEach(
            (name, tensor) ->
                assertArrayEquals(
                    tensor.doubles(),
                    Objects.requireNonNull(other.weights().get(name), name).doubles(),
                    name));
  }

  /** The first flights, in partitions of these sizes. */
  static Dataset<Row> parts(SparkSession spark, int... sizes) {
    Dataset<Row> flights = spark.read().parquet(FLIGHTS).limit(IntStream.of(sizes).sum());
    return parts(spark, flights.collectAsList(), flights.schema(), sizes);
  }

  /** Rows in partitions of these sizes. */
  static Dataset<Row> parts(SparkSession spark, List<Row> rows, StructType schema, int... sizes) {
    List<Tuple2<Integer, Row>> placed = new ArrayList<>();
    for (int part = 0, from = 0; part < sizes.length; from += sizes[part++]) {
      for (Row row : rows.subList(from, from + sizes[part])) {
        placed.add(new Tuple2<>(part, row));
      }
    }
    JavaRDD<Row> partitioned =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelizePairs(placed, 1)
            .partitionBy(new HashPartitioner(sizes.length))
            .values();
    return spark.createDataFrame(partitioned, schema);
  }

  /** The first 3,000 flights, in their order, in so many partitions. */
  static Dataset<Row> frame(SparkSession spark, int partitions) {
    Dataset<Row> flights = spark.read().parquet(FLIGHTS).limit(3000);
    var context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    var rows = context.parallelize(flights.collectAsList(), partitions);
    return spark.createDataFrame(rows, flights.schema());
  }
}
