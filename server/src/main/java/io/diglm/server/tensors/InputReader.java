package io.diglm.server.tensors;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads the inputs of a request. */
final class InputReader {
  private final JsonFields fields;
  private final JsonReader in;
  private final int most;
  private final int bytes;

  /**
   * @param most how many elements all inputs may have
   * @param bytes of the whole body
   */
  InputReader(JsonFields fields, int most, int bytes) {
    this.fields = fields;
    this.most = most;
    this.bytes = bytes;
    in = fields.in();
  }

  /**
   * Reads the list of inputs.
   *
   * @throws IllegalArgumentException if it violates the protocol
   */
  List<InputDraft> inputs() throws IOException {
    List<InputDraft> found = new ArrayList<>();
    in.beginArray();
    int left = most;
    while (in.hasNext()) {
      InputDraft draft = new InputFields(left).draft(found.size());
      left -= draft.count();
      found.add(draft);
    }
    in.endArray();
    return found;
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

    InputDraft draft(int index) throws IOException {
      fields.object("an input", this::field);
      if (name.isEmpty()) {
        throw new IllegalArgumentException("input %d must have a name, got none".formatted(index));
      }
      List<Integer> sides =
          shape.orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "input '%s' must have a shape, got none".formatted(name)));
      Datatype datatype = Datatype.named(type, name);
      return new InputDraft(name, datatype, sides, count(sides), elements, hasData, found);
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
        case "parameters" -> found = readParameters(name);
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

  private InputParameters readParameters(String name) throws IOException {
    OptionalInt[] size = {OptionalInt.empty()};
    List<String> type = new ArrayList<>();
    fields.object(
        "parameters",
        field -> {
          switch (field) {
            case "binary_data_size" -> size[0] = OptionalInt.of(size(name));
            case "content_type" -> type.add(contentType(name));
            case "shared_memory_region" ->
                throw new IllegalArgumentException(
                    "input '%s' must be sent in the request, got one in shared memory"
                        .formatted(name));
            default -> in.skipValue();
          }
        });
    return new InputParameters(size[0], type.stream().findFirst());
  }

  private int size(String name) throws IOException {
    double size = in.peek() == JsonToken.NUMBER ? in.nextDouble() : -1;
    if (size != Math.rint(size) || size < 0 || size > bytes) {
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
}
