package io.diglm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.StringJoiner;

/** Measures that a model file keeps of one set of rows. */
final class Metrics {
  private Metrics() {}

  /** Returns the numbers of an object alone, without the objects inside it. */
  static ObjectNode flat(JsonNode metrics) {
    ObjectNode flat = Json.object();
    metrics.properties().stream()
        .filter(entry -> entry.getValue().isNumber())
        .forEach(entry -> flat.set(entry.getKey(), entry.getValue()));
    return flat;
  }

  static String text(ObjectNode flat) {
    StringJoiner text = new StringJoiner(", ");
    flat.properties()
        .forEach(
            entry ->
                text.add(
                    entry.getKey().toLowerCase(Locale.ROOT)
                        + " "
                        + (entry.getValue().isIntegralNumber()
                            ? entry.getValue().asText()
                            : MeasureText.number(entry.getValue().asDouble()))));
    return text.toString();
  }
}
