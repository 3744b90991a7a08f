package io.diglm.cli;

import com.google.gson.JsonObject;
import io.diglm.data.ImageSource;
import io.diglm.json.Json;
import io.diglm.predict.Predictor;
import io.diglm.reporting.MeasureText;
import io.diglm.schema.CaseWeight;
import io.diglm.schema.Censoring;
import io.diglm.schema.Schema;
import io.diglm.schema.Table;
import io.diglm.schema.Target;
import io.diglm.selective.DensityEvaluation;
import io.diglm.selective.Evaluation;
import io.diglm.selective.Evaluator;
import io.diglm.selective.RiskCoverage;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code diglm evaluate}: measures a model on rows with known targets; for a model of p(x) alone,
 * measures how probable rows are.
 */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Measures a model on rows with known targets. A model of p(x) alone needs no targets.",
      ""
    })
final class EvaluateCommand implements Callable<Integer> {
  @Mixin private SavedModel model = new SavedModel();

  @Parameters(
      index = "1..*",
      paramLabel = "TABLE",
      description = "The rows to measure on: tables or images.")
  private List<String> tables = new ArrayList<>();

  @Mixin private InputOptions rows = new InputOptions();

  @Option(
      names = "--max-error",
      paramLabel = "R",
      description =
          "Also print the share of rows, the most certain first, that could be answered"
              + " with an error of at most R: the share of wrong classes, or the mean absolute"
              + " error of a number.")
  private Optional<Double> maxError = Optional.empty();

  @Option(
      names = "--weight",
      paramLabel = "COLUMN",
      description =
          "The column of case weights: all means are weighted. Default: the column that the fit was"
              + " given, if any.")
  private Optional<String> weight = Optional.empty();

  @Option(names = "--unweighted", description = "Count all rows alike, whatever the fit was given.")
  private boolean unweighted;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Mixin private PartOption part = new PartOption();

  /** D ln 2 for images with D pixels and channels. */
  private Optional<Double> bits = Optional.empty();

  private boolean classes;

  /** Rows before the batch at hand. */
  private long before;

