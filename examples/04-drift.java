// Drift: are new rows from where the training rows were from? No targets needed.
// After any ./diglm command:  java --add-modules jdk.incubator.vector -cp 'cli/target/lib/*' examples/04-drift.java

import io.diglm.data.TableSource;
import io.diglm.drift.Drift;
import io.diglm.reporting.DriftReports;
import io.diglm.schema.Table;
import io.diglm.train.Fit;
import io.diglm.train.FitConfig;
import io.diglm.train.FitResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

final class DriftWithoutLabels {
  // Before 2010 and since; the year itself is no feature.
  private static final String ROWS =
      "SELECT * EXCLUDE year FROM 'examples/storms.parquet' WHERE year %s 2010";

  public static void main(String[] args) {
    Path folder = Path.of(args.length > 0 ? args[0] : ".");
    Duration limit = Duration.ofSeconds(args.length > 1 ? Long.parseLong(args[1]) : 60);
    Table before = TableSource.sql(ROWS.formatted("<")).read();
    Table since = TableSource.sql(ROWS.formatted(">=")).read();
    FitConfig config = FitConfig.of("status").run(r -> r.timeLimit(limit).seed(1));
    try (FitResult result = Fit.of(config).run(before)) {
      tell("held out", result, result.table().take(result.test()));
      tell("since 2010", result, since);
      DriftReports.write(result.predictor(), since, folder.resolve("drift.html"));
    }
  }

  private static void tell(String what, FitResult result, Table rows) {
    Drift drift = Drift.of(result.predictor(), rows, Optional.empty());
    System.out.println(what + ": " + new DriftReports(result.model().manifest(), drift).verdict());
  }
}
