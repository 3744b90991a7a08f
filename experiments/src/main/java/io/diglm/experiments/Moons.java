package io.diglm.experiments;

import io.diglm.config.DataSettings;
import io.diglm.config.DensitySettings;
import io.diglm.model.FamilyName;
import io.diglm.model.FlowConfig;
import io.diglm.report.Measured;
import io.diglm.report.ResultTable;
import io.diglm.report.ResultTable.Better;
import io.diglm.report.ResultTable.Column;
import io.diglm.report.ResultTable.Row;
import io.diglm.report.ResultTable.Source;
import io.diglm.train.FitConfig;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/** Classification of half moons, of which only few points have a label: section 6.5. */
final class Moons implements Experiment {
  static final HalfMoons DATA = new HalfMoons(0.1);
  static final int BATCH = 100;
  private static final int EPOCHS = 150;
  private static final int TRAINING = 1000;
  private static final int TEST = 5000;
  private static final int LABELS = 3;
  private static final double LABELLED_SHARE = 0.1;

  @Override
  public String name() {
    return "moons";
  }

  @Override
  public String title() {
    return "Half moons";
  }

  @Override
  public String section() {
    return "Nalisnick et al. 2019, section 6.5, figure 6";
  }

  /** All settings of this experiment. The paper gives none. */
  static FitConfig recipe(long seed, int epochs) {
    FlowConfig flow =
        FlowConfig.ofRows()
            .layers(16)
            .hidden(64)
            .activation(FlowConfig.Activation.SILU)
            .frequencies(0);
    return FitConfig.of("lower")
        .flow(flow)
        .density(d -> d.kind(DensitySettings.Kind.FLOW)) // the paper's
        .head(h -> h.family(FamilyName.BERNOULLI))
        .density(d -> d.weight(0.1))
        .data(d -> d.split(DataSettings.Split.TIME).test(0.0001))
        .optimiser(o -> o.batchSize(BATCH))
        .unlabelled(u -> u.labelledShare(LABELLED_SHARE))
        .optimiser(o -> o.epochs(epochs).patience(epochs).learningRate(3e-3).weightDecay(0.01))
        .run(r -> r.threads(1).seed(seed));
  }

  @Override
  public ExperimentResult run(Context context) {
    int seeds = context.choose(3, 20);
    List<MoonsSeed> results =
        LongStream.range(context.seed(), context.seed() + seeds)
            .parallel()
            .mapToObj(seed -> result(context, seed))
            .toList();
    return new ExperimentResult(
        "%,d points, %d of each class with a label, noise of deviation %s; %d seeds, measured on %,d fresh points each. The pictures are of the first seed."
            .formatted(TRAINING, LABELS, DATA.noise(), seeds, TEST),
        List.of(table(results)),
        MoonsPicture.of(results.get(0)),
        List.of(
            "The paper shows this data set in figure 6 only and gives no numbers, nor the noise or the number of points.",
            "Points without a label train p(x), and p(y|x) by what the labels near them say of their class and by"
                + " how much a small move could change the answer (virtual adversarial training)."));
  }

  private static MoonsSeed result(Context context, long seed) {
    return context
        .units()
        .of(
            "seed-" + seed,
            "%d labels a class, %s".formatted(LABELS, recipe(seed, EPOCHS)),
            MoonsSeed.class,
            () -> MoonsSeed.run(EPOCHS, seed, TRAINING, LABELS, TEST));
  }

  private static ResultTable table(List<MoonsSeed> results) {
    return new ResultTable(
        "On fresh points, over seeds (± standard error)",
        "The truth is what an oracle that knows the two half circles would say.",
        List.of(
            new Column("error", "share", Better.LOWER),
            new Column("NLL", "nats", Better.LOWER),
            new Column("log p(x)", "nats", Better.HIGHER)),
        List.of(
            row("the labelled points alone", Source.OURS, results, s -> s.labelled().score()),
            row("with the unlabelled points", Source.OURS, results, s -> s.semi().score()),
            row("all points labelled", Source.OURS, results, s -> s.all().score()),
            row("the truth", Source.BASELINE, results, MoonsSeed::truth)));
  }

  private static Row row(
      String name,
      Source source,
      List<MoonsSeed> results,
      Function<MoonsSeed, MoonsSeed.Score> score) {
    return Row.of(
        name,
        source,
        over(results, seed -> score.apply(seed).error()),
        over(results, seed -> score.apply(seed).nll()),
        over(results, seed -> score.apply(seed).logDensity()));
  }

  private static Measured over(List<MoonsSeed> results, ToDoubleFunction<MoonsSeed> figure) {
    return Measured.over(results.stream().mapToDouble(figure).toArray());
  }
}
