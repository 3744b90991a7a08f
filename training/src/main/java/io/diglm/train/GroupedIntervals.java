package io.diglm.train;

import io.diglm.model.ModelFile;
import io.diglm.predict.IntervalLearning;
import io.diglm.predict.Predictor;
import io.diglm.schema.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Calibrates intervals at the end of a fit by groups of the validation rows (Mondrian; Vovk et al.
 * 2005). A group of too few rows is calibrated as all rows are, and a warning names it.
 */
final class GroupedIntervals {
  /** How many groups a warning names. */
  private static final int NAMED = 5;

  private GroupedIntervals() {}

  /**
   * Returns the model with the groups' calibrations, as far as there are rows enough.
   *
   * @param model calibrated by all rows alike
   * @param validation rows that calibrate it
   * @param column of the model's features
   * @param warnings to add to
   */
  static ModelFile of(ModelFile model, Table validation, String column, List<String> warnings) {
    double[] y = model.manifest().schema().targets(validation).values();
    if (Arrays.stream(y).allMatch(Double::isNaN)) {
      return model; // without labels there are no intervals either
    }
    try (Predictor predictor = Predictor.open(model, "the fitted model")) {
      IntervalLearning learning = new IntervalLearning(predictor, validation);
      Map<String, Integer> sizes = learning.groups(column);
      List<String> few =
          sizes.entrySet().stream()
              .filter(group -> group.getValue() < IntervalLearning.LEAST_GROUP)
              .map(group -> "'%s' (%,d)".formatted(group.getKey(), group.getValue()))
              .toList();
      if (!few.isEmpty() || sizes.isEmpty()) {
        warnings.add(words(column, sizes.size(), few));
      }
      return few.size() == sizes.size() ? model : learning.by(column);
    }
  }

  private static String words(String column, int groups, List<String> few) {
    String named = few.stream().limit(NAMED).collect(Collectors.joining(", "));
    return "%d of %d groups of '%s' have fewer than %d labelled validation rows, so their intervals are calibrated by all rows: %s%s (--validation holds out more)"
        .formatted(
            few.size(),
            groups,
            column,
            IntervalLearning.LEAST_GROUP,
            groups == 0 ? "no validation row has a value" : named,
            few.size() > NAMED ? ", ..." : "");
  }
}
