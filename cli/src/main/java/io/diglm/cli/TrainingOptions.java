package io.diglm.cli;

import io.diglm.train.FitConfig;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of training. */
final class TrainingOptions {
  @Option(
      names = "--time-limit",
      paramLabel = "TIME",
      description = "Time limit for training, such as 90s, 10m or 1h30m. Default: none.")
  private Optional<Duration> timeLimit = Optional.empty();

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over the training rows. Default: depends on their number.")
  private Optional<Integer> epochs = Optional.empty();

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description = "Rows per step. Default: depends on the number of rows.")
  private Optional<Integer> batchSize = Optional.empty();

  @Option(
      names = "--learning-rate",
      paramLabel = "R",
      description = "Peak learning rate of AdamW. Default: ${DEFAULT-VALUE}.")
  private double learningRate;

  @Option(
      names = "--warm-up",
      paramLabel = "SHARE",
      description =
          "Share of the steps during which the learning rate rises. Default: ${DEFAULT-VALUE}.")
  private double warmUp;

  @Option(
      names = "--weight-decay",
      paramLabel = "D",
      description = "Decoupled weight decay. Default: ${DEFAULT-VALUE}.")
  private double weightDecay;

  @Option(
      names = "--clip-norm",
      paramLabel = "NORM",
      description = "Bound on the norm of the gradient. Default: ${DEFAULT-VALUE}.")
  private double clipNorm;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description =
          "Training ends after this many epochs without a better validation loss. Default: 10; with"
              + " fewer than 10,000 rows, training does not end early.")
  private Optional<Integer> patience = Optional.empty();

  @Option(
      names = "--averaging",
      paramLabel = "D",
      description =
          "Decay of the running average of the weights; 0 for no average. Default:"
              + " ${DEFAULT-VALUE}.")
  private double averaging;

  @Option(
      names = "--noise",
      paramLabel = "SD",
      description =
          "Standard deviation of the normal noise that training adds to the encoded rows"
              + " (whose standard deviation is 1). Noise gives a smoother density, which detects"
              + " more novel rows. Default: 0; with --no-target, the more rows, the less noise.")
  private Optional<Double> noise = Optional.empty();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Number of threads that share a batch. Default: the number of cores.")
  private int threads;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of everything random. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--resume",
      description = "Continue from the checkpoint of the same fit if it was interrupted.")
  private boolean resume;

  FitConfig configure(FitConfig config) {
    return config
        .optimiser(
            o ->
                o.learningRate(learningRate)
                    .warmUp(warmUp)
                    .weightDecay(weightDecay)
                    .clipNorm(clipNorm)
                    .averaging(averaging))
        .optimiser(o -> epochs.map(o::epochs).orElse(o))
        .optimiser(o -> batchSize.map(o::batchSize).orElse(o))
        .optimiser(o -> patience.map(o::patience).orElse(o))
        .optimiser(o -> noise.map(o::noise).orElse(o))
        .run(r -> r.threads(threads).seed(seed).timeLimit(timeLimit()));
  }

  boolean resume() {
    return resume;
  }

  Duration timeLimit() {
    return timeLimit.orElse(Duration.ZERO);
  }
}
