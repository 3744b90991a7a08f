package io.diglm.server.tensors;

import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** Objects of a request, whose fields may come in any order, but each only once. */
record JsonFields(JsonReader in) {
  /** Reads the value of a field. */
  interface Field {
    void read(String name) throws IOException;
  }

  /**
   * Reads an object.
   *
   * @throws IllegalArgumentException if a field comes twice
   */
  void object(String what, Field field) throws IOException {
    Set<String> seen = new HashSet<>();
    in.beginObject();
    while (in.hasNext()) {
      String name = in.nextName();
      if (!seen.add(name)) {
        throw new IllegalArgumentException(
            "fields of %s must come once, got '%s' twice".formatted(what, Texts.shortened(name)));
      }
      field.read(name);
    }
    in.endObject();
  }
}
