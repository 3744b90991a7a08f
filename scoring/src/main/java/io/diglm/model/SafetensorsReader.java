package io.diglm.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.diglm.json.BoundedJson;
import io.diglm.json.Json;
import io.diglm.json.JsonProblem;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the safetensors layout and checks everything in it. */
final class SafetensorsReader {
  /** The same bound as in the reference implementation. */
  private static final int MAX_HEADER = 100_000_000;

  private final String source;

  SafetensorsReader(String source) {
    this.source = source;
  }

  private record Entry(String name, TensorType type, long[] shape, long begin, long end) {}

  Safetensors read(ByteBuffer bytes) {
    if (bytes.remaining() < Long.BYTES) {
      throw bad("length must be at least 8 bytes, got " + bytes.remaining());
    }
    JsonObject header = header(bytes);
    List<Entry> entries = new ArrayList<>();
    Map<String, String> metadata = new TreeMap<>();
    for (Map.Entry<String, JsonElement> field : header.entrySet()) {
      if (field.getKey().equals(Safetensors.METADATA)) {
        metadata.putAll(metadata(field.getValue()));
      } else {
        entries.add(entry(field.getKey(), field.getValue()));
      }
    }
    return new Safetensors(tensors(entries, bytes.slice()), metadata);
  }

  /** Reads the header and leaves {@code bytes} at the first byte after it. */
  private JsonObject header(ByteBuffer bytes) {
    long length = bytes.getLong();
    int most = Math.min(MAX_HEADER, bytes.remaining());
    if (length < 0 || length > most) {
      throw bad(
          "header length must be at most %d, got %s"
              .formatted(most, Long.toUnsignedString(length)));
    }
    byte[] json = new byte[(int) length];
    bytes.get(json);
    try {
      JsonElement header = BoundedJson.parse(json, json.length / 16);
      if (!header.isJsonObject()) {
        String got = header.isJsonArray() ? "an array" : "a plain value";
        throw bad("header must be a JSON object, got " + got);
      }
      return header.getAsJsonObject();
    } catch (JsonProblem e) {
      throw new UnusableFileException(
          source + " is damaged: header must be JSON: " + e.getMessage(), e);
    }
  }

  private Map<String, String> metadata(JsonElement json) {
    Map<String, String> texts = new TreeMap<>();
    if (json instanceof JsonObject object) {
      for (Map.Entry<String, JsonElement> text : object.entrySet()) {
        if (!Json.isText(text.getValue())) {
          throw bad(Safetensors.METADATA + " must hold texts only, got " + text.getValue());
        }
        texts.put(text.getKey(), text.getValue().getAsString());
      }
    }
    return texts;
  }

  private Entry entry(String name, JsonElement json) {
    JsonElement dtype = Json.at(json, "/dtype");
    TensorType type = type(name, Json.isText(dtype) ? dtype.getAsString() : "");
    long[] shape = sizes(name, "shape", Json.at(json, "/shape"));
    long[] offsets = sizes(name, "data_offsets", Json.at(json, "/data_offsets"));
    if (offsets.length != 2) {
      throw bad(name, "data_offsets must be two numbers, got " + Arrays.toString(offsets));
    }
    Entry entry = new Entry(name, type, shape, offsets[0], offsets[1]);
    long bytes = bytes(entry);
    if (entry.end() - entry.begin() != bytes) {
      throw bad(
          name,
          "data_offsets must span the %d bytes of shape %s, got %s"
              .formatted(bytes, Arrays.toString(shape), Arrays.toString(offsets)));
    }
    return entry;
  }

  private TensorType type(String name, String text) {
    for (TensorType type : TensorType.values()) {
      if (type.name().equals(text)) {
        return type;
      }
    }
    throw bad(
        name,
        "dtype must be one of %s, got \"%s\""
            .formatted(Arrays.toString(TensorType.values()), text));
  }

  private long[] sizes(String name, String what, JsonElement json) {
    boolean whole = json.isJsonArray();
    JsonArray list = whole ? json.getAsJsonArray() : new JsonArray();
    long[] sizes = new long[list.size()];
    for (int i = 0; i < sizes.length; i++) {
      whole &= Json.isNumber(list.get(i)) && list.get(i).getAsNumber() instanceof Long;
      sizes[i] = whole ? list.get(i).getAsLong() : -1;
      whole &= sizes[i] >= 0;
    }
    if (!whole) {
      throw bad(
          name,
          "%s must be a list of whole numbers, got %s"
              .formatted(what, json.isJsonNull() ? "none" : json));
    }
    return sizes;
  }

  private long bytes(Entry entry) {
    try {
      return Math.multiplyExact(TensorData.elements(entry.shape()), entry.type().bytes());
    } catch (ArithmeticException e) {
      throw new UnusableFileException(
          text(entry.name(), "shape must fit 63 bits, got " + Arrays.toString(entry.shape())), e);
    }
  }

  /**
   * Tensors must follow each other without gaps or overlaps, and nothing may follow the last one.
   */
  private Map<String, TensorData> tensors(List<Entry> entries, ByteBuffer data) {
    List<Entry> ordered = new ArrayList<>(entries);
    ordered.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    Map<String, TensorData> tensors = new TreeMap<>();
    long end = 0;
    for (Entry entry : ordered) {
      if (entry.begin() != end) {
        throw bad(entry.name(), "data must begin at %d, got %d".formatted(end, entry.begin()));
      }
      end = entry.end();
      if (end > data.limit()) {
        throw bad(
            entry.name(), "data must end within %d bytes, got %d".formatted(data.limit(), end));
      }
      ByteBuffer own = data.slice((int) entry.begin(), (int) (end - entry.begin()));
      tensors.put(entry.name(), new TensorData(entry.type(), entry.shape(), own));
    }
    if (end != data.limit()) {
      throw bad("tensors must fill %d bytes, got %d".formatted(data.limit(), end));
    }
    return tensors;
  }

  private UnusableFileException bad(String name, String problem) {
    return new UnusableFileException(text(name, problem));
  }

  private UnusableFileException bad(String problem) {
    return new UnusableFileException(source + " is damaged: " + problem);
  }

  private String text(String name, String problem) {
    return source + " is damaged: tensor " + name + ": " + problem;
  }
}
