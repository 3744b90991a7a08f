package io.diglm.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diglm.distribution.Categorical;
import io.diglm.distribution.Distribution;
import io.diglm.distribution.Normal;
import io.diglm.distribution.NormalMixture;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PredictionTest {
  private static final Categorical CLASSES = Categorical.ofLogits(0, Math.log(3));

  @Test
  void anAnswerHasTheLabelOfItsClass() {
    Prediction.Answer answer = answer(CLASSES, List.of("No", "Yes"), "");
    assertEquals(Optional.of("Yes"), answer.label());
    assertEquals(List.of("No", "Yes"), List.copyOf(answer.probabilities().keySet()));
    assertEquals(0.75, answer.probabilities().getOrDefault("Yes", 0.0), 1e-12);
  }

  @Test
  void aNumberHasNoLabel() {
    Prediction.Answer answer = answer(new Normal(1, 2), List.of(), "");
    assertEquals(Optional.empty(), answer.label());
    assertEquals(Map.of(), answer.probabilities());
  }

  @Test
  void anAnswerReadsAsOneLine() {
    assertEquals(
        "Answer[Yes with probability 0.7500; log p(x) -1.500; novelty p-value 0.2500; accepted]",
        answer(CLASSES, List.of("No", "Yes"), "").toString());
    assertEquals(
        "Answer[mean 1.000, sd 2.000; log p(x) -1.500; novelty p-value 0.2500; rejected: too sparse;"
            + " column 'c' is 'XX', which no training row had]",
        answer(new Normal(1, 2), List.of(), "too sparse")
            .withNotes(List.of("column 'c' is 'XX', which no training row had"))
            .toString());
  }

  @Test
  void distributionsShowTheirNumbers() {
    assertEquals("Categorical[0.2500, 0.7500]", CLASSES.toString());
    assertEquals(
        "NormalMixture[weights 0.5000, 0.5000; means 1.000, 2.000; sds 3.000, 4.000]",
        NormalMixture.ofLogits(new double[2], new double[] {1, 2}, new double[] {3, 4}).toString());
  }

  private static Prediction.Answer answer(Distribution y, List<String> classes, String reason) {
    return new Prediction.Answer(
        y, y, classes, -1.5, 0.5, 0.25, !reason.isEmpty(), reason, Optional.empty(), List.of(), "");
  }
}
