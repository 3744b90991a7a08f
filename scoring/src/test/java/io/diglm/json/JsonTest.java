package io.diglm.json;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.diglm.distribution.Distribution;
import io.diglm.schema.Axis;
import io.diglm.selective.RejectionRule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTest {
  enum Colour {
    DARK_RED,
    BLUE
  }

  record Inner(int wholeNumber) {
    Inner {
      if (wholeNumber < 0) {
        throw new IllegalArgumentException("whole_number must be at least 0, got " + wholeNumber);
      }
    }
  }

  record All(
      String text,
      boolean truth,
      int count,
      long many,
      double real,
      float small,
      Colour colour,
      Instant at,
      Optional<Inner> some,
      Optional<Inner> none,
      List<Inner> list,
      Map<Colour, Double> map,
      JsonObject object,
      JsonArray array,
      @Inline Inner inner) {}

  private static final All ALL =
      new All(
          "a \"b\" é",
          true,
          -3,
          1L << 60,
          -1.0 / 3,
          0.1f,
          Colour.DARK_RED,
          Instant.EPOCH,
          Optional.of(new Inner(1)),
          Optional.empty(),
          List.of(new Inner(2), new Inner(3)),
          Map.of(Colour.BLUE, Double.NEGATIVE_INFINITY),
          new JsonObject(),
          new JsonArray(),
          new Inner(4));

  private static final String TEXT =
      """
      {
        "text": "a \\"b\\" é",
        "truth": true,
        "count": -3,
        "many": 1152921504606846976,
        "real": -0.3333333333333333,
        "small": 0.1,
        "colour": "dark_red",
        "at": "1970-01-01T00:00:00Z",
        "some": {
          "whole_number": 1
        },
        "none": null,
        "list": [
          {
            "whole_number": 2
          },
          {
            "whole_number": 3
          }
        ],
        "map": {
          "blue": "-Infinity"
        },
        "object": {},
        "array": [],
        "whole_number": 4
      }""";

  record Settings(OptionalInt some, OptionalInt none, OptionalDouble real, Duration time) {}

  @Test
  void optionalNumbersAndDurationsAreReadBack() throws JsonProblem {
    Settings settings =
        new Settings(
            OptionalInt.of(3), OptionalInt.empty(), OptionalDouble.of(0.5), Duration.ofSeconds(90));
    assertEquals(settings, Json.value(Json.object(settings), Settings.class));
    JsonObject wrong = Json.object(settings);
    wrong.addProperty("time", "90 s");
    assertEquals(
        "time: must be a duration of ISO 8601, got 90 s",
        assertThrows(JsonProblem.class, () -> Json.value(wrong, Settings.class)).getMessage());
  }

  @Test
  void recordsAreWrittenInTheOrderOfTheirComponents() {
    assertEquals(TEXT, Json.lines(Json.object(ALL)));
  }

  @Test
  void recordsComeBack() throws JsonProblem {
    assertEquals(ALL, Json.value(Json.parse(TEXT), All.class));
  }

  @Test
  void plainArraysStandInOneLine() {
    assertEquals("[1.0, \"NaN\"]", Json.lines(Json.tree(new double[] {1, Double.NaN})));
    assertEquals("[[1],[2,3]]", Json.text(Json.tree(new int[][] {{1}, {2, 3}})));
  }

  @Test
  void settingsThatAreNotGivenAreNull() {
    assertEquals(
        "[null,2,null,0.5,\"PT1M\"]",
        Json.text(
            Json.tree(
                List.of(
                    OptionalInt.empty(),
                    OptionalInt.of(2),
                    OptionalDouble.empty(),
                    OptionalDouble.of(0.5),
                    Duration.ofMinutes(1)))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"count\": -3|\"count\": 2147483648|count must be a whole number from -2147483648 to"
            + " 2147483647, got 2147483648",
        "\"count\": -3|\"count\": 0.5|count must be a whole number from -2147483648 to 2147483647,"
            + " got 0.5",
        "\"truth\": true|\"truth\": \"yes\"|truth must be true or false, got \"yes\"",
        "-0.3333333333333333|\"1\"|real must be a number, got \"1\"",
        "dark_red|green|colour must be one of dark_red, blue, got green",
        "\"some\": {|\"some\": [], \"x\": {|some must be a JSON object, got []",
        "\"list\": [|\"list\": {}, \"x\": [|list must be a JSON array, got {}",
        "\"whole_number\": 3|\"whole_number\": -3|list[1]: whole_number must be at least 0, got -3",
        "\"whole_number\": 3|\"other\": 3|list[1].whole_number must be given, got none",
        "\"blue\"|\"green\"|map must be one of dark_red, blue, got green",
        "\"whole_number\": 4|\"whole_number\": null|whole_number must be given, got null",
      })
  void whatDoesNotFitIsNamed(String from, String to, String problem) throws JsonProblem {
    var json = Json.parse(TEXT.replace(from, to));
    var thrown = assertThrows(JsonProblem.class, () -> Json.value(json, All.class));
    assertEquals(problem, thrown.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "{}}", "[1,]", "{\"a\":1 \"b\":2}", "{a:1}", "NaN", "// no\n1", "1 2"})
  void whatIsNoJsonIsLocated(String text) {
    var thrown = assertThrows(JsonProblem.class, () -> Json.parse(text));
    String message = String.valueOf(thrown.getMessage());
    assertTrue(message.matches("line \\d+, column \\d+: [A-Z][^:]*"), message);
  }

  @Test
  void depthIsBounded() {
    assertThrows(JsonProblem.class, () -> Json.parse("[".repeat(100_000)));
  }

  @Test
  void aNameMayComeOnce() {
    var thrown = assertThrows(JsonProblem.class, () -> Json.parse("{\"a\":1,\"a\":2}"));
    assertEquals("line 1, column 11: Duplicate field 'a'", thrown.getMessage());
  }

  @Test
  void aPathThatLeadsNowhereIsNull() throws JsonProblem {
    var json = Json.parse("{\"a\":[{\"b\":7}]}");
    assertEquals(7, Json.at(json, "/a/0/b").getAsInt());
    assertTrue(Json.at(json, "/a/1/b").isJsonNull());
    assertTrue(Json.at(json, "/c").isJsonNull());
    assertTrue(Json.at(json, "/a/b").isJsonNull());
    assertTrue(Json.at(json, "/a/-1").isJsonNull());
  }

  @Test
  void namesAreInSnakeCase() {
    String[] names = {"sha256", "weightsSha256", "pValue", "ksP", "logDensity", "trainNLL"};
    String[] snake = {"sha256", "weights_sha256", "p_value", "ks_p", "log_density", "train_nll"};
    for (int i = 0; i < names.length; i++) {
      names[i] = Shape.name(names[i]);
    }
    assertArrayEquals(snake, names);
  }

  /** So that a new family cannot be forgotten. */
  @ParameterizedTest
  @ValueSource(classes = {Axis.class, RejectionRule.class, Distribution.class})
  void everyImplementationHasAName(Class<?> type) {
    Set<Class<?>> named = new HashSet<>();
    for (Kinds.Kind kind : type.getAnnotation(Kinds.class).value()) {
      named.add(kind.type());
    }
    assertEquals(Set.copyOf(implementations(type)), named);
  }

  private static List<Class<?>> implementations(Class<?> type) {
    if (!type.isSealed()) {
      return List.of(type);
    }
    List<Class<?>> all = new ArrayList<>();
    for (Class<?> permitted : type.getPermittedSubclasses()) {
      all.addAll(implementations(permitted));
    }
    return all;
  }

  record Bytes(byte[] bytes) {}

  @Test
  void bytesAreTextInBase64() throws JsonProblem {
    byte[] bytes = {0, -1, 127, 3};
    JsonObject json = Json.object(new Bytes(bytes));
    assertEquals("AP9/Aw==", json.get("bytes").getAsString());
    assertArrayEquals(bytes, Json.value(json, Bytes.class).bytes());
    json.addProperty("bytes", "?");
    JsonProblem problem = assertThrows(JsonProblem.class, () -> Json.value(json, Bytes.class));
    assertTrue(problem.toString().contains("must be base 64, got ?"), problem.toString());
  }

  @ParameterizedTest
  @CsvSource({"0.1, 0.1", "1e-05, 1.0E-5", "-3.25E2, -325.0", "1e400, Infinity", "12.0, 12.0"})
  void aFractionIsTheNumberOfItsText(String text, double number) throws JsonProblem {
    JsonPrimitive read = JsonText.read(text).getAsJsonPrimitive();
    JsonPrimitive parsed = new JsonPrimitive(number);
    assertTrue(read.isNumber());
    assertEquals(number, read.getAsDouble());
    assertEquals((float) number, read.getAsFloat());
    assertEquals(parsed, read);
    assertEquals(read, parsed);
    assertEquals(parsed.hashCode(), read.hashCode());
    assertEquals(read.getAsNumber(), JsonText.read(text).getAsNumber());
    assertEquals(read.getAsNumber().hashCode(), JsonText.read(text).getAsNumber().hashCode());
    assertEquals(JsonText.write(parsed, false), JsonText.write(read, false));
    assertEquals((long) number, read.getAsNumber().longValue());
    assertEquals((int) number, read.getAsNumber().intValue());
  }
}
