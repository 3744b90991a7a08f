package io.diglm.server.tensors;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.diglm.json.Json;
import io.diglm.json.JsonProblem;
import io.diglm.schema.Cells;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads an inference request: JSON, followed by the bytes of the inputs that are not in the JSON.
 */
public final class InferReader {
  private final byte[] body;
  private final int most;
  private final JsonReader in;
  private int at;

  private Optional<String> id = Optional.empty();
  private List<Draft> inputs = new ArrayList<>();
  private final List<WantedOutput> outputs = new ArrayList<>();
  private Parameters parameters = Parameters.NONE;

  private InferReader(byte[] body, int json, int most) {
    this.body = body;
    this.most = most;
    at = json;
    in =
        new JsonReader(
            new InputStreamReader(new ByteArrayInputStream(body, 0, json), UTF_8.newDecoder()));
    in.setStrictness(Strictness.STRICT);
  }

  /** An input whose bytes have not been found yet. */
  private record Draft(
      String name,
      Datatype type,
      List<Integer> shape,
      int count,
      Elements elements,
      boolean hasData,
      InputParameters parameters) {}

  private record InputParameters(OptionalInt bytes, Optional<String> contentType) {
    static final InputParameters NONE = new InputParameters(OptionalInt.empty(), Optional.empty());
  }

  /**
   * Reads a body.
   *
   * @param body JSON, then binary tensors
   * @param json how many of its bytes are JSON
   * @param most how many elements all inputs may have
   * @return the request
   * @throws IllegalArgumentException if it violates the protocol; the message is one line
   */
  public static InferRequest read(byte[] body, int json, int most) {
    if (json < 0 || json > body.length) {
      throw new IllegalArgumentException(
          "Inference-Header-Content-Length must be at most the %,d bytes of the body, got %,d"
              .formatted(body.length, json));
    }
    try {
      return new InferReader(body, json, most).request();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("body must be JSON in UTF-8, got other bytes", e);
    } catch (IOException e) {
      JsonProblem problem = Json.problem(e);
      throw new IllegalArgumentException("body must be JSON, got " + problem.getMessage(), e);
    } catch (IllegalStateException e) {
      throw new IllegalArgumentException(
          "body must be a request to infer, got another JSON at " + in(e), e);
    }
  }

  /** The message of Gson says what it expected, what it found, and where. */
  private static String in(IllegalStateException e) {
    String text = String.valueOf(e.getMessage());
    int path = text.indexOf("path ");
    String where = path < 0 ? "its start" : text.substring(path + 5).lines().findFirst().orElse("");
    return Texts.shortened(where);
  }

