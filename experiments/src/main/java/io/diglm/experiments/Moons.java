package io.diglm.experiments;

import io.diglm.model.FamilyName;
import io.diglm.model.FlowConfig;
import io.diglm.report.Measured;
import io.diglm.report.ResultTable;
import io.diglm.report.ResultTable.Better;
import io.diglm.report.ResultTable.Column;
import io.diglm.report.ResultTable.Row;
import io.diglm.report.ResultTable.Source;
import io.diglm.train.FitConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Classification of half moons, all rows labelled: the first half of section 6.5. */
final class Moons implements Experiment {
  static final HalfMoons DATA = new HalfMoons(0.1);
  private static final int TRAINING = 1000;
  private static final int TEST = 5000;

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
    return "Nalisnick et al. 2019, section 6.5, all rows labelled";
  }

  /** The one place of this experiment's settings; lambda = 1 / D, one of the paper's. */
  static FitConfig recipe(long seed, int epochs) {
    FlowConfig flow =
        new FlowConfig(
            FlowConfig.Architecture.REALNVP,
            16,
            64,
            2,
            FlowConfig.Network.MLP,
            FlowConfig.Activation.SILU,
            FlowConfig.Norm.NONE,
            0,
            1.0,
            2.0,
            8,
            1.0);
    return FitConfig.of("lower")
        .flow(flow)
        .family(FamilyName.BERNOULLI)
        .densityWeight(1)
        .split(FitConfig.SplitKind.TIME)
        .test(0.0001)
        .batchSize(100)
        .epochs(epochs)
        .patience(epochs)
        .learningRate(3e-3)
        .weightDecay(0.01)
        .threads(1)
        .seed(seed)
        .build();
  }

  @Override
  public ExperimentResult run(Context context) {
    int seeds = context.choose(3, 20);
    int epochs = context.choose(400, 1000);
    List<MoonsSeed> results = new ArrayList<>();
    for (int k = 0; k < seeds; k++) {
      long seed = context.seed() + k;
      FitConfig recipe = recipe(seed, epochs);
      results.add(
          context
              .units()
              .of(
                  "seed-" + seed,
                  recipe,
                  MoonsSeed.class,
                  () -> MoonsSeed.run(recipe, seed, TRAINING, TEST)));
    }
    return new ExperimentResult(
        "%,d points, all labelled, noise of deviation %s; %d seeds, measured on %,d fresh points each. The picture is of the first seed."
            .formatted(TRAINING, DATA.noise(), seeds, TEST),
        List.of(table(results)),
        List.of(MoonsPicture.of(results.get(0))),
        List.of(
            "The paper shows this data set in figure 6 only, half of it unlabelled, and gives no numbers.",
            "The paper does not give the noise or the number of points."));
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
            row("hybrid, RealNVP", Source.OURS, results, MoonsSeed::hybrid),
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
