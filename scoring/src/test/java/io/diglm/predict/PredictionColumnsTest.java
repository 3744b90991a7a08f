package io.diglm.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diglm.distribution.Categorical;
import io.diglm.distribution.Normal;
import io.diglm.novelty.Uncertainty;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.schema.Target;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class PredictionColumnsTest {
  private static final Target NUMBER = new Target("y", StorageType.DECIMAL, List.of());
  private static final Target CLASS = new Target("k", StorageType.TEXT, List.of("no", "yes"));
  private static final Table NONE = new Table("none", List.of(), 2);

  @Test
  void numbersHaveAnInterval() {
    PredictionColumns columns = PredictionColumns.interval(NUMBER, false, 0.9);
    assertEquals(
        List.of(
            "mean",
            "sd",
            "lower",
            "upper",
            "log_density",
            "novelty",
            "novelty_p_value",
            "rejected",
            "reason",
            "error"),
        columns.names());
    Table table = columns.table(NONE, List.of(answer(false), new Prediction.Failure("unreadable")));
    assertEquals(1, number(table, "mean"));
    assertEquals(2, number(table, "sd"));
    assertEquals(1 - 2 * 1.6448536269514722, number(table, "lower"), 1e-9);
    assertEquals(1 + 2 * 1.6448536269514722, number(table, "upper"), 1e-9);
    assertEquals(-3.5, number(table, "log_density"));
    assertEquals(1.5, number(table, "novelty"));
    assertEquals(0.25, number(table, "novelty_p_value"));
    assertEquals("false", text(table, "rejected", 0));
    assertEquals("", text(table, "reason", 0));
  }

  @Test
  void failedRowsHaveOnlyAnError() {
    PredictionColumns columns = PredictionColumns.interval(NUMBER, false, 0.9);
    Table table = columns.table(NONE, List.of(answer(false), new Prediction.Failure("unreadable")));
    for (String name : columns.names()) {
      assertEquals(name.equals("error") ? "unreadable" : "", text(table, name, 1));
    }
  }

  @Test
  void rejectedRowsGetTheMarginalAnswer() {
    Table table = PredictionColumns.interval(NUMBER, false, 0.9).table(NONE, List.of(answer(true)));
    assertEquals(7, number(table, "mean"));
    assertEquals("true", text(table, "rejected", 0));
    assertEquals("too sparse", text(table, "reason", 0));
  }

  @Test
  void quantilesReplaceTheInterval() {
    PredictionColumns columns = PredictionColumns.quantiles(NUMBER, false, 0.1, 0.5);
    assertEquals(List.of("mean", "sd", "q0.1", "q0.5"), columns.names().subList(0, 4));
    Table table = columns.table(NONE, List.of(answer(false)));
    assertEquals(1, number(table, "q0.5"), 1e-9);
  }

  @Test
  void aPosteriorAddsBothPartsOfTheUncertainty() {
    PredictionColumns columns = PredictionColumns.interval(NUMBER, true, 0.9);
    assertEquals(List.of("sd_noise", "sd_model"), columns.names().subList(4, 6));
    Normal own = new Normal(1, 5);
    Prediction answer =
        new Prediction.Answer(
            own,
            own,
            List.of(),
            -3.5,
            1.5,
            0.25,
            false,
            "",
            Optional.of(new Uncertainty(4.0, 3.0)),
            List.of(),
            "");
    Table table = columns.table(NONE, List.of(answer));
    assertEquals(4, number(table, "sd_noise"));
    assertEquals(3, number(table, "sd_model"));
    assertEquals(
        List.of("class", "probability_no", "probability_yes", "entropy_noise", "entropy_model"),
        PredictionColumns.usual(CLASS, true).names().subList(0, 5));
  }

  @Test
  void classesHaveProbabilities() {
    Prediction answer =
        new Prediction.Answer(
            Categorical.ofLogits(new double[] {0, Math.log(3)}),
            Categorical.ofLogits(new double[] {0, Math.log(3)}),
            List.of("no", "yes"),
            -1,
            1,
            0.5,
            false,
            "",
            Optional.empty(),
            List.of(),
            "");
    Table table = PredictionColumns.usual(CLASS, false).table(NONE, List.of(answer));
    assertEquals("yes", text(table, "class", 0));
    assertEquals(0.25, number(table, "probability_no"), 1e-12);
    assertEquals(0.75, number(table, "probability_yes"), 1e-12);
  }

  @Test
  void numbersAreNotAskedOfClasses() {
    String rest =
        " must be of a number, got target '%s' of %d classes (it is answered by a class and"
            + " probabilities)";
    String text = rest.formatted(CLASS.name(), CLASS.classes().size());
    assertEquals("interval" + text, refusal(() -> PredictionColumns.interval(CLASS, false, 0.8)));
    assertEquals("quantiles" + text, refusal(() -> PredictionColumns.quantiles(CLASS, false, 0.5)));
  }

  private static String refusal(Executable asked) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, asked).getMessage());
  }

  @Test
  void classesThatDifferInCaseStayApart() {
    Target target = new Target("k", StorageType.TEXT, List.of("A", "a"));
    assertEquals(
        List.of("class", "probability_A", "probability_a_"),
        PredictionColumns.usual(target, false).names().subList(0, 3));
  }

  @Test
  void refusesWhatCannotStandBesideIt() {
    PredictionColumns columns = PredictionColumns.interval(NUMBER, false, 0.9);
    columns.requireOtherNames(List.of("y", "id"));
    assertEquals(
        "kept column 'SD' must not be named like a prediction's, got sd (rename it with SQL's AS)",
        assertThrows(IllegalArgumentException.class, () -> columns.requireOtherNames(List.of("SD")))
            .getMessage());
  }

  @Test
  void refusesProbabilitiesOutside() {
    assertEquals(
        "interval must be between 0 and 1, got 90.0 (90 % is 0.9)",
        assertThrows(
                IllegalArgumentException.class, () -> PredictionColumns.interval(NUMBER, false, 90))
            .getMessage());
    assertEquals(
        "quantiles must be between 0 and 1, got 0.0",
        assertThrows(
                IllegalArgumentException.class,
                () -> PredictionColumns.quantiles(NUMBER, false, 0.5, 0))
            .getMessage());
  }

  @Test
  void aDensityHasNoAnswers() {
    PredictionColumns columns = PredictionColumns.density();
    assertEquals(
        List.of("log_density", "novelty", "novelty_p_value", "rejected", "reason", "error"),
        columns.names());
    Table table = columns.table(NONE, List.of(answer(true), new Prediction.Failure("unreadable")));
    assertEquals("true", text(table, "rejected", 0));
    assertEquals("unreadable", text(table, "error", 1));
  }

  private static Prediction answer(boolean rejected) {
    Normal own = new Normal(1, 2);
    return new Prediction.Answer(
        own,
        rejected ? new Normal(7, 1) : own,
        List.of(),
        -3.5,
        1.5,
        0.25,
        rejected,
        rejected ? "too sparse" : "",
        Optional.empty(),
        List.of(),
        "");
  }

  private static double number(Table table, String name) {
    return Double.parseDouble(text(table, name, 0));
  }

  private static String text(Table table, String name, int row) {
    TableColumn column = table.column(name);
    return column.text(row).orElse("");
  }
}
