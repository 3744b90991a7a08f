package io.diglm.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.diglm.novelty.Uncertainty;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Models of format 2, fitted when libtorch still trained some of them, one for each architecture,
 * norm, network, family and inference: they must load and answer the same for ever. {@code
 * GoldenModels} of the training module wrote them and their answers.
 */
final class FormatTwoModelsTest {
  private static final double TOLERANCE = 1e-6;
  private static final String FOLDER = "golden/format-2/";

  static List<String> models() throws IOException {
    return lines().stream().map(line -> line.split(",", -1)[0]).distinct().toList();
  }

  @ParameterizedTest
  @MethodSource("models")
  void answersAsWhenItWasFitted(String name) throws IOException, URISyntaxException {
    Path file = Path.of(resource(name + ".diglm").toURI());
    try (Predictor predictor = Predictor.load(file)) {
      for (String line : lines()) {
        String[] cells = line.split(",", -1);
        if (cells[0].equals(name)) {
          assertAnswers(predictor, cells);
        }
      }
    }
  }

  private static void assertAnswers(Predictor predictor, String[] cells) {
    Map<String, Object> row =
        Map.of("a", number(cells, 1), "b", number(cells, 2), "c", number(cells, 3));
    Prediction.Answer answer = assertInstanceOf(Prediction.Answer.class, predictor.predict(row));
    assertClose(number(cells, 4), answer.logDensity());
    assertClose(number(cells, 5), answer.own().logDensity(1));
    assertClose(number(cells, 6), answer.own().mean());
    assertClose(number(cells, 7), answer.uncertainty().map(Uncertainty::model).orElse(0.0));
    assertClose(number(cells, 8), answer.noveltyPValue());
  }

  private static double number(String[] cells, int column) {
    return Double.parseDouble(cells[column]);
  }

  private static void assertClose(double expected, double got) {
    assertEquals(expected, got, TOLERANCE * Math.max(1, Math.abs(expected)));
  }

  private static List<String> lines() throws IOException {
    try (InputStream in = resource("answers.csv").openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static URL resource(String name) {
    return Objects.requireNonNull(FormatTwoModelsTest.class.getResource(FOLDER + name));
  }
}
