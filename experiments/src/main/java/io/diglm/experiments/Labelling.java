package io.diglm.experiments;

import io.diglm.config.DataSettings;
import io.diglm.distribution.Seeds;
import io.diglm.explain.Ranking;
import io.diglm.model.FamilyName;
import io.diglm.model.FlowConfig;
import io.diglm.report.Measured;
import io.diglm.report.ResultTable;
import io.diglm.report.ResultTable.Better;
import io.diglm.report.ResultTable.Column;
import io.diglm.report.ResultTable.Row;
import io.diglm.report.ResultTable.Source;
import io.diglm.schema.ImageShape;
import io.diglm.schema.Table;
import io.diglm.selective.Measures;
import io.diglm.train.Fit;
import io.diglm.train.FitConfig;
import io.diglm.train.FitResult;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Tests whether labels of the rows that {@link Ranking} chooses improve a model more than labels of
 * other rows.
 */
final class Labelling implements Experiment {
  private static final int CHANNELS = 8;
  private static final int BATCH = 64;
  private static final int MOONS = 1000;
  private static final int MOONS_EPOCHS = 50;
  private static final int IMAGES = 4000;
  private static final int TEST = 3000;

  @Override
  public String name() {
    return "rank";
  }

  @Override
  public String title() {
    return "Which rows to label";
  }

  @Override
  public String section() {
    return "not in the paper; Houlsby et al. 2011";
  }

  /**
   * Rows of which some will be labelled.
   *
   * @param target column of the classes
   * @param perClass number of initial labels per class
   * @param more labels to add
   * @param draws of the labels
   * @param rows to learn from, by seed
   * @param test rows, by seed
   * @param recipe by seed, of so many labelled rows
   * @param seen what is learned from if these rows of the table are labelled
   */
  private record Task(
      String name,
      String target,
      int perClass,
      int more,
      int draws,
      LongFunction<Table> rows,
      LongFunction<Table> test,
      Recipe recipe,
      BiFunction<Table, int[], Table> seen) {
    FitResult fit(Table all, int[] labelled, long seed) {
      return Fit.of(recipe.of(seed, labelled.length)).run(seen.apply(all, labelled));
    }
  }

  private interface Recipe {
    FitConfig of(long seed, int labelled);
  }

  /**
   * Shares of test rows whose most probable class was wrong.
   *
   * @param first with the initial labels
   * @param chosen with the labels of chosen rows added
   * @param random with the labels of as many random rows added
   */
  record Errors(double first, double chosen, double random) {}

  @Override
  public ExperimentResult run(Context context) {
    List<Task> tasks = List.of(moons(context), digits(context));
    return new ExperimentResult(
        "A model of few labelled rows says which others to label; a second one is fitted with those, and a third with as many that chance drew. %d draws of the moons, %d of the digits."
            .formatted(tasks.get(0).draws(), tasks.get(1).draws()),
        List.of(
            new ResultTable(
                "Error on test rows",
                "",
                List.of(
                    new Column("first labels", "%", Better.LOWER),
                    new Column("with those wanted", "%", Better.LOWER),
                    new Column("with others", "%", Better.LOWER)),
                tasks.stream().map(task -> row(context, task)).toList())),
        List.of(),
        List.of(),
        List.of(
            "Of the moons all models see the points without a label too; of the digits none does, for it would take"
                + " hours, and their networks have %d channels.".formatted(CHANNELS)));
  }

  private static Task moons(Context context) {
    return new Task(
        "half moons: 2 labels, 2 more",
        "lower",
        1,
        2,
        context.choose(10, 40),
        seed -> Moons.DATA.draw(MOONS, seed, "train"),
        seed -> Moons.DATA.draw(TEST, seed, "test"),
        (seed, labelled) -> Moons.recipe(seed, MOONS_EPOCHS),
        MoonsSeed::withoutOtherLabels);
  }

