package io.diglm.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A field of {@code detailedPrediction}; null where {@code diglm predict} leaves the cell empty.
 *
 * @param name its name in Spark
 * @param column the column of {@code diglm predict}
 * @param type its type
 */
record DetailField(String name, String column, DataType type) {
  /** Returns the fields for models of this kind of answer. */
  static List<DetailField> of(TargetKind kind) {
    List<DetailField> fields =
        new ArrayList<>(
            switch (kind) {
              case NUMBER -> ofNumber();
              case CLASS -> ofClass();
              case NONE -> List.<DetailField>of();
            });
    fields.add(number("logDensity", "log_density"));
    fields.add(number("novelty", "novelty"));
    fields.add(number("noveltyPValue", "novelty_p_value"));
    fields.add(new DetailField("rejected", "rejected", DataTypes.BooleanType));
    fields.add(text("reason", "reason"));
    fields.add(text("error", "error"));
    return fields;
  }

  private static List<DetailField> ofNumber() {
    return List.of(
        number("mean", "mean"),
        number("sd", "sd"),
        number("sdNoise", "sd_noise"),
        number("sdModel", "sd_model"),
        number("lower", "lower"),
        number("upper", "upper"));
  }

  private static List<DetailField> ofClass() {
    return List.of(
        text("label", "class"),
        text("labels", "labels"),
        number("entropyNoise", "entropy_noise"),
        number("entropyModel", "entropy_model"));
  }

  private static DetailField number(String name, String column) {
    return new DetailField(name, column, DataTypes.DoubleType);
  }

  private static DetailField text(String name, String column) {
    return new DetailField(name, column, DataTypes.StringType);
  }

  static StructType struct(List<DetailField> fields) {
    return DataTypes.createStructType(
        fields.stream()
            .map(field -> DataTypes.createStructField(field.name(), field.type(), true))
            .toArray(StructField[]::new));
  }
}
