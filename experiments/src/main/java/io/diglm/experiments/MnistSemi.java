package io.diglm.experiments;

import io.diglm.config.DataSettings;
import io.diglm.model.FamilyName;
import io.diglm.report.Measured;
import io.diglm.report.ResultTable;
import io.diglm.report.ResultTable.Better;
import io.diglm.report.ResultTable.Column;
import io.diglm.report.ResultTable.Row;
import io.diglm.report.ResultTable.Source;
import io.diglm.schema.Cells;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.selective.Evaluation;
import io.diglm.selective.Measures;
import io.diglm.train.FitConfig;
import io.diglm.train.FitResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Digits, of which few have a label: section 6.5, table 3. */
final class MnistSemi implements Experiment {
  static final String LABEL = "label";
  private static final int PER_CLASS = 100;
  private static final int SHIFT = 2;
  private static final double LABELLED_SHARE = 0.25;

  /** A thousand validation images out of all, and 17 out of a thousand labels. */
  private static final double VALIDATION = 1 / 60.0;

  @Override
  public String name() {
    return "mnist-semi";
  }

  @Override
  public String title() {
    return "MNIST with 1,000 labels";
  }

  @Override
  public String section() {
    return "Nalisnick et al. 2019, section 6.5, table 3";
  }

  /** All settings of this experiment: the defaults of images, except for these. */
  static FitConfig recipe(Table images, Duration limit, long seed) {
    return FitConfig.ofImages(LABEL, ImageData.images(images).shape())
        .head(h -> h.family(FamilyName.CATEGORICAL))
        .images(i -> i.shift(SHIFT).warp(1))
        .unlabelled(u -> u.labelledShare(LABELLED_SHARE))
        .data(d -> d.split(DataSettings.Split.TIME).test(1).validation(VALIDATION))
        .optimiser(o -> o.epochs(100_000))
        .run(r -> r.timeLimit(limit).seed(seed));
  }

  /**
   * The results of one model on the test images.
   *
   * @param error share whose most probable class was wrong
   * @param nll mean of -log p(y|x) in nats
   * @param bits per dimension, of -log p(x)
   * @param seconds of the training
   */
  record Reached(double error, double nll, double bits, double seconds) {}

  @Override
  public ExperimentResult run(Context context) {
    ImageSets sets = new ImageSets(context);
    Table train = sets.mnistTrain();
    Table test = sets.mnistTest();
    Duration limit =
        context.timeLimit().orElse(context.choose(Duration.ofMinutes(10), Duration.ofMinutes(150)));
    int seeds = context.choose(1, 3);
    List<Reached> few = new ArrayList<>();
    List<Reached> semi = new ArrayList<>();
    for (int k = 0; k < seeds; k++) {
      long seed = context.seed() + k;
      Labels labels = Labels.of(train, seed);
      semi.add(reached(context, "semi-" + seed, labels.first(), test, limit, seed));
      few.add(reached(context, "few-" + seed, labels.alone(), test, limit.dividedBy(4), seed));
    }
    Reached all = reached(context, "all", train, test, limit, context.seed());
    return new ExperimentResult(
        "%,d images, %d of each class with a label, %d %s of them; measured on %,d test images. A fit takes at most %d s, one of 1,000 images %d."
            .formatted(
                train.rows(),
                PER_CLASS,
                seeds,
                seeds == 1 ? "draw" : "draws",
                test.rows(),
                limit.toSeconds(),
                limit.dividedBy(4).toSeconds()),
        List.of(
            new ResultTable(
                "MNIST test images",
                "Bits per dimension: −log p(x) / (D ln 2).",
                List.of(
                    new Column("error", "%", Better.LOWER),
                    new Column("NLL", "nats", Better.LOWER),
                    new Column("BPD", "bits", Better.LOWER),
                    new Column("training", "s", Better.NEITHER)),
                List.of(
                    row("1,000 labelled images alone", few),
                    row("with the unlabelled images", semi),
                    row("all labelled", List.of(all)),
                    published("the paper's, 1,000 alone", 6.61, 0.276),
                    published("the paper's, with the unlabelled", 2.21, 0.168),
                    published("the paper's, all labelled", 0.73, 0.035)))),
        List.of(),
        List.of(),
        List.of(
            "All models are shown every image also warped (rotated, scaled, sheared): its label, or the class"
                + " of which the model is sure without, is to hold for the warped one too.",
            "One image in 60 validates, so of 1,000 labels 983 train."));
  }

