package io.diglm.cli;

import io.diglm.cli.output.AnsweringSink;
import io.diglm.cli.output.BackgroundSink;
import io.diglm.cli.output.OwnFiles;
import io.diglm.cli.output.RowSink;
import io.diglm.cli.text.Shell;
import io.diglm.data.ColumnInfo;
import io.diglm.data.ImageSource;
import io.diglm.data.TableSource;
import io.diglm.explain.ColumnSurprise;
import io.diglm.explain.Explanations;
import io.diglm.model.AtomicFile;
import io.diglm.page.ReportWriter;
import io.diglm.predict.AnswerChoice;
import io.diglm.predict.JointColumns;
import io.diglm.predict.JointPredictor;
import io.diglm.predict.Prediction;
import io.diglm.predict.PredictionColumns;
import io.diglm.predict.Predictor;
import io.diglm.reporting.RejectedImages;
import io.diglm.schema.Cells;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code diglm predict}: writes one row for every row that it reads, in order. */
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Predicts every row: the answer, how probable the row itself is, and whether the"
          + " model refuses to answer.",
      ""
    })
final class PredictCommand implements Callable<Integer> {
  static final int BATCH = 1 << 14;

  @Mixin private SavedModel model = new SavedModel();

  @Mixin private SlackOption slack = new SlackOption();

  @Parameters(
      index = "1..*",
      paramLabel = "TABLE",
      description = "The rows to predict: tables or images; - is standard input.")
  private List<String> tables = new ArrayList<>();

