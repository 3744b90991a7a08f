package io.diglm.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.diglm.cli.text.Facts;
import io.diglm.cli.text.InsightText;
import io.diglm.cli.text.Metrics;
import io.diglm.cli.text.Printable;
import io.diglm.insight.HeadCoefficients;
import io.diglm.insight.MarginalEffects;
import io.diglm.json.Json;
import io.diglm.model.DataSummary;
import io.diglm.model.FamilyName;
import io.diglm.model.JointModel;
import io.diglm.model.Manifest;
import io.diglm.model.ModelFile;
import io.diglm.model.Provenance;
import io.diglm.model.UpdateRecord;
import io.diglm.predict.Predictor;
import io.diglm.reporting.MeasureText;
import io.diglm.schema.CaseWeight;
import io.diglm.schema.Censoring;
import io.diglm.schema.Feature;
import io.diglm.schema.Schema;
import io.diglm.schema.Table;
import io.diglm.schema.Target;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code diglm info}: shows the content of a model file. */
@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {"Shows the data, the settings and the measures of a model.", ""})
final class InfoCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "MODEL", description = "A model file from diglm fit.")
  private Path path = Path.of("");

  @Mixin private OfOption of = new OfOption();

  @Option(
      names = "--json",
      description = "Print the manifest, or what --head and --effects print, as JSON.")
  private boolean json;

  @Option(
      names = "--config",
      description = "Print the options of the fit as a file for diglm fit --config FILE.")
  private boolean config;

  @Option(
      names = "--head",
      description =
          "Print the coefficients of the GLM on the features z, with their posterior deviations if"
              + " there is a posterior, the most important first.")
  private boolean head;

  @Option(
      names = "--effects",
      paramLabel = "TABLE",
      description =
          "Print the average marginal effect of each column on the answers for the rows of a table:"
              + " the derivative by a number per unit, the difference between two levels of a"
              + " category.")
  private Optional<String> effects = Optional.empty();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (head || effects.isPresent()) {
      insight(out);
      return 0;
    }
    JointModel joint = of.joint(path);
    Manifest manifest = joint.models().get(0).manifest();
    if (config) {
      if (json) {
        throw new IllegalArgumentException("config must not come with --json, got both");
      }
      out.print(ConfigText.of(path, manifest));
      return 0;
    }
    if (json) {
      out.println(Json.lines(json(joint)));
      return 0;
    }
    Facts facts = new Facts();
    provenance(facts, manifest);
    if (joint.models().size() > 1) {
      facts.line("targets", "%s (--of TARGET shows one)", String.join(", ", joint.targets()));
    }
    model(facts, manifest);
    schema(facts, manifest);
    updates(facts, manifest);
    for (ModelFile other : joint.models().subList(1, joint.models().size())) {
      other.manifest().schema().target().ifPresent(target -> target(facts, target));
      head(facts, other.manifest());
      answers(facts, other.manifest());
      updates(facts, other.manifest());
    }
    joint.models().stream()
        .flatMap(model -> model.manifest().warnings().stream())
        .distinct()
        .forEach(warning -> facts.line("warning", "%s", warning));
    out.print(facts.text());
    return 0;
  }

  /** The manifest, or by target those of several. */
  private static JsonObject json(JointModel joint) {
    JsonObject all = new JsonObject();
    for (ModelFile model : joint.models()) {
      JsonObject node = Json.object(model.manifest());
      node.remove("golden");
      if (joint.models().size() == 1) {
        return node;
      }
      all.add(model.manifest().schema().requireTarget().name(), node);
    }
    JsonObject targets = new JsonObject();
    targets.add("targets", all);
    return targets;
  }

  private static void updates(Facts facts, Manifest manifest) {
    for (UpdateRecord update : manifest.updates()) {
      facts.line(
          "update",
          "%,d rows of %s %s, %s",
          update.rows(),
          update.source(),
          update.removed() ? "removed" : "learned",
          update.created());
    }
  }

  private void insight(PrintWriter out) {
    if (config) {
      throw new IllegalArgumentException("config must not come with --head or --effects, got both");
    }
    try (Predictor predictor = Predictor.open(of.load(path), path.toString())) {
      Optional<HeadCoefficients> coefficients =
          head ? Optional.of(HeadCoefficients.of(predictor.file())) : Optional.empty();
      Optional<MarginalEffects> averages = effects.map(table -> averages(predictor, table));
      if (json) {
        JsonObject node = new JsonObject();
        coefficients.ifPresent(c -> node.add("head", Json.tree(c)));
        averages.ifPresent(a -> node.add("effects", Json.tree(a)));
        out.println(Json.lines(node));
        return;
      }
      Facts facts = new Facts();
      coefficients.ifPresent(c -> InsightText.head(facts, predictor.manifest(), c));
      averages.ifPresent(a -> InsightText.effects(facts, predictor.manifest(), a));
      out.print(facts.text());
    }
  }

  private static MarginalEffects averages(Predictor predictor, String table) {
    Schema schema = predictor.manifest().schema();
    schema.requireTarget();
    TableInput input = new InputOptions().of(List.of(table));
    input.requireRowsOf(schema);
    List<String> weight = schema.weight().map(CaseWeight::column).stream().toList();
    Table rows = input.source().columns(SavedModel.columns(predictor, weight)).read();
    return MarginalEffects.of(predictor.file(), rows);
  }

  private void provenance(Facts facts, Manifest manifest) {
    Provenance from = manifest.provenance();
    DataSummary data = from.data();
    facts.line("model", "%s, written by diglm %s", path, from.libraryVersion());
    facts.line(
        "made",
        "%s with Java %s on %s, %s",
        from.created(),
        from.java(),
        from.os(),
        from.machineClass());
    facts.line("data", "%s (sha256 %s)", String.join(", ", data.sources()), data.sha256());
    facts.line(
        "rows", "%s", MeasureText.of(data.rows(), manifest.schema().target().map(Target::name)));
    facts.line("seed", "%d", from.seed());
  }

  private static void model(Facts facts, Manifest manifest) {
    facts.line("flow", "%s", MeasureText.of(manifest.flow(), manifest.schema().dimension()));
    head(facts, manifest);
    MeasureText.members(manifest).ifPresent(text -> facts.line("members", "%s", text));
    int epochs = manifest.history().size();
    facts.line("trained", "%s", epochs == 0 ? MeasureText.CLOSED_FORM : epochs + " epochs");
    answers(facts, manifest);
  }

  private static void head(Facts facts, Manifest manifest) {
    if (manifest.head().family() != FamilyName.NONE) {
      facts.line("head", "%s", MeasureText.of(manifest.head()));
    }
  }

  /** What a model of one of several targets has for itself. */
  private static void answers(Facts facts, Manifest manifest) {
    for (String set : List.of("validation", "test")) {
      JsonElement metrics = Json.at(manifest.metrics(), "/" + set);
      String flat = Metrics.text(metrics);
      if (!flat.isEmpty()) {
        JsonElement mean = Json.at(metrics, "/log_density/mean");
        double logDensity = Json.isNumber(mean) ? mean.getAsDouble() : Double.NaN;
        facts.line(set, "%s, log p(x) %s", flat, MeasureText.number(logDensity));
      }
    }
    long test = manifest.provenance().data().rows().test();
    MeasureText.few(test).ifPresent(few -> facts.line("few", "%s", few));
    if (test == 0) {
      facts.line("test", "none: no row was held out");
    }
    facts.line("rejects", "%s", MeasureText.of(manifest.thresholds()));
    MeasureText.groups(manifest.thresholds())
        .ifPresent(text -> facts.line("intervals", "%s", text));
  }

  private static void censoring(Facts facts, Censoring censoring) {
    boolean event = censoring.coding() == Censoring.Coding.EVENT;
    facts.line(
        event ? "event" : "censored",
        "%s (%s, not a feature)",
        censoring.column(),
        event ? "1 where the target was observed" : "how the target is censored");
    censoring.upper().ifPresent(u -> facts.line("upper", "%s (upper ends of intervals)", u));
  }

  private static void target(Facts facts, Target target) {
    String classes = target.categorical() ? ", one of " + String.join(", ", target.classes()) : "";
    facts.line("target", "%s (%s%s)", target.name(), Printable.lower(target.type()), classes);
  }

  private static void schema(Facts facts, Manifest manifest) {
    manifest
        .schema()
        .target()
        .ifPresentOrElse(
            target -> target(facts, target),
            () -> facts.line("target", "none: the model is of p(x) alone"));
    manifest.schema().censoring().ifPresent(censoring -> censoring(facts, censoring));
    manifest
        .schema()
        .weight()
        .ifPresent(w -> facts.line("weight", "%s (case weights, not a feature)", w.column()));
    manifest
        .schema()
        .offset()
        .ifPresent(
            o ->
                facts.line(
                    "offset",
                    "%s%s (not a feature; rows to predict need it)",
                    o.column(),
                    o.exposure() ? ", an exposure: its logarithm" : ""));
    manifest
        .schema()
        .image()
        .ifPresent(i -> facts.line("images", "%s (channels x height x width)", i));
    for (Feature feature : manifest.schema().features()) {
      facts.line(
          "feature",
          "%s (%s, %d %s%s)",
          feature.name(),
          Printable.lower(feature.type()),
          feature.axes().size(),
          feature.axes().size() == 1 ? "dimension" : "dimensions",
          feature.mayBeMissing() ? ", may be missing" : "");
    }
  }
}
