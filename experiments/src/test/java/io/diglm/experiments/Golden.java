package io.diglm.experiments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.stream.StreamSupport;

/** Numbers that golden.py, beside the file, had from scikit-learn and SciPy. */
final class Golden {
  private static final JsonNode ROOT = read();

  private Golden() {}

  static double number(String path) {
    return ROOT.at("/" + path).asDouble();
  }

  static double[] numbers(String path) {
    return StreamSupport.stream(ROOT.at("/" + path).spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }

  private static JsonNode read() {
    try (InputStream in = Golden.class.getResourceAsStream("golden.json")) {
      return new ObjectMapper().readTree(Objects.requireNonNull(in, "golden.json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
