package io.diglm.cli;

import com.google.gson.JsonObject;
import io.diglm.cli.output.OwnFiles;
import io.diglm.cli.text.Facts;
import io.diglm.json.Json;
import io.diglm.model.AtomicFile;
import io.diglm.model.ModelFile;
import io.diglm.predict.Predictor;
import io.diglm.reporting.MeasureText;
import io.diglm.selective.Evaluation;
import io.diglm.selective.Evaluator;
import io.diglm.train.Update;
import java.io.PrintWriter;
import java.nio.file.Path;
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

/** {@code diglm update}: adds labelled rows to a model without a new fit. */
@Command(
    name = "update",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Lets a model learn from further labelled rows without a new fit. Its coefficients"
          + " are updated as if all rows had been seen at once. The model must have been fitted"
          + " with --bayes conjugate, bound or laplace.",
      ""
    })
final class UpdateCommand implements Callable<Integer> {
  @Mixin private SavedModel model = new SavedModel();

  @Parameters(index = "1..*", paramLabel = "TABLE", description = "The labelled rows.")
  private List<String> tables = new ArrayList<>();

  @Mixin private InputOptions rows = new InputOptions();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The model file to write. Default: replace the given file.")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--remove",
      description = "Remove rows that the model has learned from (needs --bayes conjugate).")
  private boolean remove;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    TableInput input = rows.of(tables);
    Path file = out.orElse(model.path());
    new OwnFiles().reads("a table", input.files()).writes("out", Optional.of(file));
    AtomicFile.requireWritable(file);
    try (Predictor before = model.open()) {
      Update update = Update.of(before);
      Evaluator old = new Evaluator(before.manifest().marginal());
      String target = before.manifest().schema().requireTarget().name();
      input
          .source()
          .columns(SavedModel.columns(before, SavedModel.answered(before, target)))
          .forEachBatch(
              PredictCommand.BATCH,
              batch -> {
                before.evaluate(batch, old);
                update.add(batch);
              });
      ModelFile updated = remove ? update.modelWithout() : update.model();
      model.save(updated, file);
      print(update, old.evaluation(), file);
    }
    return 0;
  }

  private void print(Update update, Evaluation before, Path file) {
    PrintWriter writer = spec.commandLine().getOut();
    if (json) {
      JsonObject node = new JsonObject();
      node.addProperty("model", file.toString());
      node.addProperty("removed", remove);
      node.addProperty("rows", update.rows());
      node.addProperty("skipped", update.skipped());
      node.addProperty("rejected", before.rejected());
      node.add("before", Json.tree(before.measures()));
      writer.println(Json.lines(node));
      return;
    }
    Facts facts = new Facts();
    facts.line(
        "rows",
        "%,d %s; %,d skipped (no target, or unreadable)",
        update.rows(),
        remove ? "removed" : "learned",
        update.skipped());
    facts.line("before", "%s on these rows", MeasureText.of(before.measures()));
    if (before.rejected() > 0) {
      facts.line(
          "unlike",
          "the model would refuse to answer %,d of them: the flow has not seen such rows, and an"
              + " update does not change it (fit again if they are here to stay)",
          before.rejected());
    }
    facts.line("files", "%s", file);
    writer.print(facts.text());
  }
}
