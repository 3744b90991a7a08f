package io.diglm.cli;

import com.google.gson.JsonObject;
import io.diglm.explain.AnomalyGroups;
import io.diglm.json.Json;
import io.diglm.predict.Predictor;
import io.diglm.reporting.MeasureText;
import io.diglm.schema.Table;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code diglm groups}: refused rows in groups that are unusual in the same way. */
@Command(
    name = "groups",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Puts the rows that a model refuses into groups that are unusual in the same columns and in"
          + " the same way, the largest first. Needs the density of cells.",
      ""
    })
final class GroupsCommand implements Callable<Integer> {
  @Mixin private SavedModel model = new SavedModel();

  @Mixin private SlackOption slack = new SlackOption();

  @Parameters(index = "1..*", paramLabel = "TABLE", description = "The rows: a table.")
  private List<String> tables = new ArrayList<>();

  @Mixin private InputOptions rows = new InputOptions();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** What is printed as JSON; rows are counted from 1. */
  private record Found(int rows, int refused, List<AnomalyGroups.Group> groups) {}

  @Override
  public Integer call() {
    TableInput input = rows.of(tables);
    try (Predictor predictor = model.open(slack)) {
      input.requireRowsOf(predictor.manifest().schema());
      AnomalyGroups grouping = AnomalyGroups.of(predictor);
      Table table = input.source().columns(SavedModel.columns(predictor, List.of())).read();
      List<AnomalyGroups.Group> groups =
          grouping.of(table).stream().map(GroupsCommand::countedFromOne).toList();
      print(new Found(table.rows(), groups.stream().mapToInt(g -> g.rows().size()).sum(), groups));
    }
    return 0;
  }

  private static AnomalyGroups.Group countedFromOne(AnomalyGroups.Group group) {
    return new AnomalyGroups.Group(
        group.signs(), group.rows().stream().map(row -> row + 1).toList(), group.farthest() + 1);
  }

  private void print(Found found) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonObject node = Json.object(found);
      out.println(Json.lines(node));
      return;
    }
    out.printf(
        Locale.ROOT,
        "%,d of %,d rows are refused (%s), in %,d %s%n",
        found.refused(),
        found.rows(),
        MeasureText.percent(found.rows() == 0 ? 0 : (double) found.refused() / found.rows()),
        found.groups().size(),
        found.groups().size() == 1 ? "group" : "groups");
    for (AnomalyGroups.Group group : found.groups()) {
      String signs =
          group.signs().isEmpty() ? "no single column" : String.join(", ", group.signs());
      out.printf(
          Locale.ROOT,
          "%,7d  %s (least probable: row %,d)%n",
          group.rows().size(),
          signs,
          group.farthest());
    }
  }
}
