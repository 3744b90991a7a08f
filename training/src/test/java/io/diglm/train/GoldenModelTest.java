package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * A model fitted when the format was version 1 must load and answer the same for ever. Loading
 * recomputes its own golden rows; this holds the whole way from a user's row as well.
 */
final class GoldenModelTest {
  private static final Map<String, Object> ROW = Map.of("a", 0.5, "b", 2.0, "level", "two");

  /** Writes the file again, which only a change of the unreleased format justifies. */
  public static void main(String[] arguments) {
    try (FitResult result =
        Fit.of(Tables.quick("y").epochs(10).densityWeight(1).build())
            .run(Tables.regression(1500, 3))) {
      result.model().save(Path.of(arguments[0]));
      if (result.predictor().predict(ROW) instanceof Prediction.Answer answer) {
        System.out.printf("mean %s, %s%n", answer.own().mean(), answer);
      }
    }
  }

  @Test
  void aModelOfVersionOneAnswersAsItDid() throws URISyntaxException {
    Path path =
        Path.of(
            Objects.requireNonNull(GoldenModelTest.class.getResource("golden/format-1.diglm"))
                .toURI());
    try (Predictor predictor = Predictor.load(path)) {
      Prediction.Answer answer = assertInstanceOf(Prediction.Answer.class, predictor.predict(ROW));
      assertEquals(0.8461367106000719, answer.own().mean(), 1e-4);
      assertEquals(-3.806646838375195, answer.logDensity(), 1e-4);
      assertEquals(1.0910343090119918, answer.novelty(), 1e-3);
      assertEquals(0.5220588235294118, answer.noveltyPValue());
    }
  }
}
