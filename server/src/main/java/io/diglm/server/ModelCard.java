package io.diglm.server;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.diglm.json.Json;
import io.diglm.model.Manifest;
import io.diglm.predict.KnownRows;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.Feature;
import io.diglm.schema.LevelAxis;
import io.diglm.schema.Offset;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.server.models.ServedModel;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What a page needs to know about a model: its columns, their usual values, and its origin. */
final class ModelCard {
  private static final int BINS = 24;
  private static final int LEVELS = 200;

  private final Manifest manifest;
  private final Optional<KnownRows> known;

  private ModelCard(Manifest manifest, Optional<KnownRows> known) {
    this.manifest = manifest;
    this.known = known;
  }

  /** Returns the card of a model for one of its targets. */
  static JsonObject of(ServedModel model, Predictor own) {
    return new ModelCard(own.manifest(), KnownRows.of(own)).json(model);
  }

  private JsonObject json(ServedModel model) {
    JsonObject json = new JsonObject();
    json.addProperty("name", model.name());
    json.addProperty("version", model.version());
    json.addProperty("ready", true);
    json.addProperty("loaded", model.loaded().toString());
    json.add(
        "image",
        manifest.schema().image().<JsonElement>map(Json::object).orElse(JsonNull.INSTANCE));
    JsonArray columns = new JsonArray();
    manifest.schema().features().forEach(feature -> columns.add(column(feature)));
    manifest.schema().offset().ifPresent(offset -> columns.add(column(offset)));
    json.add("columns", columns);
    manifest.schema().offset().ifPresent(offset -> json.add("offset", Json.object(offset)));
    json.add("target", target());
    JsonArray targets = new JsonArray();
    model.joint().targets().forEach(targets::add);
    json.add("targets", targets);
    json.add("thresholds", Json.object(manifest.thresholds()));
    json.add("log_density", known.map(ModelCard::density).orElse(JsonNull.INSTANCE));
    json.addProperty("family", manifest.head().family().name().toLowerCase(Locale.ROOT));
    json.add("provenance", Json.object(manifest.provenance()));
    json.add("metrics", manifest.metrics());
    JsonArray warnings = new JsonArray();
    manifest.warnings().forEach(warnings::add);
    json.add("warnings", warnings);
    return json;
  }

  private static JsonElement density(KnownRows rows) {
    return histogram(rows.logDensity());
  }

  private JsonElement target() {
    if (manifest.schema().target().isEmpty()) {
      return JsonNull.INSTANCE;
    }
    return Json.object(manifest.schema().target().get());
  }

  private JsonObject column(Feature feature) {
    JsonObject json = new JsonObject();
    json.addProperty("name", feature.name());
    json.addProperty("type", feature.type().name().toLowerCase(Locale.ROOT));
    json.addProperty("may_be_missing", feature.mayBeMissing());
    Optional<TableColumn> cells =
        known.flatMap(KnownRows::rows).map((Table t) -> t.column(feature.name()));
    if (feature.type() == StorageType.TEXT) {
      levels(feature, json);
    } else {
      cells.ifPresent(column -> numbers(column, json));
    }
    return json;
  }

  /** The column of offsets or exposures is an input beside the features. */
  private JsonObject column(Offset offset) {
    JsonObject json = new JsonObject();
    json.addProperty("name", offset.column());
    json.addProperty("type", StorageType.DECIMAL.name().toLowerCase(Locale.ROOT));
    json.addProperty("may_be_missing", false);
    json.addProperty("role", offset.exposure() ? "exposure" : "offset");
    json.addProperty("typical", offset.exposure() ? 1 : 0);
    return json;
  }

  private static void levels(Feature feature, JsonObject json) {
    JsonArray levels = new JsonArray();
    JsonArray counts = new JsonArray();
    feature.axes().stream()
        .filter(LevelAxis.class::isInstance)
        .flatMap(axis -> ((LevelAxis) axis).levels().stream())
        .sorted(Comparator.comparingInt(level -> -level.count()))
        .limit(LEVELS)
        .forEach(
            level -> {
              levels.add(level.text());
              counts.add(level.count());
            });
    json.add("levels", levels);
    json.add("counts", counts);
  }

  private static void numbers(TableColumn column, JsonObject json) {
    if (!(column.cells() instanceof Cells.Numbers numbers)) {
      return;
    }
    double[] sorted = Arrays.stream(numbers.values()).filter(Double::isFinite).sorted().toArray();
    if (sorted.length == 0) {
      return;
    }
    json.add("histogram", histogram(sorted));
    double typical = sorted[sorted.length / 2];
    json.addProperty("typical", typical);
    json.addProperty(
        "typical_text",
        new TableColumn("", column.type(), new Cells.Numbers(new double[] {typical}))
            .text(0)
            .orElse(""));
  }

  private static JsonObject histogram(double[] sorted) {
    double low = sorted[0];
    double high = sorted[sorted.length - 1];
    int bins = high > low ? BINS : 1;
    int[] counts = new int[bins];
    for (double value : sorted) {
      counts[high > low ? Math.min(bins - 1, (int) ((value - low) / (high - low) * bins)) : 0]++;
    }
    JsonObject json = new JsonObject();
    json.addProperty("low", low);
    json.addProperty("high", high);
    json.add("counts", Json.tree(counts));
    return json;
  }
}
