package io.diglm.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Log-likelihoods of lifelines' fitted regressions; lifetimes.py beside lifetimes.json makes them.
 */
final class LifetimeGoldenTest {
  static Stream<JsonObject> models() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(LifetimeGoldenTest.class.getResourceAsStream("lifetimes.json"))) {
      return JsonParser.parseString(new String(in.readAllBytes(), UTF_8))
          .getAsJsonArray()
          .asList()
          .stream()
          .map(JsonElement::getAsJsonObject);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void theLikelihoodIsThatOfLifelines(JsonObject model) {
    FamilyName family = FamilyName.valueOf(upper(model, "family"));
    Dispersion dispersion = Dispersion.valueOf(upper(model, "dispersion"));
    // Standardised otherwise than lifelines does: eta is then moved, and the likelihood is not.
    double shift = 2;
    double scale = 0.5;
    HeadConfig head = HeadConfig.point(family, Link.IDENTITY, dispersion, 1, shift, scale);
    double sum = 0;
    int rows = model.getAsJsonArray("low").size();
    for (int row = 0; row < rows; row++) {
      double[] eta = {
        (number(model, "location", row) - shift) / scale,
        number(model, "log_scale", row) - Math.log(scale)
      };
      double low = number(model, "low", row);
      double high = number(model, "high", row);
      double[] unused = new double[2];
      double from = head.standardised(low);
      sum +=
          low == high
              ? head.logLikelihood(eta, 0, from, unused)
              : head.logBetween(eta, 0, from, head.standardised(high), unused);
    }
    assertEquals(model.get("log_likelihood").getAsDouble(), sum, 1e-8 * Math.abs(sum));
  }

  private static String upper(JsonObject model, String name) {
    return model.get(name).getAsString().toUpperCase(Locale.ROOT);
  }

  /** Python writes null for infinity. */
  private static double number(JsonObject model, String name, int row) {
    JsonElement value = model.getAsJsonArray(name).get(row);
    return value.isJsonNull() ? Double.POSITIVE_INFINITY : value.getAsDouble();
  }
}
