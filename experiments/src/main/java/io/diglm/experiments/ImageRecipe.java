package io.diglm.experiments;

import io.diglm.config.DataSettings;
import io.diglm.model.FlowConfig;
import io.diglm.schema.ImageShape;
import io.diglm.train.FitConfig;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * The one place of the image experiments' settings.
 *
 * @param shape of the images
 * @param shift pixels by which training moves an image at most
 */
record ImageRecipe(Context context, ImageShape shape, int shift) {
  /** From here on a training learns images by heart unless something is done. */
  private static final Duration LONG = Duration.ofMinutes(20);

  /** The clock ends a training, not these. */
  private static final int ENDLESS = 100_000;

  /** A tenth, the default, of tens of thousands would be missed in training. */
  private static final int VALIDATION = 1000;

  /** One model that is to be good at everything, by the defaults: its lambda falls as it learns. */
  FitConfig best() {
    return best(UnaryOperator.identity());
  }

  /** The same with settings of its own for where there is time. */
  FitConfig best(UnaryOperator<FitConfig> settings) {
    Duration limit = bestLimit(context);
    FitConfig builder = FitConfig.ofImages("label", shape);
    return timed(limit.compareTo(LONG) < 0 ? builder : settings.apply(builder), limit);
  }

  /** One of the paper's: lambda = weight / D throughout. */
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

  /** Returns how long each model of a fixed lambda may. */
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
