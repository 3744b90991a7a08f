package io.diglm.experiments;

import io.diglm.predict.Predictor;
import io.diglm.report.Measured;
import io.diglm.report.ResultTable;
import io.diglm.report.ResultTable.Better;
import io.diglm.report.ResultTable.Column;
import io.diglm.report.ResultTable.Row;
import io.diglm.report.ResultTable.Source;
import io.diglm.selective.NoveltyScore;
import io.diglm.selective.TwoSamples;
import io.diglm.train.FitConfig;
import io.diglm.train.FitResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Images of another kind among test images, by every novelty score. */
final class OodImages implements Experiment {
  /** Images of each kind that are scored, evenly picked. */
  private static final int SCORED = 2000;

  private static final List<ImageTask> TASKS =
      List.of(ImageTask.mnist(), ImageTask.cifar10(), ImageTask.signs());

  @Override
  public String name() {
    return "ood-images";
  }

  @Override
  public String title() {
    return "Images of another kind";
  }

  @Override
  public String section() {
    return "in the manner of Nalisnick et al. 2019, sections 6.3 and 6.4, with more scores";
  }

  /**
   * How well one model tells other images from test images.
   *
   * @param auroc by score: the probability that an image of another kind is more novel than a test
   *     image
   * @param seconds of the training
   */
  record Found(Map<NoveltyScore, Double> auroc, double seconds) {}

  @Override
  public ExperimentResult run(Context context) {
    Map<String, Found> found = new LinkedHashMap<>();
    List<String> notes = new ArrayList<>();
    for (ImageTask task : TASKS) {
      ImageData data = task.data().apply(new ImageSets(context));
      found.put("%s, then %s".formatted(data.inside(), data.outside()), found(context, task, data));
      data.notes().stream().filter(note -> !notes.contains(note)).forEach(notes::add);
    }
    NoveltyScore usual = NoveltyScore.COMBINED;
    notes.add("The default score is " + Reproduction.lower(usual) + ", the same for all three.");
    Map<String, Double> byUsual = new TreeMap<>();
    found.forEach((pair, seen) -> byUsual.put(pair, seen.auroc().getOrDefault(usual, Double.NaN)));
    return new ExperimentResult(
        "Three models, each trained on the images named first by the defaults for images, at most %d s; then %,d of their test images among as many of another kind."
            .formatted(ImageRecipe.bestLimit(context).toSeconds(), SCORED),
        List.of(table(found)),
        List.of(),
        List.of(),
        notes,
        new LinkedHashMap<>(Map.of("auroc", byUsual)));
  }

  private static Found found(Context context, ImageTask task, ImageData data) {
    FitConfig recipe =
        new ImageRecipe(context, ImageData.images(data.train()).shape(), task.shift()).best();
    return context
        .units()
        .of(
            task.name(),
            data.fingerprint() + " " + recipe,
            Found.class,
            () -> {
              try (FitResult result = context.fit(task.name(), recipe, data.train())) {
                result.model().save(context.units().model(task.name()));
                return new Found(
                    auroc(result.predictor(), data),
                    result.history().get(result.history().size() - 1).seconds());
              }
            });
  }

  private static Map<NoveltyScore, Double> auroc(Predictor predictor, ImageData data) {
    Map<NoveltyScore, double[]> test = predictor.novelty(data.test().evenly(SCORED));
    Map<NoveltyScore, double[]> others = predictor.novelty(data.others().evenly(SCORED));
    Map<NoveltyScore, Double> auroc = new TreeMap<>();
    others.forEach(
        (score, outside) ->
            Optional.ofNullable(test.get(score))
                .ifPresent(inside -> auroc.put(score, TwoSamples.of(outside, inside).auc())));
    return auroc;
  }

  private static ResultTable table(Map<String, Found> found) {
    List<Row> rows = new ArrayList<>();
    for (NoveltyScore score : NoveltyScore.values()) {
      List<Measured> figures =
          found.values().stream()
              .filter(seen -> seen.auroc().containsKey(score))
              .map(seen -> Measured.of(seen.auroc().getOrDefault(score, Double.NaN)))
              .toList();
      if (figures.size() == found.size()) {
        rows.add(new Row(Reproduction.lower(score), Source.OURS, figures));
      }
    }
    return new ResultTable(
        "AUROC",
        "The probability that an image of another kind is more novel than a test image.",
        found.keySet().stream().map(pair -> new Column(pair, "", Better.HIGHER)).toList(),
        rows);
  }
}
