package io.diglm.cli;

import io.diglm.cli.text.Printable;
import io.diglm.data.ImageSource;
import io.diglm.explain.ShareOfRows;
import io.diglm.model.AtomicFile;
import io.diglm.model.JointModel;
import io.diglm.model.ModelFile;
import io.diglm.model.Thresholds;
import io.diglm.predict.JointPredictor;
import io.diglm.predict.Predictor;
import io.diglm.reporting.MeasureText;
import io.diglm.schema.Schema;
import io.diglm.schema.Table;
import io.diglm.selective.NoveltyScore;
import io.diglm.selective.RejectionRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code diglm threshold}: changes the rejection rule of a model without a new fit. */
@Command(
    name = "threshold",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Changes the rule by which a model refuses rows. Without options, shows the rule.",
      ""
    })
final class ThresholdCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "MODEL", description = "A model file from diglm fit.")
  private Path path = Path.of("");

  @Parameters(
      index = "1..*",
      paramLabel = "TABLE",
      description =
          "With --risk: labelled rows that were not used for training. With --share: rows without a"
              + " label.")
  private List<String> tables = new ArrayList<>();

  @Mixin private OfOption of = new OfOption();

  @Mixin private InputOptions rows = new InputOptions();

  @ArgGroup private Rule rule = new Rule();

  @ArgGroup(validate = false)
  private RiskOptions risk = new RiskOptions();

  @Option(
      names = "--score",
      paramLabel = "NAME",
      description =
          "The novelty score: ${COMPLETION-CANDIDATES}. complexity, ratio and texture need images."
              + " An error says if the model lacks a score.",
      completionCandidates = Scores.class)
  private Optional<NoveltyScore> score = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The model file to write. Default: replace the given file.")
  private Optional<Path> out = Optional.empty();

  @Spec private CommandSpec spec = CommandSpec.create();

  /** The names of all scores. */
  static final class Scores implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(NoveltyScore.values()).map(Printable::lower).iterator();
    }
  }

  /** One of both. */
  static final class Rule {
    @Option(
        names = "--false-alarms",
        paramLabel = "A",
        description =
            "Reject a row if its novelty is that of the most novel A of held-out rows, such as"
                + " 0.01. At most this share of ordinary rows is then rejected.")
    private Optional<Double> falseAlarms = Optional.empty();

    @Option(
        names = "--slack",
        paramLabel = "C",
        description =
            "Reject a row if log p(x) is more than C nats below that of every training row.")
    private Optional<Double> slack = Optional.empty();

    @Option(
        names = "--share",
        paramLabel = "S",
        description =
            "Reject the most novel S of the rows of TABLE, such as 0.02: sets the rate of false"
                + " alarms at which at most this share of them is rejected.")
    private Optional<Double> share = Optional.empty();

    Optional<RejectionRule> rule() {
      Optional<RejectionRule> bySlack = slack.map(RejectionRule.MinimumDensity::new);
      return bySlack.or(() -> falseAlarms.map(RejectionRule.FalseAlarms::new));
    }
  }

  private RejectionRule ofShare(ModelFile file, Thresholds scored, double share) {
    if (tables.isEmpty()) {
      throw new IllegalArgumentException("share must come with rows, got none");
    }
    ModelFile other = new ModelFile(file.manifest().withThresholds(scored), file.weights());
    try (Predictor predictor = Predictor.open(other, path.toString())) {
      Schema schema = predictor.manifest().schema();
      TableInput input = rows.of(tables);
      input.requireRowsOf(schema);
      Table table =
          input.images()
              ? input.readImages(ImageSource.Part.TEST)
              : input.source().columns(SavedModel.columns(predictor, List.of())).read();
      return ShareOfRows.rule(predictor, table, share);
    }
  }

  @Override
  public Integer call() {
    risk.require(tables, rule.share.isPresent());
    JointModel joint = of.joint(path);
    boolean several = joint.models().size() > 1;
    if (several && (!tables.isEmpty() || risk.given() || rule.share.isPresent())) {
      throw new IllegalArgumentException(
          "risk and share must be of one target (--of), got a model of "
              + String.join(", ", joint.targets()));
    }
    JointModel changed = joint;
    List<Thresholds> all = new ArrayList<>();
    for (ModelFile file : joint.models()) {
      Thresholds own = changed(file);
      all.add(own);
      changed = changed.with(new ModelFile(file.manifest().withThresholds(own), file.weights()));
    }
    if (!changed.equals(joint)) {
      Path target = out.orElse(path);
      AtomicFile.requireWritable(target);
      JointPredictor.open(changed, path.toString())
          .close(); // a score that the model lacks is reported before
      JointModel whole = JointModel.load(path);
      for (ModelFile file : changed.models()) {
        whole = whole.with(file);
      }
      whole.save(target);
    }
    for (int k = 0; k < all.size(); k++) {
      String whose = several ? joint.targets().get(k) + ": " : "";
      spec.commandLine().getOut().println(whose + "rejects " + MeasureText.of(all.get(k)));
    }
    return 0;
  }

  private Thresholds changed(ModelFile file) {
    Thresholds old = file.manifest().thresholds();
    Thresholds scored = score.map(old::withNovelty).orElse(old);
    Thresholds ruled =
        rule.rule()
            .or(() -> rule.share.map(share -> ofShare(file, scored, share)))
            .map(scored::withRejection)
            .orElse(scored);
    risk.requireShown(old, !ruled.equals(old));
    return risk.apply(file, ruled, () -> rows.of(tables), path);
  }
}
