package io.diglm.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diglm.json.Json;
import io.diglm.json.JsonProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class DistributionJsonTest {
  @ParameterizedTest
  @MethodSource("io.diglm.distribution.DistributionContractTest#all")
  void readsWhatItWrote(Distribution d) throws JsonProblem {
    String text = Json.text(Json.tree(d));
    Distribution read = Json.value(Json.parse(text), Distribution.class);
    assertEquals(d.getClass(), read.getClass());
    assertEquals(text, Json.text(Json.tree(read)));
    assertEquals(d.logDensity(1), read.logDensity(1));
  }

  @Test
  void isNamedByItsFamilyAndParameters() {
    assertEquals(
        "{\"family\":\"student_t\",\"location\":1.0,\"scale\":2.0,\"nu\":3.0}",
        Json.text(Json.object(new StudentT(1, 2, 3))));
  }
}