  private static Reached reached(
      Context context, String key, Table images, Table test, Duration limit, long seed) {
    FitConfig recipe = recipe(images, limit, seed);
    return context
        .units()
        .of(key, recipe, Reached.class, () -> fit(context, key, recipe, images, test));
  }

  private static Reached fit(
      Context context, String key, FitConfig recipe, Table images, Table test) {
    try (FitResult result = context.fit(key, recipe, images)) {
      result.model().save(context.units().model(key));
      Evaluation found = result.predictor().evaluate(test);
      int dimension = result.model().manifest().schema().dimension();
      Measures.OfClasses measures = (Measures.OfClasses) found.measures();
      return new Reached(
          measures.error(),
          measures.nll(),
          -found.logDensity().mean() / (dimension * Math.log(2)),
          result.history().get(result.history().size() - 1).seconds());
    }
  }

  private static Row row(String name, List<Reached> found) {
    return Row.of(
        name,
        Source.OURS,
        over(found, reached -> 100 * reached.error()),
        over(found, Reached::nll),
        over(found, Reached::bits),
        over(found, Reached::seconds));
  }

  private static Measured over(List<Reached> found, ToDoubleFunction<Reached> figure) {
    return Measured.over(found.stream().mapToDouble(figure).toArray());
  }

  private static Row published(String name, double error, double nll) {
    return Row.of(
        name, Source.PUBLISHED, Measured.of(error), Measured.of(nll), Measured.NONE, Measured.NONE);
  }

  /**
   * The training images with few labels.
   *
   * @param first those with a label, then all others without
   */
  record Labels(Table first) {
    /** Draws this many images of each class. */
    static Labels of(Table train, long seed) {
      Cells.Texts labels = (Cells.Texts) train.column(LABEL).cells();
      int[] order = IntStream.range(0, train.rows()).toArray();
      shuffle(order, new SplittableRandom(seed));
      int[] seen = new int[labels.levels().size()];
      List<Integer> kept = new ArrayList<>();
      List<Integer> others = new ArrayList<>();
      for (int row : order) {
        int label = labels.codes()[row];
        (seen[label]++ < PER_CLASS ? kept : others).add(row);
      }
      int known = kept.size();
      kept.addAll(others);
      Table all = train.take(kept.stream().mapToInt(Integer::intValue).toArray());
      int[] codes = ((Cells.Texts) all.column(LABEL).cells()).codes().clone();
      Arrays.fill(codes, known, codes.length, -1);
      TableColumn few =
          new TableColumn(LABEL, all.column(LABEL).type(), new Cells.Texts(codes, labels.levels()));
      return new Labels(new Table(all.source(), List.of(few), all.rows(), all.images()));
    }

    private static void shuffle(int[] rows, SplittableRandom random) {
      for (int i = rows.length - 1; i > 0; i--) {
        int other = random.nextInt(i + 1);
        int row = rows[i];
        rows[i] = rows[other];
        rows[other] = row;
      }
    }

    /** Returns the labelled images and one without a label, which is not learned from either. */
    Table alone() {
      int[] codes = ((Cells.Texts) first.column(LABEL).cells()).codes();
      int known = (int) Arrays.stream(codes).filter(code -> code >= 0).count();
      return first.slice(0, known + 1);
    }
  }
}
