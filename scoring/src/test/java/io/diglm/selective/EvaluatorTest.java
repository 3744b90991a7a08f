package io.diglm.selective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.diglm.distribution.Bernoulli;
import io.diglm.distribution.Categorical;
import io.diglm.distribution.Normal;
import io.diglm.distribution.Ordinal;
import io.diglm.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EvaluatorTest {
  @Test
  void aRowThatCountsTwiceMovesEveryMeanAsTwoRowsDo() {
    Evaluator weighted = new Evaluator(new Normal(0, 10));
    weighted.add(-5, false, new Normal(1, 1), 2, 2);
    weighted.add(-50, true, new Normal(100, 1), 3, 1);
    weighted.add(-60, true, new Normal(7, 1), 3, 0);
    weighted.addUnlabelled(-8, false, 3);
    Evaluator repeated = new Evaluator(new Normal(0, 10));
    for (int i = 0; i < 2; i++) {
      repeated.add(-5, false, new Normal(1, 1), 2);
    }
    repeated.add(-50, true, new Normal(100, 1), 3);
    for (int i = 0; i < 3; i++) {
      repeated.addUnlabelled(-8, false);
    }
    Evaluation got = weighted.evaluation();
    Evaluation expected = repeated.evaluation();
    assertEquals(expected.measures(), got.measures());
    assertEquals(expected.selective(), got.selective());
    assertEquals(expected.logDensity().mean(), got.logDensity().mean(), 1e-12);
    assertEquals(4, got.rows());
    assertEquals(2, got.rejected());
  }

  @Test
  void classesAreWeightedToo() {
    Evaluator weighted = new Evaluator(new Bernoulli(-1));
    weighted.add(-5, false, new Bernoulli(2), 1, 3);
    weighted.add(-5, false, new Bernoulli(3), 0, 1);
    Measures.OfClasses measures = (Measures.OfClasses) weighted.evaluation().measures();
    assertEquals(0.25, measures.error(), 1e-12);
    double nll = (-3 * new Bernoulli(2).logDensity(1) - new Bernoulli(3).logDensity(0)) / 4;
    assertEquals(nll, measures.nll(), 1e-12);
  }

  @Test
  void orderedClassesHaveARankedProbabilityScoreToo() throws JsonProcessingException {
    Evaluator evaluator = new Evaluator(Ordinal.ofLogits(0, 0, 0));
    evaluator.add(-5, false, Ordinal.ofLogits(Math.log(0.2), Math.log(0.5), Math.log(0.3)), 0, 3);
    evaluator.add(-5, true, Ordinal.ofLogits(Math.log(0.1), Math.log(0.1), Math.log(0.8)), 2, 1);
    Measures.OfOrdered measures = (Measures.OfOrdered) evaluator.evaluation().measures();
    // (0.2 - 1)^2 + (0.7 - 1)^2 and 0.1^2 + 0.2^2
    assertEquals((3 * 0.73 + 0.05) / 4, measures.rps(), 1e-12);
    assertEquals(0.75, measures.classes().error(), 1e-12);
    assertEquals(measures.classes().nll(), measures.nll());
    JsonNode json = JSON.readTree(Json.text(Json.object(evaluator.evaluation())));
    assertEquals("[rows, rejected, nll, error, ece, rps, log_density, selective]", names(json));
    assertEquals("[nll, error, ece, rps]", names(json.get("selective")));
  }

  @Test
  void weightsOfZeroMeasureNothing() {
    Evaluator none = new Evaluator(new Normal(0, 10));
    none.add(-5, false, new Normal(1, 1), 2, 0);
    assertEquals(
        "weights must include a positive one, got 0 in all of 1 rows",
        assertThrows(IllegalArgumentException.class, none::evaluation).getMessage());
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void numbersHaveTheNamesThatScriptsRelyOn() throws JsonProcessingException {
    Evaluator evaluator = new Evaluator(new Normal(0, 10));
    evaluator.add(-5, false, new Normal(1, 1), 2);
    evaluator.add(-50, true, new Normal(100, 1), 3);
    JsonNode json = JSON.readTree(Json.text(Json.object(evaluator.evaluation())));
    assertEquals("[rows, rejected, nll, rmse, mae, crps, log_density, selective]", names(json));
    assertEquals("[mean]", names(json.get("log_density")));
    assertEquals("[nll, rmse, mae, crps]", names(json.get("selective")));
    assertEquals(-27.5, json.get("log_density").get("mean").asDouble());
    assertEquals(49, json.get("mae").asDouble());
    assertEquals(2, json.get("selective").get("mae").asDouble());
  }

  @Test
  void classesHaveTheirOwnMeasures() throws JsonProcessingException {
    Evaluator evaluator = new Evaluator(new Bernoulli(-1));
    evaluator.add(-5, false, new Bernoulli(2), 1);
    evaluator.add(-50, true, new Bernoulli(3), 0);
    JsonNode json = JSON.readTree(Json.text(Json.object(evaluator.evaluation())));
    assertEquals("[rows, rejected, nll, error, ece, log_density, selective]", names(json));
    assertEquals("[nll, error, ece]", names(json.get("selective")));
    assertEquals(0.5, json.get("error").asDouble());
    assertEquals(0, json.get("selective").get("error").asDouble());
  }

  @Test
  void measuresAreTheirFormulas() {
    Evaluator evaluator = new Evaluator(new Normal(0, 10));
    Normal first = new Normal(1, 2);
    Normal second = new Normal(-3, 4);
    evaluator.add(-5, false, first, 2);
    evaluator.add(-6, false, second, -6);
    double nll = -(first.logDensity(2) + second.logDensity(-6)) / 2;
    double crps = (first.crps(2) + second.crps(-6)) / 2;
    Measures expected = new Measures.OfNumbers(nll, Math.sqrt(5), 2, crps);
    assertEquals(
        new Evaluation(2, 0, expected, new Evaluation.LogDensity(-5.5), expected),
        evaluator.evaluation());
  }

  @Test
  void onlyRejectedRowsGetTheMarginalAnswer() {
    Normal marginal = new Normal(0, 10);
    Normal answer = new Normal(5, 1);
    Evaluator evaluator = new Evaluator(marginal);
    evaluator.add(-5, true, answer, 0);
    evaluator.add(-5, false, answer, 0);
    double nll = -(marginal.logDensity(0) + answer.logDensity(0)) / 2;
    assertEquals(nll, evaluator.evaluation().selective().nll(), 1e-15);
    assertEquals(-answer.logDensity(0), evaluator.evaluation().measures().nll(), 1e-15);
    assertEquals(1, evaluator.evaluation().rejected());
  }

  @Test
  void unlabelledRowsCountInTheDensityOnly() {
    Evaluator evaluator = new Evaluator(new Normal(0, 1));
    evaluator.add(-2, false, new Normal(0, 1), 1);
    evaluator.addUnlabelled(-6, true);
    evaluator.addUnlabelled(Double.NaN, true);
    Evaluation evaluation = evaluator.evaluation();
    assertEquals(3, evaluation.rows());
    assertEquals(2, evaluation.rejected());
    assertEquals(-4, evaluation.logDensity().mean());
    assertEquals(evaluation.measures(), evaluation.selective());
  }

  @Test
  void refusesRowsWithoutAnyTarget() {
    Evaluator evaluator = new Evaluator(new Normal(0, 1));
    evaluator.addUnlabelled(-6, true);
    var error = assertThrows(IllegalArgumentException.class, evaluator::evaluation);
    assertEquals("rows must include one with a target, got 1 without", error.getMessage());
  }

  @Test
  void refusesANumericAnswerAboutClasses() {
    Evaluator evaluator = new Evaluator(Categorical.ofLogits(0, 0));
    var error =
        assertThrows(
            IllegalArgumentException.class, () -> evaluator.add(-6, true, new Normal(0, 1), 1));
    assertEquals("answer must be over classes, got Normal[mean=0.0, sd=1.0]", error.getMessage());
  }

  private static String names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names.toString();
  }
}
