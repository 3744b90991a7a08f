package io.diglm.cli;

import com.google.gson.JsonObject;
import io.diglm.cli.text.Facts;
import io.diglm.cli.text.Printable;
import io.diglm.cli.text.TargetNotes;
import io.diglm.data.ImageSource;
import io.diglm.json.Json;
import io.diglm.predict.JointPredictor;
import io.diglm.predict.Predictor;
import io.diglm.reporting.MeasureText;
import io.diglm.schema.CaseWeight;
import io.diglm.schema.Censoring;
import io.diglm.schema.Schema;
import io.diglm.schema.Table;
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

  @Mixin private SlackOption slack = new SlackOption();

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

  private List<TargetNotes> notes = List.of();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    TableInput input = rows.of(tables);
    try (JointPredictor joint = model.openJoint(slack)) {
      List<Evaluator> evaluators = joint.predictors().stream().map(Predictor::evaluator).toList();
      Schema schema = joint.first().manifest().schema();
      input.requireRowsOf(schema);
      if (maxError.isPresent() && joint.targets().size() > 1) {
        throw new IllegalArgumentException(
            "max-error must be of one target (--of), got a model of "
                + String.join(", ", joint.targets()));
      }
      classes = !schema.classes().isEmpty();
      requireMaxError(schema);
      weight = weight(schema);
      notes =
          joint.predictors().stream()
              .map(Predictor::manifest)
              .filter(manifest -> manifest.schema().target().isPresent())
              .map(TargetNotes::new)
              .toList();
      if (input.images()) {
        add(joint, input.readImages(part.or(ImageSource.Part.TEST)), evaluators);
      } else {
        List<String> others = new ArrayList<>(joint.targets());
        weight.ifPresent(others::add);
        schema.censoring().map(Censoring::columns).ifPresent(others::addAll);
        input
            .source()
            .columns(SavedModel.columns(joint.first(), others))
            .forEachBatch(PredictCommand.BATCH, batch -> add(joint, batch, evaluators));
      }
      bits = schema.image().map(shape -> shape.size() * Math.log(2));
      long answered = print(joint, evaluators);
      PrintWriter err = spec.commandLine().getErr();
      if (answered < before) {
        err.println(
            "note: %,d of %,d rows cannot be read, and are not measured (diglm predict says why)"
                .formatted(before - answered, before));
      }
      notes.stream().flatMap(own -> own.lines().stream()).map(Printable::of).forEach(err::println);
    }
    return 0;
  }

  /** Returns how many rows could be read. */
  private long print(JointPredictor joint, List<Evaluator> evaluators) {
    long answered = 0;
    PrintWriter out = spec.commandLine().getOut();
    JsonObject byTarget = new JsonObject();
    for (int k = 0; k < evaluators.size(); k++) {
      Evaluator evaluator = evaluators.get(k);
      Schema schema = joint.predictors().get(k).manifest().schema();
      if (schema.target().isEmpty()) {
        DensityEvaluation density = evaluator.density();
        print(density);
        return density.rows();
      }
      classes = !schema.classes().isEmpty();
      boolean errors = schema.censoring().isEmpty();
      Evaluation evaluation = evaluator.evaluation();
      answered = evaluation.rows();
      List<RiskCoverage> risks = errors ? List.of(evaluator.riskCoverage()) : List.of();
      boolean several = evaluators.size() > 1;
      if (several && !json) {
        out.print(new Facts().line("target", "%s", joint.targets().get(k)).text());
      }
      if (json) {
        JsonObject own = json(evaluation, risks);
        byTarget.add(joint.targets().get(k), own);
        if (!several) {
          out.println(Json.lines(own));
        }
      } else {
        out.print(text(evaluation, risks));
      }
    }
    if (json && evaluators.size() > 1) {
      JsonObject all = new JsonObject();
      all.add("targets", byTarget);
      out.println(Json.lines(all));
    }
    return answered;
  }

  private Optional<String> weight(Schema schema) {
    if (unweighted && weight.isPresent()) {
      throw new IllegalArgumentException(
          "weight must not come with --unweighted, got " + weight.get());
    }
    return unweighted ? Optional.empty() : weight.or(() -> schema.weight().map(CaseWeight::column));
  }

  private void add(JointPredictor joint, Table batch, List<Evaluator> evaluators) {
    joint
        .first()
        .manifest()
        .schema()
        .ends(batch, before); // so that messages count rows of all batches
    double[] weights =
        weight
            .map(column -> CaseWeight.read(batch, column, before))
            .orElseGet(() -> DoubleStream.generate(() -> 1).limit(batch.rows()).toArray());
    for (int k = 0; k < evaluators.size(); k++) {
      joint.predictors().get(k).evaluate(batch, evaluators.get(k), weights);
    }
    notes.forEach(own -> own.add(batch));
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
  private JsonObject json(Evaluation evaluation, List<RiskCoverage> risks) {
    JsonObject node = Json.object(evaluation);
    risks.forEach(risk -> node.addProperty("aurc", risk.area()));
    weight.ifPresent(column -> node.addProperty("weight", column));
    risks.forEach(risk -> maxError.ifPresent(most -> within(most, risk, node)));
    return node;
  }

  private String text(Evaluation evaluation, List<RiskCoverage> risks) {
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
    return facts.text();
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
