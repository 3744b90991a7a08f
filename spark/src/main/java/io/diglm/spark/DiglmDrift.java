package io.diglm.spark;

import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Tests in one pass how a frame differs from the training rows of a saved model. The result is a
 * frame with one row for the whole, and one for each score, column and period. It is a stage
 * because Spark Connect only knows stages.
 *
 * <pre>{@code
 * new DiglmDrift().setModel("flights.diglm").setTimeCol("month").transform(flights).show();
 * }</pre>
 */
public final class DiglmDrift extends Transformer implements DefaultParamsWritable {
  private static final long serialVersionUID = 1;

  private final String uid;
  private final Param<String> model;
  private final Param<String> timeCol;

  /** Starts without a model. */
  public DiglmDrift() {
    this(Identifiable$.MODULE$.randomUID("diglmDrift"));
  }

  /** Starts without a model; {@code uid} is what Spark calls this stage. */
  public DiglmDrift(String uid) {
    this.uid = uid;
    model = new Param<>(this, "model", "the model: what DiglmModel.load takes");
    timeCol = new Param<>(this, "timeCol", "column of at most 40 values, a period each");
  }

  /** Loads what {@code save} wrote. */
  public static DiglmDrift load(String path) {
    return read().load(path);
  }

  /** Returns what loads it. */
  public static MLReader<DiglmDrift> read() {
    return new DefaultParamsReader<>();
  }

  @Override
  public String uid() {
    return uid;
  }

  /** The path of the model, as for {@link DiglmModel#load}. */
  public Param<String> model() {
    return model;
  }

  /** A column with at most 40 values, each of which is a period. */
  public Param<String> timeCol() {
    return timeCol;
  }

  /** Sets {@link #model}. */
  public DiglmDrift setModel(String path) {
    set(model, path);
    return this;
  }

  /** Sets {@link #timeCol}. */
  public DiglmDrift setTimeCol(String name) {
    set(timeCol, name);
    return this;
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    if (!isDefined(model)) {
      throw new IllegalArgumentException("model must be set for drift, got none (setModel)");
    }
    DiglmModel loaded = DiglmModel.load(getOrDefault(model));
    var drift =
        isDefined(timeCol) ? loaded.drift(dataset, getOrDefault(timeCol)) : loaded.drift(dataset);
    return dataset.sparkSession().createDataFrame(DriftRows.of(drift), DriftRows.SCHEMA);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return DriftRows.SCHEMA;
  }

  @Override
  public DiglmDrift copy(ParamMap extra) {
    return (DiglmDrift) defaultCopy(extra);
  }
}
