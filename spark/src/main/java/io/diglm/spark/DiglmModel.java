package io.diglm.spark;

import io.diglm.drift.Drift;
import io.diglm.model.Manifest;
import io.diglm.schema.Feature;
import io.diglm.schema.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A fitted model in Spark: {@link #transform} answers every row where it is.
 *
 * <pre>{@code
 * DiglmModel model = DiglmModel.load("flights.diglm");
 * Dataset<Row> answered = model.transform(spark.read().parquet("flights.parquet"));
 * }</pre>
 *
 * <p>The model is sent once to each executor, and the numbers are those of {@code diglm predict}.
 * Columns are found by the names that they had in training; none has to be assembled.
 */
public final class DiglmModel extends Model<DiglmModel>
    implements ScoringParams<DiglmModel>, MLWritable {
  private static final long serialVersionUID = 1;

  private final String uid;
  private final SharedModel model;
  private final ScoringSettings scoring;
  private transient @Nullable Sent sent;

  /**
   * Makes a stage without a model, as Spark Connect does to learn its name. Usable models come from
   * a fit or from {@link #load}.
   */
  public DiglmModel() {
    this(Identifiable$.MODULE$.randomUID("diglm"), SharedModel.none());
  }

  DiglmModel(String uid, SharedModel model) {
    this.uid = uid;
    this.model = model;
    scoring = new ScoringSettings(this);
    scoring.defaults(this);
  }

  static DiglmModel of(SharedModel model) {
    return new DiglmModel(Identifiable$.MODULE$.randomUID("diglm"), model);
  }

  /** The broadcast and its context. An application may stop a context and start another. */
  private record Sent(SparkContext context, Broadcast<SharedModel> model) {}

  /**
   * Loads a model: a file that {@code diglm fit} or the Java API wrote, or a folder that {@link
   * #save} wrote, on any file system that Spark reads.
   *
   * @throws io.diglm.model.UnusableFileException if it is neither
   * @throws IllegalArgumentException if it is a model of images
   */
  public static DiglmModel load(String path) {
    return read().load(path);
  }

  /** Returns what loads models. */
  public static MLReader<DiglmModel> read() {
    return new ModelReader();
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public ScoringSettings scoring() {
    return scoring;
  }

  SharedModel shared() {
    return model;
  }

  /** Returns the bytes of the model file, which {@code diglm} and its Java API read. */
  public byte[] modelFile() {
    return model.bytes().clone();
  }

  /** Returns the names of the columns that the model reads. */
  public String[] featureNames() {
    return model.manifest().schema().features().stream().map(Feature::name).toArray(String[]::new);
  }

  /**
   * Returns the labels of the classes in the order of their indices; empty if the target is a
   * number.
   */
  public String[] labels() {
    return model.manifest().schema().classes().toArray(String[]::new);
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    return OneLine.orTold(() -> answered(dataset));
  }

  private Dataset<Row> answered(Dataset<?> dataset) {
    ScoringPlan plan = plan();
    List<FrameColumn> inputs = plan.inputs(dataset.schema());
    InputTypes.require(model.manifest().schema(), inputs);
    StructType schema = transformSchema(dataset.schema());
    Scoring task =
        new Scoring(
            sentBy(dataset.sparkSession().sparkContext()),
            inputs,
            plan.outputs(),
            DeclaredParams.constant(HandleInvalid.class, getOrDefault(handleInvalid())),
            (double) getOrDefault(interval()),
            covered().orElse(Double.NaN));
    // Two columns may have one name, and rows forget the metadata: numbers stand for names
    // meanwhile.
    StructType numbered = numbered(schema);
    String[] before = Arrays.copyOf(numbered.fieldNames(), dataset.schema().length());
    return dataset
        .toDF(before)
        .mapPartitions(task, Encoders.row(numbered))
        .select(renamed(numbered, schema));
  }

  /**
   * Tests in one pass whether the rows of a frame come from the distribution of the training rows.
   *
   * @throws IllegalArgumentException if the model cannot read such a frame, or fewer than two rows
   *     can be read
   */
  public Drift drift(Dataset<?> dataset) {
    return drift(dataset, Optional.empty());
  }

  /**
   * As {@link #drift(Dataset)}, by periods: the values of a column, of which there may be at most
   * 40.
   */
  public Drift drift(Dataset<?> dataset, String timeCol) {
    return drift(dataset, Optional.of(timeCol));
  }

  /** Returns drift as a frame, for Python. An empty name means no column of periods. */
  public Dataset<Row> driftRows(Dataset<Row> dataset, String timeCol) {
    Drift found = drift(dataset, Optional.of(timeCol).filter(name -> !name.isEmpty()));
    return dataset.sparkSession().createDataFrame(DriftRows.of(found), DriftRows.SCHEMA);
  }

  private Drift drift(Dataset<?> dataset, Optional<String> time) {
    return OneLine.orTold(() -> found(dataset, time));
  }

  private Drift found(Dataset<?> dataset, Optional<String> time) {
    List<FrameColumn> inputs = new ArrayList<>(plan().inputs(dataset.schema()));
    InputTypes.require(model.manifest().schema(), inputs);
    time.filter(name -> inputs.stream().noneMatch(input -> input.name().equals(name)))
        .map(FrameColumns.of(dataset.schema())::column)
        .ifPresent(inputs::add);
    // Positions, not names, say where the columns are.
    return new FrameDrift(sentBy(dataset.sparkSession().sparkContext()), inputs, time)
        .of(dataset.toDF());
  }

  private static StructType numbered(StructType schema) {
    StructType numbered = new StructType();
    for (StructField field : schema.fields()) {
      numbered = numbered.add("c" + numbered.length(), field.dataType(), field.nullable());
    }
    return numbered;
  }

  private static Column[] renamed(StructType numbered, StructType schema) {
    return IntStream.range(0, schema.length())
        .mapToObj(
            i -> {
              StructField field = schema.fields()[i];
              return functions.col(numbered.fieldNames()[i]).as(field.name(), field.metadata());
            })
        .toArray(Column[]::new);
  }

  /**
   * Returns the schema with the added columns.
   *
   * @throws IllegalArgumentException if the model cannot read such a frame, or cannot add to it
   */
  @Override
  public StructType transformSchema(StructType schema) {
    ScoringPlan plan = plan();
    if (isDefined(featuresCol())) {
      // A pipeline calls this before its stages have written the metadata that names the elements.
      FrameColumns.of(schema).requireVectors(getOrDefault(featuresCol()));
    } else {
      InputTypes.require(model.manifest().schema(), plan.inputs(schema));
    }
    // Reports here, not on an executor, that the model cannot give the coverage.
    new Answers(model.predictor(), plan.outputs(), (double) getOrDefault(interval()), covered());
    return plan.outputSchema(schema);
  }

  private ScoringPlan plan() {
    Manifest manifest = model.manifest();
    return new ScoringPlan(manifest, this);
  }

  private OptionalDouble covered() {
    return isDefined(coverage())
        ? OptionalDouble.of((double) getOrDefault(coverage()))
        : OptionalDouble.empty();
  }

  private synchronized Broadcast<SharedModel> sentBy(SparkContext context) {
    Sent known = sent;
    if (known == null || known.context() != context) {
      known = new Sent(context, JavaSparkContext.fromSparkContext(context).broadcast(model));
      sent = known;
    }
    return known.model();
  }

  @Override
  public DiglmModel copy(ParamMap extra) {
    DiglmModel copy = copyValues(new DiglmModel(uid, model), extra);
    return copy.setParent(parent());
  }

  @Override
  public MLWriter write() {
    return new ModelWriter(this);
  }

  /** The model file, opened, takes a few times its own size. Spark 4 asks for it. */
  @SuppressWarnings("MissingOverride") // Spark 3.5 has no such method
  public long estimatedSize() {
    return 4L * model.bytes().length;
  }

  @Override
  public String toString() {
    Manifest manifest = model.manifest();
    return "DiglmModel: uid=%s, target=%s, features=%d"
        .formatted(
            uid,
            manifest.schema().target().map(Target::name).orElse("none"),
            manifest.schema().features().size());
  }
}
