package io.diglm.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Numbers of SciPy and mpmath; golden.py beside golden.csv makes them. */
final class GoldenTest {
  static Stream<List<String>> rows() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(GoldenTest.class.getResourceAsStream("golden.csv"))) {
      List<String> lines = new String(in.readAllBytes(), UTF_8).lines().skip(1).toList();
      return lines.stream().map(line -> List.of(line.split(",", -1)));
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void agrees(List<String> row) {
    double expected = number(row.get(6));
    double actual = value(row, number(row.get(5)));
    boolean standard = row.get(0).equals("standard");
    double tolerance = standard ? 1e-14 : 2e-12;
    assertEquals(expected, actual, tolerance * Math.abs(expected) + 1e-15);
  }

  /** Python writes inf. */
  private static double number(String text) {
    return text.equals("inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
  }

  private static double value(List<String> row, double argument) {
    String what = row.get(4);
    if (row.get(0).equals("standard")) {
      return switch (what) {
        case "cdf" -> StandardNormal.cdf(argument);
        case "logCdf" -> StandardNormal.logCdf(argument);
        case "quantile" -> StandardNormal.quantile(argument);
        default -> StandardNormal.logDensity(argument);
      };
    }
    Distribution d = distribution(row);
    return switch (what) {
      case "cdf" -> d.cdf(argument);
      case "quantile" -> d.quantile(argument);
      case "mean" -> d.mean();
      case "logBetween" -> d.logBetween(Double.parseDouble(row.get(3)), argument);
      default -> d.logDensity(argument);
    };
  }

  private static double logOdds(double p) {
    return Math.log(p / (1 - p));
  }

  private static Distribution distribution(List<String> row) {
    double[] p =
        row.subList(1, 4).stream()
            .filter(s -> !s.isEmpty())
            .mapToDouble(Double::parseDouble)
            .toArray();
    return switch (row.get(0)) {
      case "normal" -> new Normal(p[0], p[1]);
      case "student_t" -> new StudentT(p[0], p[1], p[2]);
      case "gamma" -> new Gamma(p[0], p[1]);
      case "poisson" -> new Poisson(p[0]);
      case "negative_binomial" -> new NegativeBinomial(p[0], p[1]);
      case "beta" -> new Beta(logOdds(p[0]), p[1]);
      case "tweedie" -> new Tweedie(p[0], p[1], p[2]);
      case "zero_inflated_poisson" -> new ZeroInflated(logOdds(p[1]), new Poisson(p[0]));
      case "zero_inflated_negative_binomial" ->
          new ZeroInflated(logOdds(p[2]), new NegativeBinomial(p[0], p[1]));
      case "weibull" -> new Lifetime(Residual.GUMBEL, p[0], p[1]);
      case "log_normal" -> new Lifetime(Residual.NORMAL, p[0], p[1]);
      case "log_logistic" -> new Lifetime(Residual.LOGISTIC, p[0], p[1]);
      default -> throw new IllegalArgumentException("family must be known, got " + row.get(0));
    };
  }
}
