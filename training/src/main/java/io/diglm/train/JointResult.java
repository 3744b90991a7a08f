package io.diglm.train;

import io.diglm.model.JointModel;
import java.util.List;

/**
 * What a fit of any number of targets leaves: a result for each, whose models share their flow.
 *
 * @param results by target, in the order of the fit; one if there is one target or none
 */
public record JointResult(List<FitResult> results) implements AutoCloseable {
  /** Keeps the order. */
  public JointResult {
    results = List.copyOf(results);
  }

  /** {@return the models of all targets, ready to be saved in one file} */
  public JointModel model() {
    return new JointModel(results.stream().map(FitResult::model).toList());
  }

  /**
   * {@return the result of a target}
   *
   * @param name of the target
   * @throws IllegalArgumentException if the fit had none of this name
   */
  public FitResult target(String name) {
    List<String> names = model().targets();
    int index = names.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException(
          "target must be one of the fit's (%s), got '%s'"
              .formatted(String.join(", ", names), name));
    }
    return results.get(index);
  }

  /** {@return the first result: rows, densities and history are the same in all} */
  public FitResult first() {
    return results.get(0);
  }

  @Override
  public void close() {
    results.forEach(FitResult::close);
  }
}
