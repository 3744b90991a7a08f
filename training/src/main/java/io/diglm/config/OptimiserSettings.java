package io.diglm.config;

import io.diglm.settings.Changed;
import io.diglm.settings.Require;
import io.diglm.settings.Setting;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How weights are learned.
 *
 * @param epochs passes over the training rows; none decides by their number
 * @param batchSize rows per step; none decides by their number
 * @param learningRate peak learning rate of AdamW
 * @param warmUp share of the steps over which the rate rises
 * @param weightDecay decoupled weight decay; none takes 1 for a network with piecewise-linear
 *     features beside the row, and 0.3 for others
 * @param clipNorm bound on the norm of the gradient
 * @param patience epochs without a better validation loss before training stops; none takes 10, but
 *     trains fewer than 10,000 rows to the end
 * @param averaging decay of the running average of the weights; 0 for none
 * @param noise deviation of the normal noise that training adds to the encoded rows, whose standard
 *     deviation is about 1; noise gives a smoother density, which detects more novel rows if few
 *     rows train; none takes 0, but for p(x) alone of tables .6 N^(-1 / (D + 4)), most of what
 *     Scott (1992) advises for N rows of D dimensions
 * @param members networks that are trained from seeds of their own, and whose answers are averaged;
 *     none decides by the rows
 */
public record OptimiserSettings(
    @Setting(value = "N", help = "Passes over the training rows. Default: depends on their number.")
        OptionalInt epochs,
    @Setting(value = "N", help = "Rows per step. Default: depends on the number of rows.")
        OptionalInt batchSize,
    @Setting(value = "R", help = "Peak learning rate of AdamW. Default: {default}.")
        double learningRate,
    @Setting(
            value = "SHARE",
            help = "Share of the steps during which the learning rate rises. Default: {default}.")
        double warmUp,
    @Setting(value = "D", help = "Decoupled weight decay. Default: 1 with --pieces, otherwise 0.3.")
        OptionalDouble weightDecay,
    @Setting(value = "NORM", help = "Bound on the norm of the gradient. Default: {default}.")
        double clipNorm,
    @Setting(
            value = "N",
            help =
                "Training ends after this many epochs without a better validation loss. Default: "
                    + "10; with fewer than 10,000 rows, training does not end early.")
        OptionalInt patience,
    @Setting(
            value = "D",
            help =
                "Decay of the running average of the weights; 0 for no average. Default: "
                    + "{default}.")
        double averaging,
    @Setting(
            value = "SD",
            help =
                "Standard deviation of the normal noise that training adds to the encoded rows"
                    + " (whose standard deviation is 1). Noise gives a smoother density, which"
                    + " detects more novel rows. Default: 0; with --no-target, the more rows, the"
                    + " less noise.")
        OptionalDouble noise,
    @Setting(
            value = "K",
            help =
                "Number of networks, each trained from a seed of its own, whose answers the model "
                    + "averages. K networks take about K times as long to train and to answer. "
                    + "Default: 1; with fewer than 5,000 rows, 4 if a brief training of each is "
                    + "enough.")
        OptionalInt members) {

  private static final double USUAL_DECAY = 0.3;
  private static final double BENT_DECAY = 1;

  /** The defaults. */
  public static final OptimiserSettings DEFAULTS =
      new OptimiserSettings(
          /* epochs= */ OptionalInt.empty(),
          /* batchSize= */ OptionalInt.empty(),
          /* learningRate= */ 2e-3,
          /* warmUp= */ 0.05,
          /* weightDecay= */ OptionalDouble.empty(),
          /* clipNorm= */ 5,
          /* patience= */ OptionalInt.empty(),
          /* averaging= */ 0.999,
          /* noise= */ OptionalDouble.empty(),
          /* members= */ OptionalInt.empty());

  /** Checks ranges. */
  public OptimiserSettings {
    epochs.ifPresent(e -> Require.atLeast("epochs", e, 1));
    batchSize.ifPresent(b -> Require.atLeast("batch-size", b, 1));
    Require.that(
        learningRate > 0 && learningRate < 1, "learning-rate", "be between 0 and 1", learningRate);
    Require.that(warmUp >= 0 && warmUp < 1, "warm-up", "be in [0, 1)", warmUp);
    weightDecay.ifPresent(decay -> Require.atLeast("weight-decay", decay, 0));
    Require.positive("clip-norm", clipNorm);
    patience.ifPresent(p -> Require.atLeast("patience", p, 1));
    Require.that(averaging >= 0 && averaging < 1, "averaging", "be in [0, 1)", averaging);
    noise.ifPresent(deviation -> Require.atLeast("noise", deviation, 0));
    members.ifPresent(m -> Require.atLeast("members", m, 1));
  }

  /**
   * {@return the decay of a network, with piecewise-linear features or without}
   *
   * @param bent whether the network has piecewise-linear features
   */
  public double decay(boolean bent) {
    return weightDecay.orElse(bent ? BENT_DECAY : USUAL_DECAY);
  }

  /** {@return what suits images} */
  public OptimiserSettings forImages() {
    return batchSize(64).learningRate(1e-3).weightDecay(0);
  }

  /**
   * {@return a copy with this {@code epochs}}
   *
   * @param epochs passes over the training rows
   */
  public OptimiserSettings epochs(int epochs) {
    return Changed.of(this, "epochs", epochs);
  }

  /**
   * {@return a copy with this {@code batchSize}}
   *
   * @param batchSize rows per step
   */
  public OptimiserSettings batchSize(int batchSize) {
    return Changed.of(this, "batchSize", batchSize);
  }

  /**
   * {@return a copy with this {@code learningRate}}
   *
   * @param learningRate peak learning rate of AdamW
   */
  public OptimiserSettings learningRate(double learningRate) {
    return Changed.of(this, "learningRate", learningRate);
  }

  /**
   * {@return a copy with this {@code warmUp}}
   *
   * @param warmUp share of the steps during which the learning rate rises
   */
  public OptimiserSettings warmUp(double warmUp) {
    return Changed.of(this, "warmUp", warmUp);
  }

  /**
   * {@return a copy with this {@code weightDecay}}
   *
   * @param weightDecay decoupled weight decay
   */
  public OptimiserSettings weightDecay(double weightDecay) {
    return Changed.of(this, "weightDecay", weightDecay);
  }

  /**
   * {@return a copy with this {@code clipNorm}}
   *
   * @param clipNorm bound on the norm of the gradient
   */
  public OptimiserSettings clipNorm(double clipNorm) {
    return Changed.of(this, "clipNorm", clipNorm);
  }

  /**
   * {@return a copy with this {@code patience}}
   *
   * @param patience epochs without a better validation loss before training stops
   */
  public OptimiserSettings patience(int patience) {
    return Changed.of(this, "patience", patience);
  }

  /**
   * {@return a copy with this {@code averaging}}
   *
   * @param averaging decay of the running average of the weights
   */
  public OptimiserSettings averaging(double averaging) {
    return Changed.of(this, "averaging", averaging);
  }

  /**
   * {@return a copy with this {@code noise}}
   *
   * @param noise standard deviation of the normal noise that training adds to the encoded rows
   */
  public OptimiserSettings noise(double noise) {
    return Changed.of(this, "noise", noise);
  }

  /**
   * {@return a copy with this {@code members}}
   *
   * @param members number of networks, each trained from a seed of its own, whose answers are
   *     averaged
   */
  public OptimiserSettings members(int members) {
    return Changed.of(this, "members", members);
  }
}
