package io.diglm.cli;

import io.diglm.cli.output.OwnFiles;
import io.diglm.cli.output.RowSink;
import io.diglm.data.ImageSource;
import io.diglm.data.TableSource;
import io.diglm.explain.Ranking;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.schema.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code diglm rank}: lists the unlabelled rows to label next. */
@Command(
    name = "rank",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Lists the rows that are most worth a label, best first. Their targets would tell the"
          + " model most, and they differ from each other. Rows that the model would refuse to"
          + " answer, and rows that have a target, are left out.",
      ""
    })
final class RankCommand implements Callable<Integer> {
  @Mixin private SavedModel model = new SavedModel();

  @Mixin private SlackOption slack = new SlackOption();

  @Parameters(index = "1..*", paramLabel = "TABLE", description = "The rows: tables or images.")
  private List<String> tables = new ArrayList<>();

  @Mixin private InputOptions input = new InputOptions();

  @Option(
      names = {"-n", "--rows"},
      paramLabel = "N",
      defaultValue = "100",
      description = "How many rows to list. Default: ${DEFAULT-VALUE}.")
  private int rows;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "The file to write; its name tells the format: CSV, TSV, Parquet or JSON lines. Default:"
              + " CSV to standard output.")
  private Optional<Path> out = Optional.empty();

  @Mixin private OutputFormatOption outputFormat = new OutputFormatOption();

  @Mixin private PartOption part = new PartOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (rows < 1) {
      throw new IllegalArgumentException("rows must be at least 1, got " + rows);
    }
    TableInput input = this.input.of(tables);
    new OwnFiles()
        .reads("the model", List.of(model.path()))
        .reads("a table", out.isPresent() ? input.files() : List.of())
        .writes("out", RowSink.file(out));
    try (Predictor predictor = model.open(slack)) {
      input.requireRowsOf(predictor.manifest().schema());
      Table all =
          input.images()
              ? input.readImages(part.or(ImageSource.Part.TEST))
              : rows(input.source(), predictor);
      int[] unlabelled = unlabelled(predictor, all);
      List<Ranking.Choice> choices = Ranking.of(predictor, all.take(unlabelled), rows);
      Table ranked = ranked(all, unlabelled, choices);
      try (RowSink sink = outputFormat.open(out, ranked.columns(), spec.commandLine().getOut())) {
        sink.append(ranked);
        sink.commit();
      }
    }
    return 0;
  }

  /** The columns are copied to the output. */
  private static Table rows(TableSource source, Predictor predictor) {
    String target = predictor.manifest().schema().requireTarget().name();
    List<String> copied =
        source.columnNames().stream().filter(name -> !name.equals(target)).toList();
    return source.exact(copied).read();
  }

  private static int[] unlabelled(Predictor predictor, Table table) {
    Target target = predictor.manifest().schema().requireTarget();
    if (table.find(target.name()).isEmpty()) {
      return IntStream.range(0, table.rows()).toArray();
    }
    double[] targets = target.read(table).values();
    int[] without =
        IntStream.range(0, targets.length).filter(row -> Double.isNaN(targets[row])).toArray();
    if (without.length == 0) {
      throw new IllegalArgumentException(
          "rows must include one without a target, got %d that all have one"
              .formatted(targets.length));
    }
    return without;
  }

  /**
   * The columns of the output: the row number and the value of a label, followed by the columns of
   * the rows.
   */
  private static Table ranked(Table all, int[] unlabelled, List<Ranking.Choice> choices) {
    int[] rows = choices.stream().mapToInt(choice -> unlabelled[choice.row()]).toArray();
    List<TableColumn> columns = new ArrayList<>();
    double[] numbers = IntStream.of(rows).mapToDouble(row -> row + 1).toArray();
    columns.add(new TableColumn("row", StorageType.INTEGER, new Cells.Numbers(numbers)));
    columns.add(column("information", choices, Ranking.Choice::information));
    columns.add(column("novelty_p_value", choices, Ranking.Choice::noveltyPValue));
    List<String> taken = columns.stream().map(TableColumn::name).toList();
    all.take(rows).columns().stream()
        .filter(column -> !taken.contains(column.name()))
        .forEach(columns::add);
    return new Table(all.source(), columns, rows.length);
  }

  private static TableColumn column(
      String name, List<Ranking.Choice> choices, ToDoubleFunction<Ranking.Choice> value) {
    double[] values = choices.stream().mapToDouble(value).toArray();
    return new TableColumn(name, StorageType.DECIMAL, new Cells.Numbers(values));
  }
}
