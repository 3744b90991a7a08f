package io.diglm.spark;

import io.diglm.json.Json;
import io.diglm.json.JsonProblem;
import io.diglm.schema.Encoder;
import io.diglm.schema.Schema;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** A schema as text, and the encoder that a task makes of it, once. */
final class SentSchema implements Serializable {
  private static final long serialVersionUID = 1;

  private final String text;
  private transient @Nullable Encoder encoder;

  private SentSchema(String text) {
    this.text = text;
  }

  static SentSchema of(Schema schema) {
    return new SentSchema(Json.text(Json.object(schema)));
  }

  synchronized Encoder encoder() {
    Encoder known = encoder;
    if (known == null) {
      try {
        known = new Encoder(Json.value(Json.parse(text), Schema.class));
      } catch (JsonProblem e) {
        throw new IllegalStateException("schema must be readable, got " + e, e);
      }
      encoder = known;
    }
    return known;
  }
}