  private Optional<TargetNotes> notes = Optional.empty();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    TableInput input = rows.of(tables);
    try (Predictor predictor = model.open()) {
      Evaluator evaluator = predictor.evaluator();
      input.requireRowsOf(predictor.manifest().schema());
      Schema schema = predictor.manifest().schema();
      classes = !schema.classes().isEmpty();
      requireMaxError(schema);
      List<String> target = schema.target().map(Target::name).stream().toList();
      notes = schema.target().map(known -> new TargetNotes(predictor.manifest()));
      weight = weight(schema);
      if (input.images()) {
        add(predictor, input.readImages(part.or(ImageSource.Part.TEST)), evaluator);
      } else {
        List<String> others = new ArrayList<>(target);
        weight.ifPresent(others::add);
        schema.censoring().map(Censoring::columns).ifPresent(others::addAll);
        input
            .source()
            .columns(SavedModel.columns(predictor, others))
            .forEachBatch(PredictCommand.BATCH, batch -> add(predictor, batch, evaluator));
      }
      bits = predictor.manifest().schema().image().map(shape -> shape.size() * Math.log(2));
      if (target.isEmpty()) {
        print(evaluator.density());
      } else {
        boolean errors = schema.censoring().isEmpty();
        print(evaluator.evaluation(), errors ? List.of(evaluator.riskCoverage()) : List.of());
      }
      PrintWriter err = spec.commandLine().getErr();
      notes.map(TargetNotes::lines).orElse(List.of()).stream()
          .map(Printable::of)
          .forEach(err::println);
    }
    return 0;
  }

  private Optional<String> weight(Schema schema) {
    if (unweighted && weight.isPresent()) {
      throw new IllegalArgumentException(
          "weight must not come with --unweighted, got " + weight.get());
    }
    return unweighted ? Optional.empty() : weight.or(() -> schema.weight().map(CaseWeight::column));
  }

  private void add(Predictor predictor, Table batch, Evaluator evaluator) {
    predictor.manifest().schema().ends(batch, before); // so that messages count rows of all batches
    double[] weights =
        weight
            .map(column -> CaseWeight.read(batch, column, before))
            .orElseGet(() -> DoubleStream.generate(() -> 1).limit(batch.rows()).toArray());
    predictor.evaluate(batch, evaluator, weights);
    notes.ifPresent(all -> all.add(batch));
    before += batch.rows();
  }

  private void print(DensityEvaluation density) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonObject node = Json.object(density);
      weight.ifPresent(column -> node.addProperty("weight", column));
      out.println(Json.lines(node));
      return;
    }
    Facts facts = new Facts();
    facts.line("rows", "%,d%s", density.rows(), weighted());
    density(facts, density.logDensity().mean(), density.rejected(), density.rows());
    out.print(facts.text());
  }

  private String weighted() {
    return weight.map(column -> ", means weighted by '%s'".formatted(column)).orElse("");
  }

  private void density(Facts facts, double logDensity, long rejected, long rows) {
    facts.line("log p(x)", "%.4f nats on average", logDensity);
    bits.ifPresent(b -> facts.line("", "(%.4f bits per dimension)", -logDensity / b));
    facts.line("rejected", "%,d (%s)", rejected, MeasureText.percent((double) rejected / rows));
  }

  /** Without a risk, errors are not known, since targets may be censored. */
  private void print(Evaluation evaluation, List<RiskCoverage> risks) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonObject node = Json.object(evaluation);
      risks.forEach(risk -> node.addProperty("aurc", risk.area()));
      weight.ifPresent(column -> node.addProperty("weight", column));
      risks.forEach(risk -> maxError.ifPresent(most -> within(most, risk, node)));
      out.println(Json.lines(node));
      return;
    }
    Facts facts = new Facts();
    facts.line("rows", "%,d%s", evaluation.rows(), weighted());
    facts.line("answers", "%s", MeasureText.of(evaluation.measures()));
    facts.line("selective", "%s", MeasureText.of(evaluation.selective()));
    facts.line("", "(as above, but rejected rows get the answer of the training targets alone)");
    density(facts, evaluation.logDensity().mean(), evaluation.rejected(), evaluation.rows());
    for (RiskCoverage risk : risks) {
      facts.line("AURC", "%.5g (mean %s over all shares of rows kept)", risk.area(), lossName());
      maxError.ifPresent(most -> facts.line("coverage", "%s", within(most, risk)));
    }
    out.print(facts.text());
  }

  private void requireMaxError(Schema schema) {
    maxError.ifPresent(
        most -> {
          schema.requireTarget();
          schema.requireObserved("max-error");
          if (!(most >= 0) || (classes && most > 1)) {
            throw new IllegalArgumentException(
                "max-error must be %s, got %s"
                    .formatted(classes ? "a share between 0 and 1" : "at least 0", most));
          }
        });
  }

  private String lossName() {
    return classes ? "error" : "absolute error";
  }

  private void within(double most, RiskCoverage risk, JsonObject node) {
    int rows = risk.rowsWithin(most);
    JsonObject selection = new JsonObject();
    node.add("within_max_error", selection);
    selection.addProperty("max_error", most);
    selection.addProperty("coverage", rows == 0 ? 0 : risk.coverage()[rows - 1]);
    if (rows > 0) {
      selection.addProperty(classes ? "least_confidence" : "largest_sd", threshold(risk, rows));
    }
  }

  private String within(double most, RiskCoverage risk) {
    int rows = risk.rowsWithin(most);
    if (rows == 0) {
      return "none of the rows can be answered at an %s of at most %s".formatted(lossName(), most);
    }
    return "%s of the rows at an %s of at most %s: those with %s %.4g"
        .formatted(
            MeasureText.percent(risk.coverage()[rows - 1]),
            lossName(),
            most,
            classes ? "a confidence of at least" : "a standard deviation of at most",
            threshold(risk, rows));
  }

  private double threshold(RiskCoverage risk, int rows) {
    double score = risk.score()[rows - 1];
    return classes ? 1 + score : -score;
  }
}
