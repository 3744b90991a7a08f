package io.diglm.server.rows;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.diglm.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;

/** Reads rows given as JSON objects with one field per column. */
final class JsonRows {
  private JsonRows() {}

  static JsonReader reader(byte[] utf8) {
    JsonReader in =
        new JsonReader(new InputStreamReader(new ByteArrayInputStream(utf8), UTF_8.newDecoder()));
    in.setStrictness(Strictness.STRICT);
    return in;
  }

  /**
   * Reads a list of objects, one object, or an object whose {@code instances} are such a list.
   *
   * @param most rows
   * @return whether they were instances
   * @throws IllegalArgumentException if the content is something else
   */
  static boolean readAll(byte[] body, RowBatch batch, int most) {
    JsonReader in = reader(body);
    try {
      boolean instances = in.peek() == JsonToken.BEGIN_OBJECT && instances(in);
      if (instances) {
        in = reader(body);
        in.beginObject();
        passName(in);
      } else {
        in = reader(body);
      }
      rows(in, batch, most);
      if (instances) {
        while (in.hasNext()) {
          passName(in);
          in.skipValue();
        }
        in.endObject();
      }
      end(in);
      return instances;
    } catch (IOException e) {
      throw new IllegalArgumentException("body must be JSON, got " + problem(e), e);
    }
  }

  /** Skips the name of a field whose value is read in any case. */
  @SuppressWarnings("CheckReturnValue")
  private static void passName(JsonReader in) throws IOException {
    in.nextName();
  }

  /** Whether the first field is a list of instances. */
  private static boolean instances(JsonReader in) throws IOException {
    in.beginObject();
    return in.peek() == JsonToken.NAME
        && in.nextName().equals("instances")
        && in.peek() == JsonToken.BEGIN_ARRAY;
  }

  private static void rows(JsonReader in, RowBatch batch, int most) throws IOException {
    if (in.peek() == JsonToken.BEGIN_OBJECT) {
      row(in, batch);
      return;
    }
    if (in.peek() != JsonToken.BEGIN_ARRAY) {
      throw new IllegalArgumentException("body must be a list of rows, got another JSON");
    }
    in.beginArray();
    while (in.hasNext()) {
      if (batch.rows() == most) {
        throw new IllegalArgumentException(
            "rows must be at most %,d a request, got more (send application/x-ndjson)"
                .formatted(most));
      }
      if (in.peek() != JsonToken.BEGIN_OBJECT) {
        throw new IllegalArgumentException(
            "row %d must be an object by column, got another JSON".formatted(batch.rows()));
      }
      row(in, batch);
    }
    in.endArray();
  }

  /** Reads a line that must be an object. Any other line is a failed row. */
  static void readLine(byte[] line, long number, RowBatch batch) {
    JsonReader in = reader(line);
    int before = batch.rows();
    try {
      if (in.peek() == JsonToken.BEGIN_OBJECT) {
        row(in, batch);
        end(in);
        return;
      }
      begin(batch, before);
      batch.fail("line %d must be a JSON object, got another JSON".formatted(number));
    } catch (IOException e) {
      begin(batch, before);
      batch.fail("line %d must be a JSON object, got %s".formatted(number, problem(e)));
    }
    batch.end();
  }

  private static void begin(RowBatch batch, int before) {
    if (batch.rows() == before) {
      batch.begin();
    }
  }

  private static void end(JsonReader in) throws IOException {
    if (in.peek() != JsonToken.END_DOCUMENT) {
      throw new MalformedJsonException("Another value");
    }
  }

  private static String problem(IOException e) {
    return e instanceof CharacterCodingException
        ? "other bytes than UTF-8"
        : String.valueOf(Json.problem(e).getMessage());
  }

  private static void row(JsonReader in, RowBatch batch) throws IOException {
    batch.begin();
    in.beginObject();
    while (in.hasNext()) {
      String name = in.nextName();
      Optional<ColumnCells> column = batch.column(name);
      if (column.isEmpty()) {
        batch.ignore(name);
        in.skipValue();
      } else if (batch.repeats(column.get())) {
        batch.fail("column '%s' must come once, got it twice".formatted(name));
        in.skipValue();
      } else {
        cell(in, batch, column.get());
      }
    }
    in.endObject();
    batch.end();
  }

  private static void cell(JsonReader in, RowBatch batch, ColumnCells column) throws IOException {
    switch (in.peek()) {
      case NUMBER -> column.number(in.nextString());
      case STRING -> column.text(in.nextString());
      case BOOLEAN -> column.truth(in.nextBoolean());
      case NULL -> {
        in.nextNull();
        column.missing();
      }
      case BEGIN_ARRAY, BEGIN_OBJECT, END_ARRAY, END_OBJECT, NAME, END_DOCUMENT -> {
        batch.fail(
            "column '%s' must be a number, a text, true, false or null, got another JSON"
                .formatted(column.name()));
        in.skipValue();
        column.missing();
      }
    }
  }
}
