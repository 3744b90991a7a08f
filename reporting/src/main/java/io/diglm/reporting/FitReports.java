package io.diglm.reporting;

import io.diglm.model.DataSummary.RowCounts;
import io.diglm.model.Manifest;
import io.diglm.page.ReportWriter;
import io.diglm.predict.Prediction;
import io.diglm.report.DataSummary;
import io.diglm.report.FitReport;
import io.diglm.report.LogDensities;
import io.diglm.report.NoPredictions;
import io.diglm.schema.Table;
import io.diglm.schema.Target;
import io.diglm.train.FitResult;
import io.diglm.train.TimeLimit;
import java.nio.file.Path;
import java.util.Optional;

/** Makes the report of a fit from its result. */
public final class FitReports {
  /**
   * The most training rows for log p(x). This is enough for an exact mean on most tables, and a
   * chart cannot show more.
   */
  private static final int MOST_DENSITIES = 1_000_000;

  private static final String JAVA = "FitReports, from Java";

  private FitReports() {}

  /**
   * Writes the report of a fit as one HTML file, as {@code diglm fit --report} does.
   *
   * @param result an open result
   * @param file HTML
   * @throws io.diglm.model.UnusableFileException if the file cannot be written
   */
  public static void write(FitResult result, Path file) {
    ReportWriter.write(of(result, JAVA), file);
  }

  /**
   * Measures a fit on its test rows, or on its validation rows if no test row has a target.
   *
   * @param result an open result
   * @param command the command or call of the user, for the provenance
   * @return the content of the page
   */
  public static FitReport of(FitResult result, String command) {
    return of(result, Optional.empty(), command);
  }

  /**
   * Measures a fit as {@link #of(FitResult, String)} does, and also measures images of another
   * kind.
   *
   * @param result an open result
   * @param outside images of another kind
   * @param command the command or call of the user, for the provenance
   * @return the content of the page
   */
  public static FitReport of(FitResult result, Optional<Table> outside, String command) {
    return of(result, outside, command, TimeLimit.NONE);
  }

  /**
   * Measures a fit as the method above does, within the rest of a time limit: large tables are
   * measured on fewer rows, and explanations that take too long are left out.
   *
   * @param result an open result
   * @param outside images of another kind
   * @param command the command or call of the user, for the provenance
   * @param limit the time that is left
   * @return the content of the page
   */
  public static FitReport of(
      FitResult result, Optional<Table> outside, String command, TimeLimit limit) {
    Manifest manifest = result.model().manifest();
    HeldOut heldOut = HeldOut.of(result, limit.part(0.5));
    RowsToLookAt rows = new RowsToLookAt(result, heldOut.answers(), limit);
    return new FitReport(
        summary(result.table().source(), manifest),
        new KeyFigures(heldOut).list(),
        Histories.of(result.history()),
        densities(result, heldOut),
        manifest
            .schema()
            .target()
            .map(target -> new ReportedPredictions(target, heldOut).predictions())
            .orElseGet(NoPredictions::new),
        new RiskCurves(!manifest.schema().classes().isEmpty(), heldOut.answers()).list(),
        new ColumnSummaries(
                manifest.schema(),
                result.table(),
                result.train(),
                new Importance(result, limit.part(0.5)).byColumn())
            .list(),
        rows.worst(),
        rows.leastDense(),
        new WarningLines(result, heldOut).list(),
        new ProvenanceFacts(result, command).list(),
        result.table().images().map(images -> new ImageReports(result, heldOut, outside).report()));
  }

  private static DataSummary summary(String source, Manifest manifest) {
    RowCounts rows = manifest.provenance().data().rows();
    return new DataSummary(
        source,
        manifest.schema().target().map(Target::name).orElse("p(x)"),
        "",
        Words.family(manifest.head()),
        manifest.schema().features().size(),
        rows.train(),
        rows.valid(),
        rows.test(),
        rows.dropped(),
        rows.unlabelled());
  }

  private static LogDensities densities(FitResult result, HeldOut heldOut) {
    double[] test = heldOut.test() ? heldOut.answers().logDensity() : unlabelled(result);
    return new LogDensities(
        EvenStride.of(result.trainLogDensity(), MOST_DENSITIES),
        EvenStride.of(result.validationLogDensity(), MOST_DENSITIES),
        EvenStride.of(test, MOST_DENSITIES),
        result.model().manifest().thresholds().tau());
  }

  /** Test rows without a target also have a log p(x). */
  private static double[] unlabelled(FitResult result) {
    return result.predictor().predict(result.table().take(result.test())).stream()
        .filter(Prediction.Answer.class::isInstance)
        .mapToDouble(prediction -> ((Prediction.Answer) prediction).logDensity())
        .toArray();
  }
}
