package io.diglm.insight;

import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import io.diglm.model.Manifest;
import io.diglm.model.ModelFile;
import io.diglm.model.SavedMember;
import io.diglm.model.TensorData;
import io.diglm.network.Hinges;
import io.diglm.network.RowScorer;
import io.diglm.posterior.CoefficientPosterior;
import io.diglm.predict.Networks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One network of a model of tables, with its coefficients: of those with a posterior, the means.
 *
 * @param flow its flow
 * @param head the head
 * @param dimension D
 * @param weights its tensors
 * @param scorer computes z
 * @param coefficients of all predictors
 * @param posterior of the coefficients of the first R predictors, if there is one
 */
record Member(
    FlowConfig flow,
    HeadConfig head,
    int dimension,
    Map<String, TensorData> weights,
    RowScorer scorer,
    Coefficients coefficients,
    Optional<CoefficientPosterior> posterior) {

  /**
   * Reads a network.
   *
   * @param member from 1 on
   * @throws IllegalArgumentException if rows are images
   */
  static Member of(ModelFile file, int member) {
    Manifest manifest = file.manifest();
    if (manifest.schema().image().isPresent()) {
      throw new IllegalArgumentException("model must be one of tables, got one of images");
    }
    int dimension = manifest.schema().dimension();
    HeadConfig head = manifest.head();
    FlowConfig flow = manifest.flow(member);
    Map<String, TensorData> saved = SavedMember.tensors(file.weights(), member);
    Map<String, TensorData> own = Networks.tensors(saved);
    Optional<CoefficientPosterior> posterior = CoefficientPosterior.of(head, dimension, saved);
    Coefficients learned =
        new Coefficients(
            flow.width(dimension), numbers(own, "head.weight"), numbers(own, "head.bias"));
    return new Member(
        flow,
        head,
        dimension,
        own,
        RowScorer.of(flow, head, dimension, own),
        posterior.map(beliefs -> learned.with(beliefs.mean())).orElse(learned),
        posterior);
  }

  private static double[] numbers(Map<String, TensorData> weights, String name) {
    return Optional.ofNullable(weights.get(name)).orElseThrow().doubles();
  }

  /** Returns the names of what the flow maps: those of the dimensions, and of their hinges. */
  List<String> names(List<String> axes) {
    List<String> names = new ArrayList<>(axes);
    hinges()
        .ifPresent(
            h -> {
              int piece = 0;
              for (int k = 0; k < h.count(); k++) {
                piece = k > 0 && h.axis(k) == h.axis(k - 1) ? piece + 1 : 1;
                names.add("%s, piece %d".formatted(axes.get(h.axis(k)), piece));
              }
            });
    return names;
  }

  private Optional<Hinges> hinges() {
    return Optional.ofNullable(weights.get(Hinges.TENSOR)).map(t -> new Hinges(t.floats()));
  }

  /** Returns the width of z. */
  int width() {
    return scorer.width();
  }

  /**
   * Returns the posterior deviation of a coefficient, if there is one.
   *
   * @param predictor p
   * @param at i of z_i from 0 on; the width of z for the bias
   */
  OptionalDouble sd(int predictor, int at) {
    return posterior
        .filter(beliefs -> predictor < beliefs.predictors())
        .map(beliefs -> OptionalDouble.of(beliefs.sd()[predictor * (dimension + 1) + at]))
        .orElse(OptionalDouble.empty());
  }
}
