// Few labels: rows without a target train the model too.
// After any ./diglm command:  java --add-modules jdk.incubator.vector -cp 'cli/target/lib/*' examples/03-few-labels.java

import io.diglm.config.UnlabelledSettings;
import io.diglm.data.TableSource;
import io.diglm.predict.Predictor;
import io.diglm.explain.Ranking;
import io.diglm.schema.Table;
import io.diglm.selective.Measures;
import io.diglm.train.Fit;
import io.diglm.train.FitConfig;
import io.diglm.train.FitResult;
import java.time.Duration;

final class FewLabels {
  // Of the first 3,500 storms every tenth keeps its status; the last 500 are for test.
  private static final String TRAIN =
      "SELECT * EXCLUDE (status, n), CASE WHEN n % 10 = 0 THEN status END AS status"
          + " FROM (SELECT *, row_number() OVER () AS n FROM 'examples/storms.parquet') WHERE n <= 3500";
  private static final String TEST =
      "SELECT * EXCLUDE n FROM (SELECT *, row_number() OVER () AS n"
          + " FROM 'examples/storms.parquet') WHERE n > 3500";

  public static void main(String[] args) {
    Duration limit = Duration.ofSeconds(args.length > 0 ? Long.parseLong(args[0]) : 60);
    Table train = TableSource.sql(TRAIN).read();
    Table test = TableSource.sql(TEST).read();
    for (UnlabelledSettings.Use use : UnlabelledSettings.Use.values()) {
      FitConfig config =
          FitConfig.of("status").unlabelled(u -> u.use(use)).data(d -> d.test(0)).run(r -> r.timeLimit(limit).seed(1));
      try (FitResult result = Fit.of(config).run(train)) {
        Predictor predictor = result.predictor();
        Measures.OfClasses measures = (Measures.OfClasses) predictor.evaluate(test).measures();
        System.out.printf("rows without a label: %s, test error %.3f%n", use, measures.error());
        if (use == UnlabelledSettings.Use.USE) {
          System.out.println("next to label: " + Ranking.of(predictor, train, 3));
        }
      }
    }
  }
}
