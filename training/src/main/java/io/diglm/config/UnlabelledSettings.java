package io.diglm.config;

import io.diglm.json.Named;
import io.diglm.settings.Changed;
import io.diglm.settings.Require;
import io.diglm.settings.Setting;

/**
 * How rows without a target are used.
 *
 * @param use for p(x) and p(y|x), for p(x) only, or not at all
 * @param labelledShare least share of a step's rows that have a target; where fewer of all rows
 *     have one, those are drawn again and again
 * @param entropyWeight of the entropy of p(y|x) of rows without a target, in classification
 *     (Grandvalet and Bengio 2005)
 * @param consistencyWeight of the divergence of p(y|x) from what it is where a small move of x
 *     changes it most, in classification with rows without a target (Miyato et al. 2018); of images
 *     see {@link ImageSettings#warp}
 * @param consistencyRadius length of that move, as root mean square over the dimensions
 * @param propagationWeight of classes guessed for the rows of a table without one, by spreading
 *     those that are known from row to near row (Zhou et al. 2004); 0 guesses none
 */
public record UnlabelledSettings(
    @Setting(
            value = "HOW",
            help =
                "Use of rows without a target: for p(x) and, with classes, also for p(y|x) (use), "
                    + "for p(x) only (density), or not at all (drop). Default: {default}.",
            ofTarget = true)
        @Named("unlabelled")
        Use use,
    @Setting(
            value = "SHARE",
            help =
                "Least share of the rows of a step that have a target. If fewer of all rows have "
                    + "one, these are drawn more often. Default: {default}.",
            ofTarget = true)
        double labelledShare,
    @Setting(
            value = "W",
            help =
                "Weight of the entropy of p(y|x) of rows without a target. Default: {default}; .3 "
                    + "for images.",
            ofTarget = true)
        double entropyWeight,
    @Setting(
            value = "W",
            help =
                "If rows lack a target: weight of the term that keeps p(y|x) the same under small "
                    + "moves of x (virtual adversarial training) or, for images, under a warp. Default: "
                    + "{default}; 1 for images.",
            ofTarget = true)
        double consistencyWeight,
    @Setting(
            value = "R",
            help =
                "Length of these moves: root mean square over the standardised dimensions. "
                    + "Default: {default}.",
            ofTarget = true)
        double consistencyRadius,
    @Setting(
            value = "W",
            help =
                "Weight of the classes that are guessed, from near rows with a class, for rows of "
                    + "a table without one. Default: {default}.",
            ofTarget = true)
        double propagationWeight) {

  /** The defaults. */
  public static final UnlabelledSettings DEFAULTS =
      new UnlabelledSettings(
          Use.USE,
          /* labelledShare= */ 0.5,
          /* entropyWeight= */ 0,
          /* consistencyWeight= */ 3,
          /* consistencyRadius= */ 0.3,
          /* propagationWeight= */ 1);

  /** The use of rows without a target. */
  public enum Use {
    /** For p(x) and, in classification, for where p(y|x) may change its mind. */
    USE,
    /** For p(x) alone (equation 8). */
    DENSITY,
    /** For nothing: they are left out. */
    DROP
  }

  /** Checks ranges. */
  public UnlabelledSettings {
    Require.given("unlabelled", use);
    Require.that(
        labelledShare >= 0 && labelledShare <= 0.9,
        "labelled-share",
        "be between 0 and 0.9",
        labelledShare);
    Require.atLeast("entropy-weight", entropyWeight, 0);
    Require.atLeast("consistency-weight", consistencyWeight, 0);
    Require.positive("consistency-radius", consistencyRadius);
    Require.atLeast("propagation-weight", propagationWeight, 0);
  }

  /** {@return what suits images} */
  public UnlabelledSettings forImages() {
    return entropyWeight(0.3).consistencyWeight(1);
  }

  /**
   * {@return a copy with this {@code use}}
   *
   * @param use of rows without a target
   */
  public UnlabelledSettings use(Use use) {
    return Changed.of(this, "use", use);
  }

  /**
   * {@return a copy with this {@code labelledShare}}
   *
   * @param labelledShare least share of the rows of a step that have a target
   */
  public UnlabelledSettings labelledShare(double labelledShare) {
    return Changed.of(this, "labelledShare", labelledShare);
  }

  /**
   * {@return a copy with this {@code entropyWeight}}
   *
   * @param entropyWeight weight of the entropy of p(y|x) of rows without a target
   */
  public UnlabelledSettings entropyWeight(double entropyWeight) {
    return Changed.of(this, "entropyWeight", entropyWeight);
  }

  /**
   * {@return a copy with this {@code consistencyWeight}}
   *
   * @param consistencyWeight weight of the term that keeps p(y|x) the same under small moves of x
   */
  public UnlabelledSettings consistencyWeight(double consistencyWeight) {
    return Changed.of(this, "consistencyWeight", consistencyWeight);
  }

  /**
   * {@return a copy with this {@code consistencyRadius}}
   *
   * @param consistencyRadius length of that move, as root mean square over the dimensions
   */
  public UnlabelledSettings consistencyRadius(double consistencyRadius) {
    return Changed.of(this, "consistencyRadius", consistencyRadius);
  }

  /**
   * {@return a copy with this {@code propagationWeight}}
   *
   * @param propagationWeight weight of the classes that are guessed from near rows; 0 for no
   *     guesses
   */
  public UnlabelledSettings propagationWeight(double propagationWeight) {
    return Changed.of(this, "propagationWeight", propagationWeight);
  }
}
