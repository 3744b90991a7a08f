package io.diglm.json;

import com.google.gson.FormattingStyle;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import com.google.gson.stream.MalformedJsonException;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Converts JSON text to a tree and back. Unlike the reader of Gson, it refuses an object with two
 * fields of one name.
 */
final class JsonText {
  private static final FormattingStyle ONE_LINE =
      FormattingStyle.COMPACT.withSpaceAfterSeparators(true);

  private JsonText() {}

  static JsonElement read(String json) throws JsonProblem {
    JsonReader in = new JsonReader(new StringReader(json));
    in.setStrictness(Strictness.STRICT);
    try {
      JsonElement read = read(in);
      if (in.peek() != JsonToken.END_DOCUMENT) {
        throw new MalformedJsonException("Another value" + where(in));
      }
      return read;
    } catch (IOException e) {
      throw problem(e);
    }
  }

  private static JsonElement read(JsonReader in) throws IOException {
    return switch (in.peek()) {
      case BEGIN_OBJECT -> object(in);
      case BEGIN_ARRAY -> array(in);
      case STRING -> new JsonPrimitive(in.nextString());
      case NUMBER -> new JsonPrimitive(number(in.nextString()));
      case BOOLEAN -> new JsonPrimitive(in.nextBoolean());
      case NULL -> {
        in.nextNull();
        yield JsonNull.INSTANCE;
      }
      case NAME, END_OBJECT, END_ARRAY, END_DOCUMENT ->
          throw new IllegalStateException("token must begin a value, got " + in.peek());
    };
  }

  private static JsonObject object(JsonReader in) throws IOException {
    JsonObject object = new JsonObject();
    in.beginObject();
    while (in.hasNext()) {
      String name = in.nextName();
      if (object.has(name)) {
        throw new MalformedJsonException("Duplicate field '" + name + "'" + where(in));
      }
      object.add(name, read(in));
    }
    in.endObject();
    return object;
  }

  /** Gson gives its position only in its text form. */
  private static String where(JsonReader in) {
    return in.toString().substring(in.getClass().getSimpleName().length());
  }

  private static JsonArray array(JsonReader in) throws IOException {
    JsonArray array = new JsonArray();
    in.beginArray();
    while (in.peek() != JsonToken.END_ARRAY) {
      array.add(read(in));
    }
    in.endArray();
    return array;
  }

  private static Number number(String text) {
    // Most numbers of a model file are fractions. An exception for each would cost more than all
    // the rest of the reading.
    if (fraction(text)) {
      return new Fraction(text);
    }
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      return Double.valueOf(text); // beyond a long
    }
  }

  private static boolean fraction(String text) {
    return text.indexOf('.') >= 0 || text.indexOf('e') >= 0 || text.indexOf('E') >= 0;
  }

  /** The message of Gson continues with advice on its settings. */
  static JsonProblem problem(IOException problem) {
    String text = String.valueOf(problem.getMessage());
    Matcher at = Pattern.compile("(?s)(.*) at line (\\d+) column (\\d+) path .*").matcher(text);
    if (!at.matches()) {
      return JsonProblem.malformed(text, problem);
    }
    String reason = at.group(1).startsWith("Use JsonReader") ? "Unexpected character" : at.group(1);
    return JsonProblem.malformed(
        "line " + at.group(2) + ", column " + at.group(3) + ": " + reason, problem);
  }

  static String write(JsonElement json, boolean lines) {
    StringWriter text = new StringWriter();
    JsonWriter out = new JsonWriter(text);
    out.setFormattingStyle(lines ? FormattingStyle.PRETTY : FormattingStyle.COMPACT);
    out.setStrictness(Strictness.STRICT);
    try {
      write(json, out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(JsonElement json, JsonWriter out) throws IOException {
    if (json instanceof JsonObject object) {
      out.beginObject();
      for (Map.Entry<String, JsonElement> field : object.entrySet()) {
        out.name(field.getKey());
        write(field.getValue(), out);
      }
      out.endObject();
    } else if (json instanceof JsonArray array) {
      write(array, out);
    } else if (json instanceof JsonPrimitive value) {
      write(value, out);
    } else {
      out.nullValue();
    }
  }

  /** Arrays of plain values are written in one line. */
  private static void write(JsonArray array, JsonWriter out) throws IOException {
    FormattingStyle style = out.getFormattingStyle();
    out.beginArray();
    if (style != FormattingStyle.COMPACT && plain(array)) {
      out.setFormattingStyle(ONE_LINE);
    }
    for (JsonElement element : array) {
      write(element, out);
    }
    out.endArray();
    out.setFormattingStyle(style);
  }

  private static boolean plain(JsonArray array) {
    for (JsonElement element : array) {
      if (element.isJsonObject() || element.isJsonArray()) {
        return false;
      }
    }
    return true;
  }

  private static void write(JsonPrimitive value, JsonWriter out) throws IOException {
    if (value.isBoolean()) {
      out.value(value.getAsBoolean());
    } else if (value.isNumber() && Double.isFinite(value.getAsDouble())) {
      out.value(value.getAsNumber());
    } else {
      out.value(
          value.getAsString()); // NaN and infinities are texts, because JSON has no number for them
    }
  }
}
