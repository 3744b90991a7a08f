package io.diglm.spark;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Classes as numbers, which Spark's evaluators need. */
final class ClassNumbers {
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}(\\.\\d+)?");

  private ClassNumbers() {}

  /** Returns the labels' own values; empty unless all are plain numbers. */
  static Optional<double[]> of(List<String> labels) {
    return labels.stream().allMatch(label -> NUMBER.matcher(label).matches())
        ? Optional.of(labels.stream().mapToDouble(Double::parseDouble).toArray())
        : Optional.empty();
  }
}
