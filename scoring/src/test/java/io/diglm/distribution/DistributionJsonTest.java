package io.diglm.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class DistributionJsonTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @MethodSource("io.diglm.distribution.DistributionContractTest#all")
  void readsWhatItWrote(Distribution d) throws JsonProcessingException {
    String text = JSON.writeValueAsString(d);
    Distribution read = JSON.readValue(text, Distribution.class);
    assertEquals(d.getClass(), read.getClass());
    assertEquals(text, JSON.writeValueAsString(read));
    assertEquals(d.logDensity(1), read.logDensity(1));
  }

  @Test
  void isNamedByItsFamilyAndParameters() throws JsonProcessingException {
    assertEquals(
        "{\"family\":\"student_t\",\"location\":1.0,\"scale\":2.0,\"nu\":3.0}",
        JSON.writeValueAsString(new StudentT(1, 2, 3)));
  }
}
