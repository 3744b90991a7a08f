package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.explain.Attribution;
import io.diglm.explain.Explainer;
import io.diglm.explain.NearestAccepted;
import io.diglm.predict.Prediction;
import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ExplainerTest {
  @Test
  void partsAddUpAndNameTheColumn() {
    FitConfig config = Tables.quick("y").density(d -> d.weight(1));
    try (FitResult result = Fit.of(config).run(Tables.regression(1500, 3))) {
      Explainer explainer = Explainer.of(result.predictor());
      Table rows =
          new Table(
              "rows",
              List.of(
                  Tables.numbers("a", 0.3, 6, 0.1),
                  Tables.numbers("b", 2, 3, -9),
                  new TableColumn(
                      "level",
                      StorageType.TEXT,
                      new Cells.Texts(new int[] {0, 1, 0}, List.of("two", "other")))),
              3);
      double[] density = result.predictor().score(rows).logDensity();
      for (int row = 0; row < 3; row++) {
        Attribution why = explainer.explain(rows, row).orElseThrow();
        double sum = why.parts().stream().mapToDouble(Attribution.Part::nats).sum();
        assertEquals(why.logDensity() - why.typical(), sum, 1e-9);
        assertEquals(density[row], why.logDensity(), 1e-4);
      }
      assertEquals("a", lowest(explainer.explain(rows, 1).orElseThrow()));
      assertEquals("b", lowest(explainer.explain(rows, 2).orElseThrow()));
      String words = explainer.explain(rows, 2).orElseThrow().words();
      assertTrue(words.startsWith("b -9: -"), words);
    }
  }

  @Test
  void theNearestAcceptedRowChangesWhatWasOddAndIsAccepted() {
    FitConfig config = Tables.quick("y").density(d -> d.weight(1)).optimiser(o -> o.epochs(20));
    try (FitResult result = Fit.of(config).run(Tables.regression(1500, 3))) {
      NearestAccepted nearest = NearestAccepted.of(result.predictor());
      Table rows =
          new Table(
              "rows",
              List.of(
                  Tables.numbers("a", 0.3, 60),
                  Tables.numbers("b", 2, 3),
                  new TableColumn(
                      "level",
                      StorageType.TEXT,
                      new Cells.Texts(new int[] {0, 0}, List.of("two")))),
              2);
      assertEquals("", nearest.words(rows, 0));
      Table found = nearest.of(rows, 1).orElseThrow();
      Prediction.Answer answer = (Prediction.Answer) result.predictor().predict(found).get(0);
      assertFalse(answer.rejected(), answer.reason());
      double a = ((Cells.Numbers) found.column("a").cells()).values()[0];
      assertTrue(a > 1 && a < 30, "" + a);
      assertTrue(nearest.words(rows, 1).contains("(was 60"), nearest.words(rows, 1));
    }
  }

  private static String lowest(Attribution why) {
    return why.parts().stream()
        .min(Comparator.comparingDouble(Attribution.Part::nats))
        .orElseThrow()
        .column();
  }
}
