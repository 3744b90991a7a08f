package io.diglm.experiments;

import io.diglm.train.FitConfig;
import io.diglm.train.FitResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A hybrid of images, and how well it detects images of another kind: sections 6.3 and 6.4. */
final class ImageExperiment implements Experiment {
  private final ImageTask task;

  ImageExperiment(ImageTask task) {
    this.task = task;
  }

  @Override
  public String name() {
    return task.name();
  }

  @Override
  public String title() {
    return task.title();
  }

  @Override
  public String section() {
    return task.section();
  }

  @Override
  public ExperimentResult run(Context context) {
    ImageData data = task.data().apply(new ImageSets(context));
    ImageRecipe recipe =
        new ImageRecipe(context, ImageData.images(data.train()).shape(), task.shift());
    FitConfig hybrid = recipe.best(task.hybrid());
    ImageFit best = fit("hybrid", hybrid, context, data);
    List<ImageFit> fixed = new ArrayList<>();
    for (double weight : task.weights()) {
      String key = String.format(Locale.ROOT, "lambda-%s", weight);
      fixed.add(fit(key, recipe.fixed(weight), context, data));
    }
    ImagePage page = new ImagePage(task, data, hybrid.density(), best, fixed);
    return new ExperimentResult(
        "%s: %,d images to learn from (%,d of them validate), %,d test; %,d of %s. The hybrid trains at most %d s%s."
            .formatted(
                data.inside(),
                data.train().rows(),
                (int) hybrid.data().validation().orElse(0),
                data.test().rows(),
                data.others().rows(),
                data.outside(),
                ImageRecipe.bestLimit(context).toSeconds(),
                fixed.isEmpty()
                    ? ""
                    : ", each of a fixed λ at most %d s"
                        .formatted(recipe.fixedLimit().toSeconds())),
        page.tables(),
        page.pictures(),
        page.grids(),
        notes(data, hybrid, best));
  }

  private static ImageFit fit(String key, FitConfig config, Context context, ImageData data) {
    return context
        .units()
        .of(
            key,
            data.fingerprint() + " " + config,
            ImageFit.class,
            () -> {
              try (FitResult result = context.fit(key, config, data.train())) {
                result.model().save(context.units().model(key));
                return ImageFit.of(result, data);
              }
            });
  }

  private static List<String> notes(ImageData data, FitConfig hybrid, ImageFit best) {
    List<String> notes = new ArrayList<>(data.notes());
    notes.add(
        "The paper trains for a million steps, its networks 200 or 300 wide; here the clock ends training."
            + " λ of the hybrid falls geometrically from %s/D to its last value over the first four fifths."
                .formatted(
                    ImagePage.text(
                        hybrid.density().weightStart().orElse(hybrid.density().weight()))));
    hybrid
        .density()
        .weightLast()
        .ifPresent(
            last ->
                notes.add(
                    "The hybrid is an ensemble of two networks in one model, each trained for half the time:"
                        + " the second one with λ = %s/D throughout. Both log p(x) and p(y|x) are those of the mixture."
                            .formatted(ImagePage.text(last))));
    if (hybrid.images().warp().orElse(0) > 0) {
      notes.add(
          "The hybrid alone is shown every image also warped (rotated, scaled, sheared): its label is to hold.");
    }
    notes.add("The models are in the folder units, for diglm predict and sample.");
    notes.add(
        String.format(
            Locale.ROOT,
            "Of the pixels of 16 test images the flow and its inverse do not give back %.4f %%.",
            100 * best.lostPixels()));
    return notes;
  }
}
