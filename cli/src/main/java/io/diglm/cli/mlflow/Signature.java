package io.diglm.cli.mlflow;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.diglm.json.Json;
import io.diglm.model.Manifest;
import io.diglm.predict.PredictionColumns;
import io.diglm.schema.Feature;
import io.diglm.schema.StorageType;
import io.diglm.schema.TableColumn;
import java.util.List;

/** The input and output columns of a model, in the types of MLflow. */
final class Signature {
  private static final double INTERVAL = 0.9;

  private Signature() {}

  /** Returns the signature as the MLmodel file keeps it: columns as JSON in texts. */
  static JsonObject of(Manifest manifest) {
    JsonArray inputs = new JsonArray();
    for (Feature feature : manifest.schema().features()) {
      inputs.add(column(feature.name(), input(feature), !feature.mayBeMissing()));
    }
    manifest.schema().offset().ifPresent(o -> inputs.add(column(o.column(), "double", true)));
    JsonArray outputs = new JsonArray();
    for (TableColumn column : answers(manifest)) {
      outputs.add(column(column.name(), output(column.type()), true));
    }
    JsonObject signature = new JsonObject();
    signature.addProperty("inputs", Json.text(inputs));
    signature.addProperty("outputs", Json.text(outputs));
    if (manifest.schema().target().filter(target -> !target.categorical()).isPresent()) {
      signature.addProperty("params", Json.text(interval()));
    }
    return signature;
  }

  private static List<TableColumn> answers(Manifest manifest) {
    return PredictionColumns.usual(manifest).of(List.of());
  }

  /** The share of p(y|x) in a number's interval, which a caller may choose. */
  private static JsonArray interval() {
    JsonObject share = new JsonObject();
    share.addProperty("name", "interval");
    share.addProperty("type", "double");
    share.addProperty("default", INTERVAL);
    share.add("shape", JsonNull.INSTANCE);
    JsonArray params = new JsonArray();
    params.add(share);
    return params;
  }

  private static JsonObject column(String name, String type, boolean required) {
    JsonObject column = new JsonObject();
    column.addProperty("type", type);
    column.addProperty("name", name);
    column.addProperty("required", required);
    return column;
  }

  /** Whole numbers of which some may be missing are doubles to pandas, and so to MLflow. */
  private static String input(Feature feature) {
    return switch (feature.type()) {
      case INTEGER -> feature.mayBeMissing() ? "double" : "long";
      case DECIMAL -> "double";
      case BOOLEAN -> feature.mayBeMissing() ? "string" : "boolean";
      case TEXT, TIME -> "string";
      case DATE, TIMESTAMP -> "datetime";
    };
  }

  private static String output(StorageType type) {
    return switch (type) {
      case INTEGER, DECIMAL -> "double";
      case BOOLEAN -> "boolean";
      case TEXT, TIME, DATE, TIMESTAMP -> "string";
    };
  }
}
