package io.diglm.schema;

import java.util.List;

/**
 * A schema inferred from training rows.
 *
 * @param schema what the model expects of a row
 * @param warnings one line each, about columns left out and levels merged
 */
public record Inference(Schema schema, List<String> warnings) {
  public Inference {
    warnings = List.copyOf(warnings);
  }
}
