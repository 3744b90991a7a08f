package io.diglm.cli;

import io.diglm.model.ModelFile;
import io.diglm.selective.RejectionRule;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Another rejection rule for one run, which the model file does not keep. */
final class SlackOption {
  @Option(
      names = "--slack",
      paramLabel = "C",
      description =
          "Only in this run: reject a row if log p(x) is more than C nats below that of every"
              + " training row. Default: the rule of the model, which diglm threshold changes.")
  private Optional<Double> slack = Optional.empty();

  /** Returns the model with this rule, if one is given. */
  ModelFile ruled(ModelFile file) {
    Optional<RejectionRule> rule = slack.map(RejectionRule.MinimumDensity::new);
    return rule.map(file::withRejection).orElse(file);
  }
}