  private static Task digits(Context context) {
    ImageSets sets = new ImageSets(context);
    Table train = sets.mnistTrain();
    Table test = sets.mnistTest();
    ImageShape shape = ImageData.images(train).shape();
    int steps = context.choose(600, 3000);
    return new Task(
        "MNIST: 100 labels, 100 more",
        MnistSemi.LABEL,
        10,
        100,
        context.choose(4, 10),
        seed -> train.take(order(train, seed)).slice(0, IMAGES),
        seed -> test.slice(0, TEST),
        (seed, labelled) -> recipe(shape, steps, seed, labelled),
        Labelling::twice);
  }

  /**
   * The same number of steps for any number of labels, so that more labels do not mean longer
   * training.
   */
  private static FitConfig recipe(ImageShape shape, int steps, long seed, int labelled) {
    return FitConfig.ofImages(MnistSemi.LABEL, shape)
        .flow(FlowConfig.ofImages(shape).hidden(CHANNELS))
        .head(h -> h.family(FamilyName.CATEGORICAL))
        .images(i -> i.warp(1))
        .data(d -> d.split(DataSettings.Split.TIME).test(1))
        .optimiser(o -> o.batchSize(BATCH).epochs(Math.max(1, steps * BATCH / (2 * labelled))))
        .run(r -> r.threads(1).seed(seed));
  }

  private static Row row(Context context, Task task) {
    List<Errors> found =
        LongStream.range(context.seed(), context.seed() + task.draws())
            .parallel()
            .mapToObj(
                seed ->
                    context
                        .units()
                        .of(
                            task.name().replaceAll("[^A-Za-z0-9]+", "-") + "-" + seed,
                            task.recipe().of(seed, task.more()),
                            Errors.class,
                            () -> errors(task, seed)))
            .toList();
    return Row.of(
        task.name(),
        Source.OURS,
        Measured.over(found.stream().mapToDouble(e -> 100 * e.first()).toArray()),
        Measured.over(found.stream().mapToDouble(e -> 100 * e.chosen()).toArray()),
        Measured.over(found.stream().mapToDouble(e -> 100 * e.random()).toArray()));
  }

  private static Errors errors(Task task, long seed) {
    Table all = task.rows().apply(seed);
    int[] first = first(all, task);
    int[] others =
        IntStream.range(0, all.rows())
            .filter(row -> IntStream.of(first).noneMatch(known -> known == row))
            .toArray();
    int[] chosen;
    double before;
    try (FitResult result = task.fit(all, first, seed)) {
      before = error(task, result, seed);
      chosen =
          Ranking.of(result.predictor(), all.take(others), task.more()).stream()
              .mapToInt(choice -> others[choice.row()])
              .toArray();
    }
    // The rows are in the order of a draw, so that the first of the others are any.
    int[] any = IntStream.of(others).limit(task.more()).toArray();
    return new Errors(
        before, after(task, all, first, chosen, seed), after(task, all, first, any, seed));
  }

  private static double after(Task task, Table all, int[] first, int[] more, long seed) {
    int[] rows = IntStream.concat(IntStream.of(first), IntStream.of(more)).toArray();
    try (FitResult result = task.fit(all, rows, seed)) {
      return error(task, result, seed);
    }
  }

  /** Only the labelled rows. Each occurs twice, so that it still trains if one copy validates. */
  private static Table twice(Table all, int[] rows) {
    return all.take(IntStream.concat(IntStream.of(rows), IntStream.of(rows)).toArray());
  }

  private static double error(Task task, FitResult result, long seed) {
    return ((Measures.OfClasses) result.predictor().evaluate(task.test().apply(seed)).measures())
        .error();
  }

  /** Returns the first rows of each class. */
  private static int[] first(Table all, Task task) {
    List<Optional<String>> labels =
        IntStream.range(0, all.rows()).mapToObj(all.column(task.target())::text).toList();
    return labels.stream()
        .distinct()
        .flatMapToInt(
            kind ->
                IntStream.range(0, labels.size())
                    .filter(row -> labels.get(row).equals(kind))
                    .limit(task.perClass()))
        .toArray();
  }

  private static int[] order(Table table, long seed) {
    int[] order = IntStream.range(0, table.rows()).toArray();
    Seeds.shuffle(Seeds.stream(seed, "order"), order);
    return order;
  }
}
