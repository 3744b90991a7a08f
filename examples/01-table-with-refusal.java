// A table: fit, measure, predict, and refuse what is unlike every training row.
// After any ./diglm command:  java --add-modules jdk.incubator.vector -cp 'cli/target/lib/*' examples/01-table-with-refusal.java

import io.diglm.data.TableSource;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.reporting.FitReports;
import io.diglm.schema.Table;
import io.diglm.train.Fit;
import io.diglm.train.FitConfig;
import io.diglm.train.FitResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

final class TableWithRefusal {
  public static void main(String[] args) {
    Path folder = Path.of(args.length > 0 ? args[0] : ".");
    Duration limit = Duration.ofSeconds(args.length > 1 ? Long.parseLong(args[1]) : 60);
    Table storms = TableSource.of("examples/storms.parquet").read();

    FitConfig config = FitConfig.of("status").run(r -> r.timeLimit(limit).seed(1));
    try (FitResult result = Fit.of(config).run(storms)) {
      System.out.println(result.testEvaluation().orElseThrow().measures());
      result.model().save(folder.resolve("storms.diglm"));
      FitReports.write(result, folder.resolve("storms.html"));
    }

    try (Predictor predictor = Predictor.load(folder.resolve("storms.diglm"))) {
      // A hurricane off the Bahamas in September.
      show(predictor, Map.of("lat", 25.1, "long", -75.3, "wind", 95, "pressure", 958));
      // No storm had such a pressure: the model says so and answers with p(y) alone.
      show(predictor, Map.of("lat", 25.1, "long", -75.3, "wind", 95, "pressure", 300));
    }
  }

  private static void show(Predictor predictor, Map<String, ? extends Number> row) {
    Map<String, Number> whole =
        new java.util.HashMap<>(Map.of("year", 2010, "month", 9, "day", 3, "hour", 12));
    whole.putAll(row);
    Prediction prediction = predictor.predict(whole);
    if (prediction instanceof Prediction.Answer answer) {
      System.out.println((answer.rejected() ? "refused: " : "answered: ") + answer);
      System.out.println("  " + answer.label().orElseThrow() + " of " + answer.probabilities());
    } else if (prediction instanceof Prediction.Failure failure) {
      System.out.println("unreadable: " + failure.error());
    }
  }
}
