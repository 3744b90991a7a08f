package io.diglm.cli;

import io.diglm.config.UnlabelledSettings;
import io.diglm.train.FitConfig;
import picocli.CommandLine.Option;

/** Options about rows without a target. */
final class UnlabelledOptions {
  @Option(
      names = "--unlabelled",
      paramLabel = "HOW",
      description =
          "Use of rows without a target: for p(x) and, with classes, also for p(y|x) (use), for"
              + " p(x) only (density), or not at all (drop). Default: ${DEFAULT-VALUE}.")
  private UnlabelledSettings.Use unlabelled = UnlabelledSettings.Use.USE;

  @Option(
      names = "--labelled-share",
      paramLabel = "SHARE",
      description =
          "Least share of the rows of a step that have a target. If fewer of all rows have one,"
              + " these are drawn more often. Default: ${DEFAULT-VALUE}.")
  private double labelledShare;

  @Option(
      names = "--entropy-weight",
      paramLabel = "W",
      description =
          "Weight of the entropy of p(y|x) of rows without a target. Default: ${DEFAULT-VALUE}; .3"
              + " for images.")
  private double entropyWeight;

  @Option(
      names = "--consistency-weight",
      paramLabel = "W",
      description =
          "If rows lack a target: weight of the term that keeps p(y|x) the same under small moves"
              + " of x (virtual adversarial training) or, for images, under a warp. Default:"
              + " ${DEFAULT-VALUE}; 1 for images.")
  private double consistencyWeight;

  @Option(
      names = "--consistency-radius",
      paramLabel = "R",
      description =
          "Length of these moves: root mean square over the standardised dimensions. Default:"
              + " ${DEFAULT-VALUE}.")
  private double consistencyRadius;

  @Option(
      names = "--propagation-weight",
      paramLabel = "W",
      description =
          "Weight of the classes that are guessed, from near rows with a class, for rows of a table"
              + " without one. Default: ${DEFAULT-VALUE}.")
  private double propagationWeight;

  FitConfig configure(FitConfig config) {
    return config.unlabelled(
        u ->
            u.use(unlabelled)
                .labelledShare(labelledShare)
                .entropyWeight(entropyWeight)
                .consistencyWeight(consistencyWeight)
                .consistencyRadius(consistencyRadius)
                .propagationWeight(propagationWeight));
  }
}