  @Mixin private InputOptions rows = new InputOptions();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "The file to write; its name tells the format: CSV, TSV, Parquet or JSON lines. Default:"
              + " -, standard output.")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--keep",
      paramLabel = "COLUMN",
      split = ",",
      description = "Input columns to copy to the output.")
  private List<String> keep = new ArrayList<>();

  @Option(
      names = "--interval",
      paramLabel = "SHARE",
      description = "Share of the central interval of a number. Default: 0.9.")
  private Optional<Double> interval = Optional.empty();

  @Option(
      names = "--coverage",
      paramLabel = "C",
      description =
          "Instead of the interval: an interval, or a set of labels, that contains the target for"
              + " this share of ordinary rows. It is calibrated on held-out rows.")
  private Optional<Double> coverage = Optional.empty();

  @Option(
      names = "--quantiles",
      paramLabel = "P",
      split = ",",
      description = "Quantiles of a number instead of the interval, such as 0.1,0.5,0.9.")
  private double[] quantiles = {};

  @Mixin private PurposeOptions purposes = new PurposeOptions();

  @Option(
      names = "--explain",
      description =
          "Add two columns. why: the contribution of each column to how improbable the row"
              + " is, in nats. nearest_accepted: the smallest change found after which a rejected"
              + " row would be accepted.")
  private boolean explain;

  @Option(
      names = "--column-scores",
      description =
          "Add a column surprise_COLUMN for each column: how improbable its cell is given the"
              + " others, in nats above the usual. This is fast, whereas --explain is slow.")
  private boolean columnScores;

  @Mixin private OutputFormatOption outputFormat = new OutputFormatOption();

  @Mixin private PartOption part = new PartOption();

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "For images: write which images were rejected, and why, as one HTML file.")
  private Optional<Path> report = Optional.empty();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    TableInput input = rows.of(tables);
    new OwnFiles()
        .reads("the model", List.of(model.path()))
        .reads("a table", out.isPresent() || report.isPresent() ? input.files() : List.of())
        .reads("loss", purposes.files())
        .writes("out", RowSink.file(out))
        .writes("report", report);
    try (JointPredictor joint = model.openJoint(slack)) {
      Predictor predictor = joint.first();
      input.requireRowsOf(predictor.manifest().schema());
      requireOneTarget(joint);
      List<PredictionColumns> answers =
          answers(joint).stream().map(own -> own.with(purposes.purposes())).toList();
      JointColumns columns = new JointColumns(joint, answers);
      columns.requireOtherNames(keep);
      Optional<Explanations> explanations =
          explain ? Optional.of(Explanations.of(predictor)) : Optional.empty();
      Optional<ColumnSurprise> surprise =
          columnScores ? Optional.of(ColumnSurprise.of(predictor)) : Optional.empty();
      if (input.images()) {
        images(predictor, answers.get(0), input.readImages(part.or(ImageSource.Part.TEST)));
        return 0;
      }
      if (report.isPresent()) {
        throw new IllegalArgumentException("report must be of images, got a table");
      }
      TableSource source = input.source().columns(SavedModel.columns(predictor, keep)).exact(keep);
      List<TableColumn> shape = new ArrayList<>(shape(source));
      shape.addAll(columns.shape());
      explanations.ifPresent(why -> shape.addAll(why.columns(new Table("", List.of(), 0))));
      surprise.ifPresent(cells -> shape.addAll(cells.shape()));
      RowSink to = outputFormat.open(out, shape, spec.commandLine().getOut());
      // While one batch is computed, the next is read and the previous one is written.
      try (RowSink sink =
          new BackgroundSink(new AnsweringSink(joint, columns, explanations, surprise, to))) {
        source.forEachBatch(BATCH, sink::append);
        sink.commit();
      }
    }
    return 0;
  }

  /** What is asked for must not be of one target where there are several. */
  private void requireOneTarget(JointPredictor joint) {
    if (joint.targets().size() < 2) {
      return;
    }
    String only = String.join(", ", joint.targets());
    if (!purposes.purposes().isEmpty()) {
      throw new IllegalArgumentException(
          "answers for a purpose must be of one target (--of), got a model of " + only);
    }
    if (explain && !joint.judgesAlike()) {
      throw new IllegalArgumentException(
          "explain must be of one target (--of), got a model of %s, which refuse other rows"
              .formatted(only));
    }
  }

  /** Images are identified by their file, if they have one. */
  private void images(Predictor predictor, PredictionColumns columns, Table table) {
    report.ifPresent(AtomicFile::requireWritable);
    List<String> kept = keep.isEmpty() && table.find("file").isPresent() ? List.of("file") : keep;
    List<TableColumn> shape = new ArrayList<>(kept.stream().distinct().map(table::column).toList());
    Table bare = new Table(table.source(), shape, table.rows(), table.images());
    shape.addAll(columns.of(List.of()));
    RejectedImages rejected = new RejectedImages(predictor.manifest().schema().classes());
    try (RowSink sink = outputFormat.open(out, shape, spec.commandLine().getOut())) {
      for (int from = 0; from < table.rows(); from += BATCH) {
        int to = Math.min(table.rows(), from + BATCH);
        Table batch = bare.slice(from, to);
        List<Prediction> predictions = predictor.predict(batch);
        sink.append(columns.table(batch, predictions));
        rejected.add(table.slice(from, to), from, predictions);
      }
      sink.commit();
    }
    String command = Shell.command(spec.commandLine().getParent().getParseResult().originalArgs());
    report.ifPresent(file -> ReportWriter.write(rejected.report(table.source(), command), file));
  }

  private List<PredictionColumns> answers(JointPredictor joint) {
    List<Double> wanted = Arrays.stream(quantiles).boxed().toList();
    return new AnswerChoice(interval, coverage, wanted).columns(joint);
  }

  /** Returns the kept columns without their cells. */
  private List<TableColumn> shape(TableSource source) {
    if (keep.isEmpty()) {
      return List.of();
    }
    List<ColumnInfo> infos = source.columns(keep).describe();
    Table empty =
        new Table(
            source.name(),
            infos.stream()
                .map(i -> new TableColumn(i.name(), i.type(), new Cells.Numbers(new double[0])))
                .toList(),
            0);
    return keep.stream().distinct().map(empty::column).toList();
  }
}
