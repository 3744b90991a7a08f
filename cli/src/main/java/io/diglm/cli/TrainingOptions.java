package io.diglm.cli;

import io.diglm.flow.Precision;
import io.diglm.train.FitConfig;
import io.diglm.train.FitConfigBuilder;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How to train. */
final class TrainingOptions {
  @Option(
      names = "--time-limit",
      paramLabel = "TIME",
      description = "End in time, such as 90s, 10m or 1h30m. Default: none.")
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
      names = "--shift",
      paramLabel = "N",
      description =
          "Pixels by which training moves each image at most. Default: ${DEFAULT-VALUE}; 2 for"
              + " images.")
  private int shift;

  @Option(
      names = "--noise",
      paramLabel = "SD",
      description =
          "Normal noise that training adds to the encoded rows (of deviation 1): a smoother density,"
              + " which sees more of what is novel. Default: 0; with --no-target less, the more rows there"
              + " are.")
  private Optional<Double> noise = Optional.empty();

  @Option(
      names = "--precision",
      paramLabel = "NAME",
      description =
          "In what the networks of images compute while training: float32 or bfloat16. Default: the"
              + " faster on this machine.")
  private Optional<Precision> precision = Optional.empty();

  @Option(
      names = "--memory",
      paramLabel = "HOW",
      description =
          "standard, or reversible: a block's input is computed again from its output, so that memory"
              + " does not grow with depth. Default: ${DEFAULT-VALUE}.")
  private FitConfig.Memory memory = FitConfig.Memory.STANDARD;

  @Option(
      names = "--unlabelled",
      paramLabel = "HOW",
      description =
          "Rows without a target: use them for p(x) and, with classes, for where the answer may"
              + " change (use), for p(x) alone (density) or not at all (drop). Default:"
              + " ${DEFAULT-VALUE}.")
  private FitConfig.Unlabelled unlabelled = FitConfig.Unlabelled.USE;

  @Option(
      names = "--labelled-share",
      paramLabel = "SHARE",
      description =
          "Least share of a step's rows that have a target: where fewer of all rows have one, those"
              + " are drawn more often. Default: ${DEFAULT-VALUE}.")
  private double labelledShare;

  @Option(
      names = "--entropy-weight",
      paramLabel = "W",
      description =
          "Weight of the entropy of p(y|x) of rows without a target. Default: ${DEFAULT-VALUE}; .3 for"
              + " images.")
  private double entropyWeight;

  @Option(
      names = "--consistency-weight",
      paramLabel = "W",
      description =
          "Where rows lack a target, weight of p(y|x) staying what it is under small moves of x"
              + " (virtual adversarial training), of images under a warp. Default: ${DEFAULT-VALUE}; 1 for"
              + " images.")
  private double consistencyWeight;

  @Option(
      names = "--consistency-radius",
      paramLabel = "R",
      description =
          "Length of those moves: root mean square over the standardised dimensions. Default:"
              + " ${DEFAULT-VALUE}.")
  private double consistencyRadius;

  @Option(
      names = "--propagation-weight",
      paramLabel = "W",
      description =
          "Weight of the classes guessed for rows of a table without one, spread from near rows that"
              + " have one. Default: ${DEFAULT-VALUE}.")
  private double propagationWeight;

  @Option(
      names = "--warp",
      paramLabel = "SIZE",
      description =
          "How far images are rotated, scaled and sheared for that: 15 degrees, 15 %% and .2 at 1."
              + " Default: 1 where rows lack a target, else 0.")
  private Optional<Double> warp = Optional.empty();

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

  void configure(FitConfigBuilder builder) {
    timeLimit.ifPresent(builder::timeLimit);
    epochs.ifPresent(builder::epochs);
    batchSize.ifPresent(builder::batchSize);
    patience.ifPresent(builder::patience);
    precision.ifPresent(builder::precision);
    warp.ifPresent(builder::warp);
    noise.ifPresent(builder::noise);
    builder
        .learningRate(learningRate)
        .warmUp(warmUp)
        .weightDecay(weightDecay)
        .clipNorm(clipNorm)
        .averaging(averaging)
        .shift(shift)
        .memory(memory)
        .unlabelled(unlabelled)
        .labelledShare(labelledShare)
        .entropyWeight(entropyWeight)
        .consistencyWeight(consistencyWeight)
        .consistencyRadius(consistencyRadius)
        .propagationWeight(propagationWeight)
        .threads(threads)
        .seed(seed);
  }

  boolean resume() {
    return resume;
  }

  Duration timeLimit() {
    return timeLimit.orElse(Duration.ZERO);
  }
}
