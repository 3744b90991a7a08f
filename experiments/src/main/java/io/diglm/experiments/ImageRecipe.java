package io.diglm.experiments;

import io.diglm.config.DataSettings;
import io.diglm.model.FlowConfig;
import io.diglm.schema.ImageShape;
import io.diglm.train.FitConfig;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * All settings of the experiments on images.
 *
 * @param shape of the images
 * @param shift pixels by which training moves an image at most
 */
record ImageRecipe(Context context, ImageShape shape, int shift) {
  /** A longer training overfits unless it is regularised. */
  private static final Duration LONG = Duration.ofMinutes(20);

  /** Large enough that the time limit ends a training. */
  private static final int ENDLESS = 100_000;

  /** The default, a tenth, would take too many of tens of thousands of images from training. */
  private static final int VALIDATION = 1000;

  /** One model for all purposes, with the defaults: its lambda falls during training. */
  FitConfig best() {
    return best(UnaryOperator.identity());
  }

  /** As {@link #best()}, with these settings if training is long. */
  FitConfig best(UnaryOperator<FitConfig> settings) {
    Duration limit = bestLimit(context);
    FitConfig builder = FitConfig.ofImages("label", shape);
    return timed(limit.compareTo(LONG) < 0 ? builder : settings.apply(builder), limit);
  }

  /** A model of the paper, with constant lambda = weight / D. */
  FitConfig fixed(double weight) {
    FitConfig builder =
        FitConfig.of("label")
            .flow(FlowConfig.ofImages(shape))
            .density(d -> d.weight(weight))
            .optimiser(o -> o.batchSize(64).learningRate(1e-3).weightDecay(0));
    return timed(builder, fixedLimit());
  }

  /** Returns how long the best model may train. */
  static Duration bestLimit(Context context) {
    return context
        .timeLimit()
        .orElse(context.choose(Duration.ofMinutes(10), Duration.ofMinutes(150)));
  }

  /** Returns how long each model with a fixed lambda may train. */
  Duration fixedLimit() {
    return context
        .timeLimit()
        .map(limit -> limit.dividedBy(10))
        .orElse(context.choose(Duration.ofMinutes(2), Duration.ofMinutes(25)));
  }

  private FitConfig timed(FitConfig builder, Duration limit) {
    return builder
        .images(i -> i.shift(shift))
        .data(d -> d.test(1).validation(VALIDATION).split(DataSettings.Split.RANDOM))
        .optimiser(o -> o.epochs(ENDLESS).patience(ENDLESS))
        .run(r -> r.timeLimit(limit).seed(context.seed()));
  }
}
