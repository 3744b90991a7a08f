package io.diglm.reporting;

import com.google.gson.JsonPrimitive;
import io.diglm.json.Json;
import io.diglm.model.Manifest;
import io.diglm.schema.Target;
import java.util.Locale;
import java.util.Optional;

/**
 * The YAML above a {@link ModelCard}, which the Hugging Face hub reads.
 *
 * @param name of the model's file
 * @param manifest of the model
 * @param figures measured of it
 */
record CardHeader(String name, Manifest manifest, CardFigures figures) {
  /** Returns the header. */
  String text() {
    StringBuilder text = new StringBuilder();
    line(text, "---");
    line(text, "library_name: diglm");
    line(text, "pipeline_tag: %s", task());
    line(text, "tags:");
    line(text, "- %s", images() ? "images" : "tabular");
    line(text, "- density-estimation");
    line(text, "- out-of-distribution-detection");
    line(text, "- uncertainty");
    String set = figures.measured();
    if (!set.isEmpty()) {
      line(text, "model-index:");
      line(text, "- name: %s", quoted(name));
      line(text, "  results:");
      line(text, "  - task:");
      line(text, "      type: %s", task());
      line(text, "    dataset:");
      line(text, "      name: %s", quoted(ModelCard.sources(manifest)));
      line(text, "      type: %s", images() ? "image" : "tabular");
      line(text, "      split: %s", set);
      line(text, "    metrics:");
      figures.forEach(set, (metric, value) -> metric(text, metric, value));
    }
    line(text, "---");
    line(text, "");
    return text.toString();
  }

  private static void metric(StringBuilder text, String metric, double value) {
    line(text, "    - type: %s", metric);
    line(text, "      value: %s", new JsonPrimitive(value));
  }

  private static void line(StringBuilder text, String pattern, Object... values) {
    text.append(String.format(Locale.ROOT, pattern, values)).append('\n');
  }

  private boolean images() {
    return manifest.schema().image().isPresent();
  }

  private String task() {
    Optional<Target> target = manifest.schema().target();
    if (target.isEmpty()) {
      return "other";
    }
    if (images()) {
      return "image-classification";
    }
    return target.get().categorical() ? "tabular-classification" : "tabular-regression";
  }

  /** JSON's quotes mean the same in YAML. */
  private static String quoted(String value) {
    return Json.text(new JsonPrimitive(value));
  }
}
