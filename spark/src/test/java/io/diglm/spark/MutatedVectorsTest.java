package io.diglm.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.NumericAttribute;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Vectors whose metadata name their elements otherwise, twice, not at all or in another form than
 * Spark's, and vectors of other lengths: each frame is answered by the names of the elements, or
 * refused in one line. {@code -Ddiglm.fuzz=N} tries N times as many.
 */
@ExtendWith(LocalSpark.class)
final class MutatedVectorsTest {
  private static final int TURNS = 60 * Integer.getInteger("diglm.fuzz", 1);
  private static final List<String> NAMES = List.of("a", "b.c", "d`");
  private static final Metadata[] NASTY = {
    Metadata.empty(),
    new MetadataBuilder().putString("ml_attr", "text").build(),
    new MetadataBuilder().putMetadata("ml_attr", Metadata.empty()).build(),
    attributes(new MetadataBuilder().putLong("num_attrs", -1)),
    attributes(new MetadataBuilder().putLong("num_attrs", 4_000_000_000L)),
    attributes(new MetadataBuilder().putLong("num_attrs", 2_000_000_000L)),
    attributes(new MetadataBuilder().putString("attrs", "numeric")),
    attributes(
        new MetadataBuilder()
            .putMetadata(
                "attrs",
                new MetadataBuilder()
                    .putMetadataArray(
                        "numeric", new Metadata[] {new MetadataBuilder().putLong("idx", 7).build()})
                    .build()))
  };

  private static DiglmModel model = new DiglmModel();

  private static Metadata attributes(MetadataBuilder group) {
    return new MetadataBuilder().putMetadata("ml_attr", group.build()).build();
  }

  /** A column of vectors whose elements have these names; none has an empty one. */
  private static StructField field(List<String> names) {
    Attribute[] attributes =
        names.stream()
            .map(
                name ->
                    name.isEmpty()
                        ? NumericAttribute.defaultAttr()
                        : NumericAttribute.defaultAttr().withName(name))
            .toArray(Attribute[]::new);
    return new AttributeGroup("v", attributes).toStructField();
  }

  @BeforeAll
  static void fit(SparkSession spark) {
    SplittableRandom random = new SplittableRandom(1);
    List<Row> rows =
        IntStream.range(0, 300)
            .mapToObj(
                i ->
                    RowFactory.create(
                        random.nextDouble(),
                        Vectors.dense(random.nextDouble(), random.nextDouble(), 1.0 * (i % 5))))
            .toList();
    StructType schema = new StructType().add("y", DataTypes.DoubleType).add(field(NAMES));
    model =
        new DiglmRegressor()
            .setLabelCol("y")
            .setFeaturesCol("v")
            .setFamily("gaussian")
            .setEpochs(1)
            .setThreads(1)
            .fit(spark.createDataFrame(rows, schema));
  }

  private static List<String> names(SplittableRandom random) {
    List<String> names = new ArrayList<>(NAMES);
    switch (random.nextInt(6)) {
      case 0 -> names.set(random.nextInt(3), names.get(random.nextInt(3)));
      case 1 -> names.add(random.nextInt(4), random.nextBoolean() ? "" : "a");
      case 2 -> names.remove(random.nextInt(3));
      case 3 -> names.set(random.nextInt(3), "");
      case 4 -> names.add(random.nextInt(4), "x");
      default -> names.add(names.remove(random.nextInt(3)));
    }
    return names;
  }

  private static @Nullable Vector vector(int size, SplittableRandom random) {
    double[] cells = new double[size + (random.nextInt(20) == 0 ? random.nextInt(2) - 1 : 0)];
    Arrays.setAll(
        cells,
        i ->
            switch (random.nextInt(30)) {
              case 0 -> Double.NaN;
              case 1 -> Double.POSITIVE_INFINITY;
              case 2 -> -1e307;
              default -> random.nextDouble();
            });
    Vector dense = Vectors.dense(cells);
    return random.nextInt(20) == 0 ? null : random.nextBoolean() ? dense.toSparse() : dense;
  }

  @Test
  void vectorsAreAnsweredByTheNamesOfTheirElementsOrRefused(SparkSession spark) {
    int answered = 0;
    for (int turn = 0; turn < TURNS; turn++) {
      SplittableRandom random = new SplittableRandom(turn);
      List<String> names = names(random);
      boolean nasty = random.nextInt(3) == 0;
      Metadata metadata = nasty ? NASTY[random.nextInt(NASTY.length)] : field(names).metadata();
      int size = nasty ? 3 : names.size();
      StructType schema =
          new StructType(
              new StructField[] {new StructField("v", SQLDataTypes.VectorType(), true, metadata)});
      List<Row> rows = new ArrayList<>();
      for (int i = random.nextInt(8); i >= 0; i--) {
        rows.add(RowFactory.create(vector(size, random)));
      }
      try {
        List<Row> got = told(spark, rows, schema);
        assertEquals(rows.size(), got.size());
        answered += nasty ? 0 : 1;
        if (!nasty) {
          assertEquals(alone(spark, rows, names), details(got));
        }
      } catch (IllegalArgumentException e) {
        Judged.refusal(e, names);
      } catch (Exception e) { // Spark throws checked ones without saying so
        fail("turn " + turn + ", " + names + ", " + metadata, e);
      }
    }
    assertTrue(answered > TURNS / 10 && answered < TURNS, "answered " + answered);
  }

  /** What a task refuses reaches the caller inside an error of Spark. */
  private static List<Row> told(SparkSession spark, List<Row> rows, StructType schema) {
    return OneLine.orTold(
        () -> model.transform(spark.createDataFrame(rows, schema)).collectAsList());
  }

  private static List<Object> details(List<Row> rows) {
    return rows.stream().map(row -> row.<Object>getAs("detailedPrediction")).toList();
  }

  /** The answers to the elements as plain columns. */
  private static List<Object> alone(SparkSession spark, List<Row> rows, List<String> names) {
    StructType schema = new StructType();
    for (String name : NAMES) {
      schema = schema.add(name, DataTypes.DoubleType);
    }
    List<Row> plain = new ArrayList<>();
    for (Row row : rows) {
      Object[] cells = new Object[NAMES.size()];
      for (int i = 0; i < cells.length; i++) {
        Vector vector = row.getAs(0);
        cells[i] = vector == null ? Double.NaN : vector.apply(names.indexOf(NAMES.get(i)));
      }
      plain.add(RowFactory.create(cells));
    }
    DiglmModel ofColumns = model.copy(new ParamMap());
    ofColumns.clear(ofColumns.featuresCol());
    return details(ofColumns.transform(spark.createDataFrame(plain, schema)).collectAsList());
  }
}
