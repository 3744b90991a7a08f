package io.diglm.reporting;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.diglm.json.Json;
import io.diglm.model.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The measures of a model on its card.
 *
 * @param manifest of the model
 */
record CardFigures(Manifest manifest) {
  private static final List<String> SETS = List.of("test", "validation");

  /**
   * The set whose figures count: the test rows, by which nothing was chosen, or else the validation
   * rows.
   */
  String measured() {
    for (String set : SETS) {
      if (Json.at(manifest.metrics(), "/" + set) instanceof JsonObject) {
        return set;
      }
    }
    return "";
  }

  /** Takes the measures of a set. */
  interface Figure {
    void of(String name, double value);
  }

  /** Gives the measures of a set, but no numbers of rows. */
  void forEach(String set, Figure figure) {
    measures(set)
        .asMap()
        .forEach(
            (name, value) -> {
              boolean count = name.equals("rows") || name.equals("rejected");
              if (Json.isNumber(value) && !count) {
                figure.of(name, value.getAsDouble());
              }
            });
  }

  /** Returns the measures of a set; none if there is no such set. */
  JsonObject measures(String set) {
    return Json.at(manifest.metrics(), "/" + set) instanceof JsonObject measures
        ? measures
        : new JsonObject();
  }

  /** Returns a row of a table for each set, with its measures in words. */
  List<String> rows() {
    List<String> rows = new ArrayList<>();
    for (String set : SETS) {
      if (Json.at(manifest.metrics(), "/" + set) instanceof JsonObject measures) {
        List<String> all = new ArrayList<>();
        forEach(set, (name, value) -> all.add(label(name) + " " + MeasureText.number(value)));
        rows.add(
            "| %s | %s | %s | %s | %s |"
                .formatted(
                    set,
                    count(measures, "rows"),
                    count(measures, "rejected"),
                    all.isEmpty() ? "–" : String.join(", ", all),
                    mean(measures)));
      }
    }
    return rows;
  }

  private static String label(String measure) {
    return measure.equals("error") ? "error" : measure.toUpperCase(Locale.ROOT);
  }

  private static String count(JsonObject measures, String name) {
    JsonElement value = measures.get(name);
    return value != null && Json.isNumber(value)
        ? String.format(Locale.ROOT, "%,d", value.getAsLong())
        : "–";
  }

  private static String mean(JsonObject measures) {
    JsonElement mean = Json.at(measures, "/log_density/mean");
    return Json.isNumber(mean) ? MeasureText.number(mean.getAsDouble()) : "–";
  }
}
