package io.diglm.markup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NumbersTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "4.68712|4.687",
        "-38.25|−38.25",
        "0.42|0.420",
        "1234567|1,234,567",
        "123456.7|123,457",
        "0|0",
        "0.00012|1.20e−4",
        "2.5e12|2.50e12",
        "NaN|–",
        "-Infinity|−∞"
      })
  void printsFourSignificantDigits(double value, String printed) {
    assertEquals(printed, Numbers.of(value));
  }

  @ParameterizedTest
  @CsvSource({"0, 0 %", "0.1243, 12.4 %", "0.00042, 0.042 %", "1, 100.0 %", "NaN, –"})
  void printsShares(double share, String printed) {
    assertEquals(printed.replace(' ', '\u00a0'), Numbers.percent(share));
  }
}
