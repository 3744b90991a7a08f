package io.diglm.cli;

import io.diglm.train.FitConfig;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How to train. */
final class TrainingOptions {
  @Option(
      names = "--time-limit",
      paramLabel = "TIME",
      description =
          "End in time, report and all, such as 90s, 10m or 1h30m; what there is no time for is"
              + " done on fewer rows or left out, with a warning. Default: none.")
  private Optional<Duration> timeLimit = Optional.empty();

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over the training rows. Default: by their number.")
  private Optional<Integer> epochs = Optional.empty();

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description = "Rows a step. Default: by their number.")
  private Optional<Integer> batchSize = Optional.empty();

  @Option(
      names = "--learning-rate",
      paramLabel = "R",
      description = "Peak rate of Adam. Default: ${DEFAULT-VALUE}.")
  private double learningRate;

  @Option(
      names = "--warm-up",
      paramLabel = "SHARE",
      description = "Share of the steps over which the rate rises. Default: ${DEFAULT-VALUE}.")
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
          "Epochs without a better validation loss that end it. Default: 10; fewer than"
              + " 10,000 rows train to the end.")
  private Optional<Integer> patience = Optional.empty();

  @Option(
      names = "--averaging",
      paramLabel = "D",
      description =
          "Decay of the running average of the weights; 0 for none. Default: ${DEFAULT-VALUE}.")
  private double averaging;

  @Option(
      names = "--noise",
      paramLabel = "SD",
      description =
          "Normal noise that training adds to the encoded rows (of deviation 1): a smoother density,"
              + " which sees more of what is novel. Default: 0; with --no-target less, the more rows there"
              + " are.")
  private Optional<Double> noise = Optional.empty();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that share a batch. Default: the machine's cores.")
  private int threads;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of every random act. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--resume",
      description = "Go on from the checkpoint of the same fit, if it was cut short.")
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
