package io.diglm.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.diglm.json.Json;
import io.diglm.model.DataSummary;
import io.diglm.model.FamilyName;
import io.diglm.model.Manifest;
import io.diglm.model.ModelFile;
import io.diglm.model.Provenance;
import io.diglm.model.UpdateRecord;
import io.diglm.reporting.MeasureText;
import io.diglm.schema.Feature;
import io.diglm.schema.Target;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
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

  @Option(names = "--json", description = "Print the manifest as one JSON object.")
  private boolean json;

  @Option(
      names = "--config",
      description = "Print the options of the fit as a file for diglm fit --config FILE.")
  private boolean config;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Manifest manifest = ModelFile.load(path).manifest();
    PrintWriter out = spec.commandLine().getOut();
    if (config) {
      if (json) {
        throw new IllegalArgumentException("config must not come with --json, got both");
      }
      out.print(ConfigText.of(path, manifest));
      return 0;
    }
    if (json) {
      JsonObject node = Json.object(manifest);
      node.remove("golden");
      out.println(Json.lines(node));
      return 0;
    }
    Facts facts = new Facts();
    provenance(facts, manifest.provenance());
    model(facts, manifest);
    schema(facts, manifest);
    for (UpdateRecord update : manifest.updates()) {
      facts.line(
          "update",
          "%,d rows of %s %s, %s",
          update.rows(),
          update.source(),
          update.removed() ? "removed" : "learned",
          update.created());
    }
    manifest.warnings().forEach(warning -> facts.line("warning", "%s", warning));
    out.print(facts.text());
    return 0;
  }

  private void provenance(Facts facts, Provenance from) {
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
    facts.line("rows", "%s", MeasureText.of(data.rows()));
    facts.line("seed", "%d", from.seed());
  }

  private static void model(Facts facts, Manifest manifest) {
    facts.line("flow", "%s", MeasureText.of(manifest.flow(), manifest.schema().dimension()));
    if (manifest.head().family() != FamilyName.NONE) {
      facts.line("head", "%s", MeasureText.of(manifest.head()));
    }
    MeasureText.members(manifest).ifPresent(text -> facts.line("members", "%s", text));
    facts.line("trained", "%d epochs", manifest.history().size());
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

  private static void target(Facts facts, Target target) {
    String classes = target.categorical() ? ", one of " + String.join(", ", target.classes()) : "";
    facts.line("target", "%s (%s%s)", target.name(), Values.lower(target.type()), classes);
  }

  private static void schema(Facts facts, Manifest manifest) {
    manifest
        .schema()
        .target()
        .ifPresentOrElse(
            target -> target(facts, target),
            () -> facts.line("target", "none: the model is of p(x) alone"));
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
          Values.lower(feature.type()),
          feature.axes().size(),
          feature.axes().size() == 1 ? "dimension" : "dimensions",
          feature.mayBeMissing() ? ", may be missing" : "");
    }
  }
}
