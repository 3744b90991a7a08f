package io.diglm.cli;

import io.diglm.data.ImageSource;
import io.diglm.predict.Predictor;
import io.diglm.selective.Evaluation;
import io.diglm.selective.Evaluator;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code diglm evaluate}: how good a model is on rows whose targets are known. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {"Measures a model on rows whose targets are known.", ""})
final class EvaluateCommand implements Callable<Integer> {
  @Mixin private SavedModel model = new SavedModel();

  @Parameters(
      index = "1..*",
      paramLabel = "TABLE",
      description = "The rows to measure on: tables or images.")
  private List<String> tables = new ArrayList<>();

  @Option(
      names = "--sql",
      paramLabel = "QUERY",
      description = "Instead of tables: a query in DuckDB's SQL.")
  private Optional<String> sql = Optional.empty();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Mixin private PartOption part = new PartOption();

  /** D ln 2 of images of D pixels and channels. */
  private Optional<Double> bits = Optional.empty();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    TableInput input = new TableInput(tables, sql);
    try (Predictor predictor = model.open()) {
      Evaluator evaluator = new Evaluator(predictor.manifest().marginal());
      input.requireRowsOf(predictor.manifest().schema());
      String target = predictor.manifest().schema().target().name();
      if (input.images()) {
        predictor.evaluate(input.readImages(part.or(ImageSource.Part.TEST)), evaluator);
      } else {
        input
            .source()
            .columns(SavedModel.columns(predictor, List.of(target)))
            .forEachBatch(PredictCommand.BATCH, batch -> predictor.evaluate(batch, evaluator));
      }
      bits = predictor.manifest().schema().image().map(shape -> shape.size() * Math.log(2));
      print(evaluator.evaluation());
    }
    return 0;
  }

  private void print(Evaluation evaluation) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.text(Json.tree(evaluation)));
      return;
    }
    Facts facts = new Facts();
    facts.line("rows", "%,d", evaluation.rows());
    facts.line("answers", "%s", MeasureText.of(evaluation.measures()));
    facts.line("selective", "%s", MeasureText.of(evaluation.selective()));
    facts.line("", "(as above, but rejected rows get the answer of the training targets alone)");
    double logDensity = evaluation.logDensity().mean();
    facts.line("log p(x)", "%.4f nats in the mean", logDensity);
    bits.ifPresent(b -> facts.line("", "(%.4f bits per dimension)", -logDensity / b));
    facts.line(
        "rejected",
        "%,d (%s)",
        evaluation.rejected(),
        MeasureText.percent((double) evaluation.rejected() / evaluation.rows()));
    out.print(facts.text());
  }
}
