package io.diglm.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.schema.Table;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * A model fitted when the format was version 1 must load and answer the same for ever, here where
 * there is no libtorch. Loading recomputes its own golden rows; this holds the whole way from a
 * user's row as well. {@code GoldenModel} of the training module wrote it.
 */
final class GoldenModelTest {
  private static final Map<String, Object> ROW = Map.of("a", 0.5, "b", 2.0, "level", "two");

  @Test
  void aModelOfVersionOneAnswersAsItDid() throws URISyntaxException {
    try (Predictor predictor = Predictor.load(path())) {
      Prediction.Answer answer = assertInstanceOf(Prediction.Answer.class, predictor.predict(ROW));
      assertEquals(0.8461367106000719, answer.own().mean(), 1e-4);
      assertEquals(-3.806646838375195, answer.logDensity(), 1e-4);
      assertEquals(0.7314788637368761, answer.novelty(), 1e-3);
      assertEquals(0.7352941176470589, answer.noveltyPValue());
    }
  }

  @Test
  void drawsRowsLikeThoseThatTrained() throws URISyntaxException {
    try (Predictor predictor = Predictor.load(path())) {
      Table drawn = predictor.sample(2000, 1);
      double density = Arrays.stream(predictor.score(drawn).logDensity()).average().orElseThrow();
      assertEquals(2000, drawn.rows());
      assertTrue(density > predictor.manifest().thresholds().leastDensity());
    }
  }

  private static Path path() throws URISyntaxException {
    return Path.of(
        Objects.requireNonNull(GoldenModelTest.class.getResource("golden/format-1.diglm")).toURI());
  }
}
