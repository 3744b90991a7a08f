package io.diglm.onnx;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.diglm.distribution.Distribution;
import io.diglm.json.Json;
import io.diglm.model.LibraryVersion;
import io.diglm.model.Manifest;
import io.diglm.model.ModelFile;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.Encoder;
import io.diglm.schema.Feature;
import io.diglm.schema.Images;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The description that a graph contains: version, columns, thresholds, notes and golden rows, as
 * JSON.
 */
final class Metadata {
  private final Predictor predictor;
  private final Manifest manifest;
  private final Ends ends;
  private final ModelGraph model;

  Metadata(Predictor predictor, Ends ends, ModelGraph model) {
    this.predictor = predictor;
    this.ends = ends;
    this.model = model;
    manifest = predictor.manifest();
  }

  /** Returns the entries by their keys. */
  Map<String, String> entries() {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("diglm.version", LibraryVersion.text());
    entries.put("diglm.columns", Json.text(columns()));
    manifest
        .schema()
        .image()
        .ifPresent(shape -> entries.put("diglm.image", Json.text(Json.tree(shape))));
    entries.put("diglm.thresholds", Json.text(Json.tree(manifest.thresholds())));
    model.score().ifPresent(score -> entries.put("diglm.novelty", ModelGraph.lower(score)));
    manifest
        .schema()
        .target()
        .ifPresent(
            target -> {
              entries.put("diglm.target", target.name());
              entries.put("diglm.classes", Json.text(Json.tree(target.classes())));
              entries.put(
                  ends.calibrated() ? "diglm.coverage" : "diglm.interval",
                  Double.toString(ends.share()));
            });
    entries.put("diglm.notes", Json.text(Json.tree(model.notes())));
    entries.put("diglm.golden", Json.text(golden()));
    return entries;
  }

  private JsonArray columns() {
    JsonArray columns = new JsonArray();
    for (Feature feature : manifest.schema().features()) {
      JsonObject column = new JsonObject();
      column.addProperty("name", feature.name());
      column.addProperty("type", ModelGraph.lower(feature.type()));
      column.addProperty("may_be_missing", feature.mayBeMissing());
      columns.add(column);
    }
    manifest
        .schema()
        .offset()
        .ifPresent(
            offset -> {
              JsonObject column = new JsonObject();
              column.addProperty("name", offset.column());
              column.addProperty("type", ModelGraph.lower(StorageType.DECIMAL));
              column.addProperty("may_be_missing", false);
              column.addProperty("use", offset.exposure() ? "exposure" : "offset");
              columns.add(column);
            });
    return columns;
  }

  /** The model file's own golden rows as columns, and the answers of our scorer to them. */
  private JsonObject golden() {
    float[][] rows = manifest.golden().encoded();
    int dimension = manifest.schema().dimension();
    float[] v = new float[rows.length * dimension];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, v, row * dimension, dimension);
    }
    Table table = new Encoder(manifest.schema()).decode(v, rows.length);
    JsonObject inputs = new JsonObject();
    table.columns().forEach(column -> inputs.add(column.name(), cells(column)));
    table.images().ifPresent(images -> inputs.add(ImageInput.NAME, pixels(images)));
    JsonObject golden = new JsonObject();
    golden.add("inputs", inputs);
    golden.add("outputs", outputs(judgedAlike().predict(table)));
    return golden;
  }

  /** The bytes of each image, from 0 to 255. */
  private static JsonArray pixels(Images images) {
    JsonArray all = new JsonArray();
    int size = images.shape().size();
    for (int from = 0; from < images.pixels().length; from += size) {
      JsonArray image = new JsonArray(size);
      for (int i = from; i < from + size; i++) {
        image.add(images.pixels()[i] & 0xff);
      }
      all.add(image);
    }
    return all;
  }

  /** The model with the score that the graph gives. */
  private Predictor judgedAlike() {
    ModelFile file = predictor.file();
    return model
        .score()
        .filter(score -> score != manifest.thresholds().novelty())
        .map(
            score ->
                Predictor.open(
                    new ModelFile(
                        manifest.withThresholds(manifest.thresholds().withNovelty(score)),
                        file.weights()),
                    "the model"))
        .orElse(predictor);
  }

  private static JsonArray cells(TableColumn column) {
    JsonArray cells = new JsonArray();
    if (column.cells() instanceof Cells.Texts texts) {
      for (int code : texts.codes()) {
        cells.add(code < 0 ? "" : texts.levels().get(code));
      }
    } else {
      for (double value : ((Cells.Numbers) column.cells()).values()) {
        cells.add(number(value));
      }
    }
    return cells;
  }

  private static JsonElement number(double value) {
    return Double.isNaN(value) ? JsonNull.INSTANCE : new JsonPrimitive(value);
  }

  /** Mean or deviation, missing where there is none. */
  private static JsonElement moment(Prediction.Answer answer, int order) {
    Distribution given = answer.answer();
    boolean exists = given.moments() >= order;
    return number(exists ? order == 1 ? given.mean() : given.sd() : Double.NaN);
  }

  private JsonObject outputs(List<Prediction> predictions) {
    JsonObject outputs = new JsonObject();
    add(outputs, predictions, "log_density", answer -> number(answer.logDensity()));
    add(outputs, predictions, "rejected", answer -> new JsonPrimitive(answer.rejected()));
    model
        .score()
        .ifPresent(
            any ->
                add(
                    outputs,
                    predictions,
                    "novelty_p_value",
                    answer -> number(answer.noveltyPValue())));
    if (!manifest.schema().classes().isEmpty()) {
      add(
          outputs,
          predictions,
          "probabilities",
          answer -> Json.tree(List.copyOf(answer.probabilities().values())));
    } else if (manifest.schema().target().isPresent()) {
      add(outputs, predictions, "mean", answer -> moment(answer, 1));
      add(outputs, predictions, "sd", answer -> moment(answer, 2));
    }
    return outputs;
  }

  private static void add(
      JsonObject outputs,
      List<Prediction> predictions,
      String name,
      Function<Prediction.Answer, JsonElement> of) {
    JsonArray values = new JsonArray();
    for (Prediction prediction : predictions) {
      values.add(
          prediction instanceof Prediction.Answer answer ? of.apply(answer) : JsonNull.INSTANCE);
    }
    outputs.add(name, values);
  }
}
