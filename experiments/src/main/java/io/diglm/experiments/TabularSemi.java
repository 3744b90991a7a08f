package io.diglm.experiments;

import io.diglm.config.DataSettings;
import io.diglm.distribution.ClassDistribution;
import io.diglm.model.FamilyName;
import io.diglm.model.FlowConfig;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.report.Measured;
import io.diglm.report.ResultTable;
import io.diglm.report.ResultTable.Better;
import io.diglm.report.ResultTable.Column;
import io.diglm.report.ResultTable.Row;
import io.diglm.report.ResultTable.Source;
import io.diglm.schema.Table;
import io.diglm.train.Fit;
import io.diglm.train.FitConfig;
import io.diglm.train.FitResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Rows of two classes, of which few have a label. Models with and without the other rows are
 * compared.
 */
final class TabularSemi implements Experiment {
  private static final int[] LABELS = {20, 100, 1000};
  private static final int QUICK_SEEDS = 3;
  private static final int SEEDS = 10;
  private static final int HIDDEN = 64;

  @Override
  public String name() {
    return "tabular-semi";
  }

  @Override
  public String title() {
    return "Tables with few labels";
  }

  @Override
  public String section() {
    return "not in the paper; section 3.1 on tables";
  }

  /** All settings of this experiment: the defaults, with narrower networks. */
  static FitConfig recipe(long seed) {
    return FitConfig.of(ClassSet.TARGET)
        .flow(FlowConfig.ofRows().hidden(HIDDEN))
        .head(h -> h.family(FamilyName.BERNOULLI))
        .data(d -> d.split(DataSettings.Split.TIME).test(1))
        .run(r -> r.threads(1).seed(seed));
  }

  /**
   * The quality of p(y|x) for test rows.
   *
   * @param auroc the probability that a row of the second class gets a higher P(y = 1)
   * @param nll mean of -log p(y|x) in nats
   */
  record Reached(double auroc, double nll) {}

  /** The results of one draw of labels. */
  record Draw(Reached alone, Reached semi) {}

  @Override
  public ExperimentResult run(Context context) {
    int seeds = context.choose(QUICK_SEEDS, SEEDS);
    List<ClassSet> sets = ClassSet.all(context);
    List<Row> auroc = new ArrayList<>();
    List<Row> nll = new ArrayList<>();
    for (ClassSet set : sets) {
      for (int labels : LABELS) {
        List<Draw> draws =
            IntStream.range(0, seeds)
                .parallel()
                .mapToObj(k -> draw(context, set, labels, context.seed() + k))
                .toList();
        String name = String.format(Locale.ROOT, "%s, %,d labels", set.name(), labels);
        auroc.add(row(name, draws, Reached::auroc));
        nll.add(row(name, draws, Reached::nll));
      }
    }
    return new ExperimentResult(
        "At most %,d rows to learn from, of which 20, 100 or 1,000 have a label, and at most %,d others to measure on; %d draws."
            .formatted(ClassSet.LEARNED, ClassSet.MEASURED, seeds),
        List.of(
            new ResultTable("AUROC", "", columns(Better.HIGHER), auroc),
            new ResultTable("NLL", "nats", columns(Better.LOWER), nll)),
        List.of(),
        List.of(),
        List.of(
            "One recipe for all: the defaults of diglm fit, networks 64 wide.",
            "The first rows in the order of a hash have the labels; where fewer than two of a class are among them,"
                + " the next ones of that class take the place of the last.",
            "LightGBM on the labelled rows of the same draws: benchmarks/peers/tabular_semi.py."));
  }

  private static List<Column> columns(Better better) {
    return List.of(
        new Column("the labelled rows alone", "", better),
        new Column("with the unlabelled", "", better));
  }

  private static Row row(String name, List<Draw> draws, ToDoubleFunction<Reached> figure) {
    return Row.of(
        name, Source.OURS, over(draws, Draw::alone, figure), over(draws, Draw::semi, figure));
  }

  private static Measured over(
      List<Draw> draws, Function<Draw, Reached> which, ToDoubleFunction<Reached> figure) {
    return Measured.over(draws.stream().map(which).mapToDouble(figure).toArray());
  }

  private static Draw draw(Context context, ClassSet set, int labels, long seed) {
    FitConfig recipe = recipe(seed);
    String key = String.format(Locale.ROOT, "%s-%d-%d", set.name(), labels, seed);
    return context
        .units()
        .of(
            key,
            recipe,
            Draw.class,
            () -> {
              ClassSet.Split split = set.split(labels, seed);
              return new Draw(
                  reached(recipe, split.labelled(), split), reached(recipe, split.all(), split));
            });
  }

  private static Reached reached(FitConfig recipe, Table rows, ClassSet.Split split) {
    try (FitResult result = Fit.of(recipe).run(rows)) {
      double[] probability = probabilities(result.predictor(), split.test());
      double nll = 0;
      for (int row = 0; row < probability.length; row++) {
        nll -= Math.log(split.positive()[row] ? probability[row] : 1 - probability[row]);
      }
      return new Reached(
          Ranking.of(probability, split.positive()).auroc(), nll / probability.length);
    }
  }

  private static double[] probabilities(Predictor predictor, Table test) {
    return Tables.answers(predictor, test).stream()
        .map(Prediction.Answer::own)
        .mapToDouble(own -> ((ClassDistribution) own).probability(1))
        .toArray();
  }
}