  private InferRequest request() throws IOException {
    object("request", this::field);
    if (in.peek() != JsonToken.END_DOCUMENT) {
      throw new MalformedJsonException("Another value");
    }
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException("inputs must be at least 1, got none");
    }
    List<Tensor> tensors = new ArrayList<>();
    for (Draft draft : inputs) {
      tensors.add(tensor(draft));
    }
    if (at != body.length) {
      throw new IllegalArgumentException(
          "bytes after the JSON must be those of binary_data_size, got %,d more"
              .formatted(body.length - at));
    }
    return new InferRequest(id, tensors, outputs, parameters);
  }

  private interface Field {
    void read(String name) throws IOException;
  }

  private void object(String what, Field field) throws IOException {
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

  private void field(String name) throws IOException {
    switch (name) {
      case "id" -> id = in.peek() == JsonToken.NULL ? skipped() : Optional.of(in.nextString());
      case "inputs" -> readInputs();
      case "outputs" -> readOutputs();
      case "parameters" -> parameters = readParameters();
      default -> in.skipValue();
    }
  }

  private <T> Optional<T> skipped() throws IOException {
    in.skipValue();
    return Optional.empty();
  }

  private void readInputs() throws IOException {
    List<Draft> found = new ArrayList<>();
    in.beginArray();
    int left = most;
    while (in.hasNext()) {
      Draft draft = new InputFields(left).draft(found.size());
      left -= draft.count();
      found.add(draft);
    }
    in.endArray();
    inputs = found;
  }

  /** The fields of an input, in whatever order they come. */
  private final class InputFields {
    private final int left;
    private final Elements elements;
    private String name = "";
    private String type = "";
    private Optional<List<Integer>> shape = Optional.empty();
    private boolean hasData;
    private InputParameters found = InputParameters.NONE;

    InputFields(int left) {
      this.left = left;
      elements = new Elements(left);
    }

    Draft draft(int index) throws IOException {
      object("an input", this::field);
      if (name.isEmpty()) {
        throw new IllegalArgumentException("input %d must have a name, got none".formatted(index));
      }
      List<Integer> sides =
          shape.orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "input '%s' must have a shape, got none".formatted(name)));
      Datatype datatype = Datatype.named(type, name);
      return new Draft(name, datatype, sides, count(sides), elements, hasData, found);
    }

    private int count(List<Integer> sides) {
      long count = 1;
      for (int side : sides) {
        count = Math.min(Integer.MAX_VALUE, count * side);
      }
      if (count > left) {
        throw new IllegalArgumentException(
            "inputs must have at most %,d elements, got shape %s of input '%s'"
                .formatted(most, sides, name));
      }
      return (int) count;
    }

    private void field(String field) throws IOException {
      switch (field) {
        case "name" -> name = in.nextString();
        case "datatype" -> type = in.nextString();
        case "shape" -> shape = Optional.of(readShape(name));
        case "parameters" -> found = readInputParameters(name);
        case "data" -> {
          hasData = true;
          elements.read(in);
        }
        default -> in.skipValue();
      }
    }
  }

  private List<Integer> readShape(String name) throws IOException {
    List<Integer> shape = new ArrayList<>();
    in.beginArray();
    while (in.hasNext()) {
      double side = in.peek() == JsonToken.NUMBER ? in.nextDouble() : -1;
      if (side != Math.rint(side) || side < 0 || side > Integer.MAX_VALUE || shape.size() == 8) {
        throw new IllegalArgumentException(
            "shape of input '%s' must be at most 8 whole numbers from 0 on, got another"
                .formatted(name));
      }
      shape.add((int) side);
    }
    in.endArray();
    return shape;
  }

  private InputParameters readInputParameters(String name) throws IOException {
    OptionalInt[] bytes = {OptionalInt.empty()};
    List<String> type = new ArrayList<>();
    object(
        "parameters",
        field -> {
          switch (field) {
            case "binary_data_size" -> bytes[0] = OptionalInt.of(size(name));
            case "content_type" -> type.add(contentType(name));
            case "shared_memory_region" ->
                throw new IllegalArgumentException(
                    "input '%s' must be sent in the request, got one in shared memory"
                        .formatted(name));
            default -> in.skipValue();
          }
        });
    return new InputParameters(bytes[0], type.stream().findFirst());
  }

  private int size(String name) throws IOException {
    double size = in.peek() == JsonToken.NUMBER ? in.nextDouble() : -1;
    if (size != Math.rint(size) || size < 0 || size > body.length) {
      throw new IllegalArgumentException(
          "binary_data_size of input '%s' must be at most the bytes of the body, got another"
              .formatted(name));
    }
    return (int) size;
  }

  private String contentType(String name) throws IOException {
    String type = in.nextString();
    List<String> known = List.of("np", "pd", "str", "datetime", "base64");
    if (!known.contains(type)) {
      throw new IllegalArgumentException(
          "content_type of input '%s' must be one of %s, got %s"
              .formatted(name, known, Texts.shortened(type)));
    }
    return type;
  }

  private void readOutputs() throws IOException {
    in.beginArray();
    while (in.hasNext()) {
      String[] name = {""};
      List<Boolean> binary = new ArrayList<>();
      object(
          "an output",
          field -> {
            switch (field) {
              case "name" -> name[0] = in.nextString();
              case "parameters" ->
                  object(
                      "parameters",
                      parameter -> {
                        if (parameter.equals("binary_data")) {
                          binary.add(in.nextBoolean());
                        } else {
                          in.skipValue();
                        }
                      });
              default -> in.skipValue();
            }
          });
      if (name[0].isEmpty()) {
        throw new IllegalArgumentException(
            "output %d must have a name, got none".formatted(outputs.size()));
      }
      outputs.add(new WantedOutput(name[0], binary.stream().findFirst()));
      if (outputs.size() > most) {
        throw new IllegalArgumentException("outputs must be at most %,d, got more".formatted(most));
      }
    }
    in.endArray();
  }

  private Parameters readParameters() throws IOException {
    boolean[] flags = new boolean[2];
    List<Double> interval = new ArrayList<>();
    List<Double> coverage = new ArrayList<>();
    Map<String, String> texts = new HashMap<>();
    List<String> types = new ArrayList<>();
    object(
        "parameters",
        field -> {
          switch (field) {
            case "binary_data_output" -> flags[0] = in.nextBoolean();
            case "explain" -> flags[1] = in.nextBoolean();
            case "interval" -> interval.add(in.nextDouble());
            case "coverage" -> coverage.add(in.nextDouble());
            case "quantiles", "above", "shortfall" -> texts.put(field, in.nextString());
            case "content_type" -> types.add(in.nextString());
            default -> in.skipValue();
          }
        });
    return new Parameters(
        flags[0],
        flags[1],
        interval.stream().findFirst(),
        coverage.stream().findFirst(),
        Optional.ofNullable(texts.get("quantiles")),
        Optional.ofNullable(texts.get("above")),
        Optional.ofNullable(texts.get("shortfall")),
        types.stream().findFirst());
  }

  private Tensor tensor(Draft draft) {
    String name = draft.name();
    boolean base64 = draft.parameters().contentType().filter("base64"::equals).isPresent();
    if (draft.parameters().bytes().isEmpty()) {
      if (!draft.hasData()) {
        throw new IllegalArgumentException(
            "input '%s' must have data or binary_data_size, got neither".formatted(name));
      }
      if (draft.elements().size() != draft.count()) {
        throw new IllegalArgumentException(
            "data of input '%s' must be %,d elements of shape %s, got %,d"
                .formatted(name, draft.count(), draft.shape(), draft.elements().size()));
      }
      Cells cells = draft.elements().cells(name, draft.type(), base64);
      return new Tensor(name, draft.type(), draft.shape(), cells);
    }
    if (draft.hasData()) {
      throw new IllegalArgumentException(
          "input '%s' must have data or binary_data_size, got both".formatted(name));
    }
    int size = draft.parameters().bytes().getAsInt();
    if (size > body.length - at) {
      throw new IllegalArgumentException(
          "binary_data_size of input '%s' must be at most the %,d bytes left, got %,d"
              .formatted(name, body.length - at, size));
    }
    ByteBuffer bytes = ByteBuffer.wrap(body, at, size).slice();
    at += size;
    Cells cells = Binary.read(name, draft.type(), draft.count(), bytes, base64);
    return new Tensor(name, draft.type(), draft.shape(), cells);
  }
}
