package io.diglm.model;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.deser.std.StdDelegatingDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.databind.util.StdConverter;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * {@code manifest.json}: the {@link Manifest} under the file's own facts, which every format
 * version has.
 *
 * <p>A missing or null field is an error. An unknown one is not: a later library may add fields
 * that change no answer; one that does change answers raises the format version. Doubles keep every
 * bit; NaN and infinities are the texts "NaN", "Infinity" and "-Infinity".
 */
final class ManifestJson {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(instants())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private ManifestJson() {}

  /** What must be known of a file before the rest of it is understood. */
  record Facts(int formatVersion, String libraryVersion, String weightsSha256) {}

  private record Written(
      int formatVersion, String weightsSha256, @JsonUnwrapped Manifest manifest) {}

  static byte[] write(Manifest manifest, int formatVersion, String weightsSha256) {
    // Not the system's own line ends: the same model gives the same bytes everywhere.
    DefaultPrettyPrinter lines =
        new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
    try {
      return JSON.writer(lines)
          .writeValueAsBytes(new Written(formatVersion, weightsSha256, manifest));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "manifest must be writable as JSON, got " + JsonProblem.describe(e), e);
    }
  }

  /** Returns a manifest as JSON, without the file's own facts. */
  static String text(Manifest manifest) {
    try {
      return JSON.writeValueAsString(manifest);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "manifest must be writable as JSON, got " + JsonProblem.describe(e), e);
    }
  }

  static Facts facts(byte[] json) throws IOException {
    return read(json, Facts.class);
  }

  static Manifest manifest(byte[] json) throws IOException {
    return read(json, Manifest.class);
  }

  private static <T> T read(byte[] json, Class<T> type) throws IOException {
    return Optional.ofNullable(JSON.readValue(json, type))
        .orElseThrow(() -> new IOException("it must be a JSON object, got null"));
  }

  private static SimpleModule instants() {
    return new SimpleModule()
        .addSerializer(Instant.class, ToStringSerializer.instance)
        .addDeserializer(
            Instant.class,
            new StdDelegatingDeserializer<>(
                new StdConverter<String, Instant>() {
                  @Override
                  public Instant convert(String text) {
                    return instant(text);
                  }
                }));
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("must be ISO 8601 in UTC, got " + text, e);
    }
  }
}
