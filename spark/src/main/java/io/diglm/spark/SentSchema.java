package io.diglm.spark;

import io.diglm.json.Json;
import io.diglm.schema.Encoder;
import io.diglm.schema.Schema;
import io.diglm.train.MadeHere;
import java.io.Serializable;

/** A schema as text, and the encoder that a task makes of it, once. */
final class SentSchema implements Serializable {
  private static final long serialVersionUID = 1;

  private final String text;
  private final MadeHere<Encoder> encoder = new MadeHere<>();

  private SentSchema(String text) {
    this.text = text;
  }

  static SentSchema of(Schema schema) {
    return new SentSchema(Json.text(Json.object(schema)));
  }

  Encoder encoder() {
    return encoder.by(() -> new Encoder(Json.value(Json.parse(text), Schema.class)));
  }
}
