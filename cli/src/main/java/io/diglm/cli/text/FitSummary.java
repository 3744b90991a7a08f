package io.diglm.cli.text;

import com.google.gson.JsonObject;
import io.diglm.distribution.Distribution;
import io.diglm.json.Json;
import io.diglm.model.DataSummary;
import io.diglm.model.Manifest;
import io.diglm.reporting.MeasureText;
import io.diglm.schema.Target;
import io.diglm.schema.TargetEnds;
import io.diglm.selective.DensityEvaluation;
import io.diglm.selective.Evaluation;
import io.diglm.selective.Evaluator;
import io.diglm.selective.Measures;
import io.diglm.train.EpochRecord;
import io.diglm.train.FitResult;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Prints the result of a fit, for people and for scripts. */
public final class FitSummary {
  private static final String RESUME = "; the same command with --resume goes on";

  private final FitResult result;
  private final Manifest manifest;
  private final DataSummary.RowCounts rows;
  private final Path file;
  private final Optional<Path> report;
  private final boolean interrupted;
  private final boolean resumable;

  /**
   * Makes the summary of a fit.
   *
   * @param result of the fit
   * @param file the model file
   * @param report the page about the fit, if there is one
   * @param interrupted whether the user ended it
   * @param resumable whether it can go on from a checkpoint
   */
  public FitSummary(
      FitResult result, Path file, Optional<Path> report, boolean interrupted, boolean resumable) {
    this.result = result;
    this.manifest = result.model().manifest();
    this.rows = manifest.provenance().data().rows();
    this.file = file;
    this.report = report;
    this.interrupted = interrupted;
    this.resumable = resumable;
  }

  /**
   * {@return the text of one fit}
   *
   * @param targets one summary of each target
   */
  public static String text(List<FitSummary> targets) {
    Facts facts = new Facts();
    FitSummary first = targets.get(0);
    first.start(facts);
    first.answers(facts);
    for (FitSummary own : targets.subList(1, targets.size())) {
      own.head(facts);
      own.answers(facts);
    }
    first.end(facts);
    return facts.text();
  }

  private void start(Facts facts) {
    facts.line("rows", "%s", MeasureText.of(rows, manifest.schema().target().map(Target::name)));
    head(facts);
    facts.line("flow", "%s", MeasureText.of(manifest.flow(), manifest.schema().dimension()));
    MeasureText.members(manifest).ifPresent(text -> facts.line("members", "%s", text));
    trained(facts);
  }

  private void head(Facts facts) {
    String name = manifest.schema().target().map(y -> y.name() + ": ").orElse("");
    facts.line("target", "%s%s", name, MeasureText.of(manifest.head()));
  }

  private void answers(Facts facts) {
    result.testEvaluation().ifPresent(test -> tested(facts, test));
    if (rows.test() == 0) {
      validated(facts);
    }
  }

  private void end(Facts facts) {
    MeasureText.few(rows.test()).ifPresent(few -> facts.line("few", "%s", few));
    if (rows.test() == 0) {
      facts.line("test", "none: no row was held out, so these figures flatter the model");
    }
    result.testDensity().ifPresentOrElse(test -> dense(facts, test), () -> dense(facts));
    MeasureText.groups(manifest.thresholds())
        .ifPresent(text -> facts.line("intervals", "%s", text));
    String written = report.map(path -> ", report " + path).orElse("");
    facts.line("files", "%s%s", file, written);
    if (interrupted) {
      facts.line("interrupted", "the best model so far was kept%s", resumable ? RESUME : "");
    }
    facts.line(
        "next", "diglm predict %s TABLE --out predictions.csv", Shell.quote(file.toString()));
  }

  private void trained(Facts facts) {
    if (result.history().isEmpty()) {
      facts.line("trained", "%s", MeasureText.CLOSED_FORM);
      return;
    }
    EpochRecord last = result.history().get(result.history().size() - 1);
    EpochRecord best =
        result.history().stream()
            .min(Comparator.comparingDouble(EpochRecord::validationLoss))
            .orElse(last);
    String skipped = last.skipped() == 0 ? "" : ", " + last.skipped() + " steps skipped";
    facts.line(
        "trained",
        "%d epochs, %,d steps, %.0f s; best epoch %d%s",
        last.epoch(),
        last.step(),
        last.seconds(),
        best.epoch(),
        skipped);
  }

