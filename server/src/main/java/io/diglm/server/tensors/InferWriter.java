package io.diglm.server.tensors;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.stream.JsonWriter;
import io.diglm.schema.Cells;
import io.diglm.schema.TableColumn;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes answers: JSON, followed by the bytes of the outputs that were requested in binary form.
 */
public final class InferWriter {
  private InferWriter() {}

  /**
   * An answer.
   *
   * @param body JSON, then bytes
   * @param json how many of the bytes are JSON
   * @param binary whether the others are those of outputs
   */
  public record Body(byte[] body, int json, boolean binary) {}

  /**
   * {@return the answer with these columns, in this order}
   *
   * @param model its name
   * @param version its version
   * @param request which outputs are wanted, and how
   * @param columns of the answers
   */
  public static Body write(
      String model, String version, InferRequest request, List<TableColumn> columns) {
    List<byte[]> after = new ArrayList<>();
    StringWriter text = new StringWriter();
    try {
      JsonWriter out = new JsonWriter(text);
      out.beginObject();
      out.name("model_name").value(model);
      out.name("model_version").value(version);
      if (request.id().isPresent()) {
        out.name("id").value(request.id().get());
      }
      out.name("outputs").beginArray();
      for (TableColumn column : columns) {
        output(out, request, column, after);
      }
      out.endArray().endObject().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] json = text.toString().getBytes(UTF_8);
    byte[] body = json;
    int size = json.length;
    if (!after.isEmpty()) {
      body = Arrays.copyOf(json, size + after.stream().mapToInt(bytes -> bytes.length).sum());
      for (byte[] bytes : after) {
        System.arraycopy(bytes, 0, body, size, bytes.length);
        size += bytes.length;
      }
    }
    return new Body(body, json.length, !after.isEmpty());
  }

  private static void output(
      JsonWriter out, InferRequest request, TableColumn column, List<byte[]> after)
      throws IOException {
    Datatype type = Datatype.of(column.type());
    out.beginObject();
    out.name("name").value(column.name());
    out.name("datatype").value(type.name());
    out.name("shape").beginArray().value(column.cells().size()).endArray();
    boolean codec = type == Datatype.BYTES && request.parameters().contentType().isPresent();
    if (request.binary(column.name())) {
      byte[] bytes = Binary.write(column);
      after.add(bytes);
      out.name("parameters").beginObject().name("binary_data_size").value(bytes.length);
      if (codec) {
        out.name("content_type").value("str");
      }
      out.endObject();
    } else {
      if (codec) {
        out.name("parameters").beginObject().name("content_type").value("str").endObject();
      }
      out.name("data");
      data(out, column);
    }
    out.endObject();
  }

  /** Numbers that JSON cannot express are null, or are written as in the model file. */
  private static void data(JsonWriter out, TableColumn column) throws IOException {
    out.beginArray();
    int rows = column.cells().size();
    if (column.cells() instanceof Cells.Numbers numbers) {
      boolean truth = Datatype.of(column.type()) == Datatype.BOOL;
      for (double number : numbers.values()) {
        if (Double.isNaN(number)) {
          out.nullValue();
        } else if (truth) {
          out.value(number == 1);
        } else if (Double.isInfinite(number)) {
          out.value(Double.toString(number));
        } else {
          out.value(number);
        }
      }
    } else {
      for (int row = 0; row < rows; row++) {
        out.value(column.text(row).orElse(""));
      }
    }
    out.endArray();
  }
}
