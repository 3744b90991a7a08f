package io.diglm.spark;

import io.diglm.model.Manifest;
import io.diglm.schema.Feature;
import io.diglm.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Finds, from the settings of a model and the schema of a frame, which columns are read and which
 * are added.
 */
final class ScoringPlan {
  private final Schema schema;
  private final ScoringParams<?> params;

  ScoringPlan(Manifest manifest, ScoringParams<?> params) {
    this.schema = manifest.schema();
    this.params = params;
  }

  /**
   * Returns the columns that the model reads.
   *
   * @throws IllegalArgumentException if a column does not exist, exists twice, or holds no cells
   */
  List<FrameColumn> inputs(StructType frame) {
    FrameColumns columns = FrameColumns.of(frame);
    Map<String, FrameColumn> elements =
        params.isDefined(params.featuresCol())
            ? elements(columns, params.getOrDefault(params.featuresCol()))
            : Map.of();
    return schema.features().stream()
        .map(Feature::name)
        .map(name -> elements.containsKey(name) ? elements.get(name) : columns.column(name))
        .toList();
  }

  private Map<String, FrameColumn> elements(FrameColumns columns, String vectors) {
    OptionalInt last =
        schema.features().stream()
            .map(Feature::name)
            .filter(name -> name.matches(Pattern.quote(vectors) + "_\\d{1,9}"))
            .mapToInt(name -> Integer.parseInt(name.substring(vectors.length() + 1)) + 1)
            .max();
    return columns.elements(vectors, last).stream()
        .collect(
            Collectors.toMap(
                FrameColumn::name,
                Function.identity(),
                (one, other) -> {
                  throw new IllegalArgumentException(
                      "featuresCol '%s' must name each element once, got '%s' twice"
                          .formatted(vectors, one.name()));
                }));
  }

  /** Returns the columns that are added, in order. */
  List<OutputColumn> outputs() {
    return outputs(params, TargetKind.of(schema.target()));
  }

  private static List<OutputColumn> outputs(ScoringParams<?> params, TargetKind kind) {
    List<OutputColumn> all = new ArrayList<>();
    add(all, OutputColumn.Kind.PREDICTION, params.getOrDefault(params.predictionCol()));
    if (kind == TargetKind.CLASS) {
      add(all, OutputColumn.Kind.PROBABILITY, params.getOrDefault(params.probabilityCol()));
    }
    if (kind != TargetKind.NUMBER) {
      add(all, OutputColumn.Kind.RAW, params.getOrDefault(params.rawPredictionCol()));
    }
    add(all, OutputColumn.Kind.DETAIL, params.getOrDefault(params.detailedPredictionCol()));
    return all;
  }

  private static void add(List<OutputColumn> all, OutputColumn.Kind kind, String name) {
    if (!name.isEmpty()) {
      all.add(new OutputColumn(kind, name));
    }
  }

  /**
   * Returns the frame's schema with the added columns.
   *
   * @throws IllegalArgumentException if the frame has a column of such a name already
   */
  StructType outputSchema(StructType frame) {
    return outputSchema(frame, params, TargetKind.of(schema.target()), schema.classes());
  }

  /** As above before the fit, when classes are unknown. */
  static StructType outputSchema(
      StructType frame, ScoringParams<?> params, TargetKind kind, List<String> classes) {
    FrameColumns columns = FrameColumns.of(frame);
    StructType added = frame;
    for (OutputColumn output : outputs(params, kind)) {
      if (columns.has(output.name())) {
        throw new IllegalArgumentException(
            "frame must not have a column '%s' yet, got one (set %s, or drop it)"
                .formatted(output.name(), output.kind().param()));
      }
      added = added.add(field(output, kind, classes));
    }
    return added;
  }

  private static StructField field(OutputColumn output, TargetKind kind, List<String> classes) {
    return switch (output.kind()) {
      case PREDICTION ->
          DataTypes.createStructField(
              output.name(), DataTypes.DoubleType, false, metadata(output, classes));
      case PROBABILITY, RAW ->
          DataTypes.createStructField(output.name(), SQLDataTypes.VectorType(), true);
      case DETAIL ->
          DataTypes.createStructField(
              output.name(), DetailField.struct(DetailField.of(kind)), true);
    };
  }

  /**
   * Classes that are not numbers become indices. The metadata holds their labels, which
   * IndexToString needs.
   */
  private static Metadata metadata(OutputColumn output, List<String> classes) {
    if (classes.isEmpty() || ClassNumbers.of(classes).isPresent()) {
      return Metadata.empty();
    }
    return NominalAttribute.defaultAttr()
        .withName(output.name())
        .withValues(classes.toArray(String[]::new))
        .toMetadata();
  }
}
