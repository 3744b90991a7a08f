package io.diglm.server.tensors;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.diglm.json.Json;
import io.diglm.json.JsonProblem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads an inference request: JSON, followed by the bytes of the inputs that are not in the JSON.
 */
public final class InferReader {
  private final byte[] body;
  private final int json;
  private final int most;
  private final JsonReader in;
  private final JsonFields fields;

  private Optional<String> id = Optional.empty();
  private List<InputDraft> inputs = List.of();
  private final List<WantedOutput> outputs = new ArrayList<>();
  private Parameters parameters = Parameters.NONE;

  private InferReader(byte[] body, int json, int most) {
    this.body = body;
    this.json = json;
    this.most = most;
    in =
        new JsonReader(
            new InputStreamReader(new ByteArrayInputStream(body, 0, json), UTF_8.newDecoder()));
    in.setStrictness(Strictness.STRICT);
    fields = new JsonFields(in);
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
    fields.object("request", this::field);
    if (in.peek() != JsonToken.END_DOCUMENT) {
      throw new MalformedJsonException("Another value");
    }
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException("inputs must be at least 1, got none");
    }
    BinaryPart binary = new BinaryPart(body, json);
    List<Tensor> tensors = new ArrayList<>();
    for (InputDraft draft : inputs) {
      tensors.add(draft.tensor(binary));
    }
    binary.requireEnd();
    return new InferRequest(id, tensors, outputs, parameters);
  }

  private void field(String name) throws IOException {
    switch (name) {
      case "id" -> id = in.peek() == JsonToken.NULL ? skipped() : Optional.of(in.nextString());
      case "inputs" -> inputs = new InputReader(fields, most, body.length).inputs();
      case "outputs" -> readOutputs();
      case "parameters" -> parameters = readParameters();
      default -> in.skipValue();
    }
  }

  private <T> Optional<T> skipped() throws IOException {
    in.skipValue();
    return Optional.empty();
  }

  private void readOutputs() throws IOException {
    in.beginArray();
    while (in.hasNext()) {
      String[] name = {""};
      List<Boolean> binary = new ArrayList<>();
      fields.object(
          "an output",
          field -> {
            switch (field) {
              case "name" -> name[0] = in.nextString();
              case "parameters" ->
                  fields.object(
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
    fields.object(
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
}
