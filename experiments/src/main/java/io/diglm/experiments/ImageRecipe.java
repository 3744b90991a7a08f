package io.diglm.experiments;

import io.diglm.schema.ImageShape;
import io.diglm.train.FitConfig;
import io.diglm.train.FitConfigBuilder;
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
  FitConfig best(UnaryOperator<FitConfigBuilder> settings) {
    Duration limit = bestLimit(context);
    FitConfigBuilder builder = FitConfig.ofImages("label", shape);
    return timed(limit.compareTo(LONG) < 0 ? builder : settings.apply(builder), limit);
  }

  /** One of the paper's: lambda = weight / D throughout. */
  FitConfig fixed(double weight) {
    FitConfigBuilder builder =
        FitConfig.of("label")
            .flow(FitConfigBuilder.imageFlow(shape))
            .densityWeight(weight)
            .batchSize(64)
            .learningRate(1e-3)
            .weightDecay(0);
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

  private FitConfig timed(FitConfigBuilder builder, Duration limit) {
    return builder
        .shift(shift)
        .test(1)
        .validation(VALIDATION)
        .split(FitConfig.SplitKind.RANDOM)
        .epochs(ENDLESS)
        .patience(ENDLESS)
        .timeLimit(limit)
        .seed(context.seed())
        .build();
  }
}