  private void tested(Facts facts, Evaluation test) {
    facts.line("test", "%s", MeasureText.of(test.measures()));
    facts.line("constant", "%s (one answer for all rows)", MeasureText.of(constant()));
  }

  /**
   * Validation rows decided when training stopped, so their figures are too good, but better than
   * none.
   */
  private void validated(Facts facts) {
    String measures = Metrics.text(Json.at(manifest.metrics(), "/validation"));
    if (!measures.isEmpty() && manifest.schema().target().isPresent()) {
      facts.line("validation", "%s", measures);
    }
  }

  private void dense(Facts facts) {
    facts.line(
        "log p(x)",
        "train %.2f, validation %.2f nats on average",
        mean(result.trainLogDensity()),
        mean(result.validationLogDensity()));
  }

  private void dense(Facts facts, DensityEvaluation test) {
    double train = mean(result.trainLogDensity());
    double shift = test.logDensity().mean() - train;
    facts.line(
        "log p(x)",
        "train %.2f, test %.2f nats on average: test rows are %.2f nats %s dense",
        train,
        test.logDensity().mean(),
        Math.abs(shift),
        shift < 0 ? "less" : "more");
    facts.line(
        "rejected",
        "%,d of %,d test rows (%s)",
        test.rejected(),
        test.rows(),
        MeasureText.percent((double) test.rejected() / test.rows()));
  }

  /** The measures of the constant answer, which uses only the training targets. */
  private Measures constant() {
    Distribution marginal = manifest.marginal();
    Evaluator evaluator = result.predictor().evaluator();
    TargetEnds ends = manifest.schema().ends(result.table());
    double[] targets = manifest.schema().targets(result.table()).values();
    double[] weights = manifest.schema().weights(result.table());
    for (int row : result.test()) {
      if (ends.censored(row)) {
        evaluator.addBetween(0, false, marginal, ends.low(row), ends.high(row), weights[row]);
      } else if (!Double.isNaN(targets[row])) {
        evaluator.add(0, false, marginal, targets[row], weights[row]);
      }
    }
    return evaluator.evaluation().measures();
  }

  /**
   * {@return the JSON of one fit; of several targets, an object with that of each by its name}
   *
   * @param targets one summary of each target
   */
  public static String json(List<FitSummary> targets) {
    if (targets.size() == 1) {
      return Json.lines(targets.get(0).json());
    }
    JsonObject byTarget = new JsonObject();
    for (FitSummary own : targets) {
      byTarget.add(own.manifest.schema().requireTarget().name(), own.json());
    }
    JsonObject all = new JsonObject();
    all.add("targets", byTarget);
    return Json.lines(all);
  }

  private JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("model", file.toString());
    report.ifPresent(path -> json.addProperty("report", path.toString()));
    json.addProperty("family", Printable.lower(manifest.head().family()));
    manifest
        .schema()
        .target()
        .ifPresent(y -> json.addProperty("link", Printable.lower(manifest.head().link())));
    json.add("rows", Json.tree(rows));
    json.addProperty("members", manifest.networks());
    json.addProperty("epochs", result.history().size());
    json.addProperty("stopped", result.stopped());
    JsonObject density = new JsonObject();
    json.add("log_density", density);
    density.addProperty("train", mean(result.trainLogDensity()));
    density.addProperty("validation", mean(result.validationLogDensity()));
    result.testDensity().ifPresent(test -> density.addProperty("test", test.logDensity().mean()));
    result
        .testEvaluation()
        .map(Json::object)
        .or(() -> result.testDensity().map(Json::object))
        .ifPresent(test -> json.add("test", test));
    result.testEvaluation().ifPresent(test -> json.add("constant", Json.tree(constant())));
    json.add("warnings", Json.tree(manifest.warnings()));
    return json;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }
}
