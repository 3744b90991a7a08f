package io.diglm.predict;

import io.diglm.model.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is asked of p(y|x): one of these at most, or else the usual columns.
 *
 * @param interval the share of the central interval of a number, in (0, 1)
 * @param coverage of a calibrated interval or set of labels, in (0, 1)
 * @param quantiles probabilities of the quantiles of a number, each in (0, 1); empty if none are
 *     asked
 */
public record AnswerChoice(
    Optional<Double> interval, Optional<Double> coverage, List<Double> quantiles) {
  /** Checks that one is asked at most. */
  public AnswerChoice {
    quantiles = List.copyOf(quantiles);
    List<String> asked = new ArrayList<>();
    interval.ifPresent(share -> asked.add("interval"));
    coverage.ifPresent(share -> asked.add("coverage"));
    if (!quantiles.isEmpty()) {
      asked.add("quantiles");
    }
    if (asked.size() > 1) {
      throw new IllegalArgumentException(
          "interval, coverage and quantiles must not come together, got "
              + String.join(" and ", asked));
    }
  }

  /**
   * {@return the columns of each target, in their order} Beside a number that is asked for its
   * interval or its quantiles, a class has its usual columns.
   *
   * @param joint the model of all targets
   * @throws IllegalArgumentException if an interval or quantiles are asked and no target is a
   *     number, or if coverage is asked of a model without a target or with too few rows for it
   */
  public List<PredictionColumns> columns(JointPredictor joint) {
    if (!quantiles.isEmpty()) {
      double[] wanted = quantiles.stream().mapToDouble(q -> q).toArray();
      return ofNumbers(joint, own -> PredictionColumns.quantiles(own, wanted));
    }
    if (interval.isPresent()) {
      double share = interval.get();
      return ofNumbers(joint, own -> PredictionColumns.interval(own, share));
    }
    return joint.predictors().stream().map(this::covered).toList();
  }

  private PredictionColumns covered(Predictor predictor) {
    Manifest manifest = predictor.manifest();
    if (coverage.isEmpty()) {
      return PredictionColumns.usual(manifest);
    }
    manifest.schema().requireTarget();
    return PredictionColumns.coverage(manifest, predictor.conformity(), coverage.get());
  }

  private static List<PredictionColumns> ofNumbers(
      JointPredictor joint, Function<Manifest, PredictionColumns> asked) {
    List<Manifest> models = joint.predictors().stream().map(Predictor::manifest).toList();
    boolean number = models.stream().anyMatch(own -> own.schema().classes().isEmpty());
    return models.stream()
        .map(
            own ->
                number && !own.schema().classes().isEmpty()
                    ? PredictionColumns.usual(own)
                    : asked.apply(own))
        .toList();
  }
}
