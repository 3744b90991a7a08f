package io.diglm.insight;

import io.diglm.model.HeadConfig;
import java.util.ArrayList;
import java.util.List;

/** The names of the linear predictors of a head, in the order of its family. */
final class PredictorNames {
  private PredictorNames() {}

  /**
   * Returns a name for each predictor (P).
   *
   * @param classes the classes of the target; empty for a number
   */
  static List<String> of(HeadConfig head, List<String> classes) {
    return switch (head.family()) {
      case GAUSSIAN -> List.of("location", "log deviation");
      case STUDENT_T -> List.of("location", "log scale", "degrees of freedom");
      case BERNOULLI -> List.of("log-odds of " + classes.get(1));
      case CATEGORICAL -> classes.stream().map(label -> "score of " + label).toList();
      case ORDINAL -> ordinal(classes);
      case POISSON -> List.of("mean");
      case NEGATIVE_BINOMIAL, GAMMA -> List.of("mean", "log dispersion");
      case ZERO_INFLATED_POISSON -> List.of("mean", "log-odds of a structural zero");
      case ZERO_INFLATED_NEGATIVE_BINOMIAL ->
          List.of("mean", "log dispersion", "log-odds of a structural zero");
      case WEIBULL, LOG_NORMAL, LOG_LOGISTIC -> List.of("location of ln y", "log scale of ln y");
      case TWEEDIE -> List.of("mean", "log dispersion", "log-odds of the power");
      case BETA -> List.of("mean", "log precision");
      case MIXTURE, LOG_MIXTURE, ROUNDED -> mixture(head.count());
      case NONE -> List.of();
    };
  }

  private static List<String> ordinal(List<String> classes) {
    List<String> names = new ArrayList<>(List.of("location"));
    for (int k = 1; k < classes.size() - 1; k++) {
      names.add("threshold above " + classes.get(k));
    }
    return names;
  }

  private static List<String> mixture(int count) {
    List<String> names = new ArrayList<>();
    for (String what : List.of("score", "location", "log deviation")) {
      for (int k = 1; k <= count; k++) {
        names.add(what + " of component " + k);
      }
    }
    return names;
  }
}
