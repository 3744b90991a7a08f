package io.diglm.config;

import io.diglm.settings.Changed;
import io.diglm.settings.Require;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How weights are learned.
 *
 * @param epochs passes over the training rows; none decides by their number
 * @param batchSize rows a step; none decides by their number
 * @param learningRate peak rate of Adam
 * @param warmUp share of the steps over which the rate rises
 * @param weightDecay decoupled weight decay
 * @param clipNorm bound on the norm of the gradient
 * @param patience epochs without a better validation loss before training stops; none takes 10, but
 *     trains fewer than 10,000 rows to the end
 * @param averaging decay of the running average of the weights; 0 for none
 * @param noise deviation of the normal noise that training adds to the encoded rows, columns of
 *     which have a deviation of about 1: the density is smoother and, of few rows, sees more of
 *     what is unlike them; none takes 0, but for p(x) alone of tables .6 N^(-1 / (D + 4)), most of
 *     what Scott (1992) advises for N rows of D dimensions
 */
public record OptimiserSettings(
    OptionalInt epochs,
    OptionalInt batchSize,
    double learningRate,
    double warmUp,
    double weightDecay,
    double clipNorm,
    OptionalInt patience,
    double averaging,
    OptionalDouble noise) {

  /** The defaults. */
  public static final OptimiserSettings DEFAULTS =
      new OptimiserSettings(
          /* epochs= */ OptionalInt.empty(),
          /* batchSize= */ OptionalInt.empty(),
          /* learningRate= */ 2e-3,
          /* warmUp= */ 0.05,
          /* weightDecay= */ 0.3,
          /* clipNorm= */ 5,
          /* patience= */ OptionalInt.empty(),
          /* averaging= */ 0.999,
          /* noise= */ OptionalDouble.empty());

  /** Checks ranges. */
  public OptimiserSettings {
    epochs.ifPresent(e -> Require.atLeast("epochs", e, 1));
    batchSize.ifPresent(b -> Require.atLeast("batch-size", b, 1));
    Require.that(
        learningRate > 0 && learningRate < 1, "learning-rate", "be between 0 and 1", learningRate);
    Require.that(warmUp >= 0 && warmUp < 1, "warm-up", "be in [0, 1)", warmUp);
    Require.atLeast("weight-decay", weightDecay, 0);
    Require.positive("clip-norm", clipNorm);
    patience.ifPresent(p -> Require.atLeast("patience", p, 1));
    Require.that(averaging >= 0 && averaging < 1, "averaging", "be in [0, 1)", averaging);
    noise.ifPresent(deviation -> Require.atLeast("noise", deviation, 0));
  }

  /** Returns what suits images. */
  public OptimiserSettings forImages() {
    return batchSize(64).learningRate(1e-3).weightDecay(0);
  }

  /** Returns the same with another epochs. */
  public OptimiserSettings epochs(int epochs) {
    return Changed.of(this, "epochs", epochs);
  }

  /** Returns the same with another batchSize. */
  public OptimiserSettings batchSize(int batchSize) {
    return Changed.of(this, "batchSize", batchSize);
  }

  /** Returns the same with another learningRate. */
  public OptimiserSettings learningRate(double learningRate) {
    return Changed.of(this, "learningRate", learningRate);
  }

  /** Returns the same with another warmUp. */
  public OptimiserSettings warmUp(double warmUp) {
    return Changed.of(this, "warmUp", warmUp);
  }

  /** Returns the same with another weightDecay. */
  public OptimiserSettings weightDecay(double weightDecay) {
    return Changed.of(this, "weightDecay", weightDecay);
  }

  /** Returns the same with another clipNorm. */
  public OptimiserSettings clipNorm(double clipNorm) {
    return Changed.of(this, "clipNorm", clipNorm);
  }

  /** Returns the same with another patience. */
  public OptimiserSettings patience(int patience) {
    return Changed.of(this, "patience", patience);
  }

  /** Returns the same with another averaging. */
  public OptimiserSettings averaging(double averaging) {
    return Changed.of(this, "averaging", averaging);
  }

  /** Returns the same with another noise. */
  public OptimiserSettings noise(double noise) {
    return Changed.of(this, "noise", noise);
  }
}
