package io.diglm.cli;

import io.diglm.config.UnlabelledSettings;
import io.diglm.train.FitConfig;
import picocli.CommandLine.Option;

/** What rows without a target are for. */
final class UnlabelledOptions {
  @Option(
      names = "--unlabelled",
      paramLabel = "HOW",
      description =
          "Rows without a target: use them for p(x) and, with classes, for where the answer may"
              + " change (use), for p(x) alone (density) or not at all (drop). Default:"
              + " ${DEFAULT-VALUE}.")
  private UnlabelledSettings.Use unlabelled = UnlabelledSettings.Use.USE;

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
