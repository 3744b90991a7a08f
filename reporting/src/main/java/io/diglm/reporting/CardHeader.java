package io.diglm.reporting;

import com.google.gson.JsonPrimitive;
import io.diglm.json.Json;
import io.diglm.model.Manifest;
import io.diglm.schema.Target;
import java.util.Optional;

/**
 * The YAML above a {@link ModelCard}, which the Hugging Face hub reads.
 *
 * @param name of the model's file
 * @param manifest of the model
 * @param figures measured of it
 */
record CardHeader(String name, Manifest manifest, CardFigures figures) {
  /** Writes the header. */
  void to(CardText text) {
    text.line("---");
    text.line("library_name: diglm");
    text.line("pipeline_tag: %s", task());
    text.line("tags:");
    text.line("- %s", images() ? "images" : "tabular");
    text.line("- density-estimation");
    text.line("- out-of-distribution-detection");
    text.line("- uncertainty");
    String set = figures.measured();
    if (!set.isEmpty()) {
      text.line("model-index:");
      text.line("- name: %s", quoted(name));
      text.line("  results:");
      text.line("  - task:");
      text.line("      type: %s", task());
      text.line("    dataset:");
      text.line("      name: %s", quoted(CardData.sources(manifest)));
      text.line("      type: %s", images() ? "image" : "tabular");
      text.line("      split: %s", set);
      text.line("    metrics:");
      figures.forEach(set, (metric, value) -> metric(text, metric, value));
    }
    text.line("---");
    text.line("");
  }

  private static void metric(CardText text, String metric, double value) {
    text.line("    - type: %s", metric);
    text.line("      value: %s", new JsonPrimitive(value));
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
