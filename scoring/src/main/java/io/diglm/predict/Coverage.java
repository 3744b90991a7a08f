package io.diglm.predict;

import io.diglm.distribution.ClassDistribution;
import io.diglm.schema.Target;
import io.diglm.selective.Conformity;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How intervals and sets cover y.
 *
 * @param conformity what calibrates them
 * @param share of targets that they are to hold, in (0, 1)
 */
record Coverage(Conformity conformity, double share) {
  /** Returns the set of a class, its labels separated by |. */
  String labels(Target target, Prediction.Answer answer) {
    ClassDistribution given = (ClassDistribution) answer.answer();
    List<Integer> held =
        answer.rejected()
            ? probable(given, share)
            : conformity.labels(given, share, answer.group());
    return held.stream().map(target.classes()::get).collect(Collectors.joining("|"));
  }

  /** The most probable classes whose probabilities together reach this value. */
  private static List<Integer> probable(ClassDistribution answer, double share) {
    List<Integer> ordered =
        IntStream.range(0, answer.classes())
            .boxed()
            .sorted(Comparator.comparingDouble(k -> -answer.probability(k)))
            .toList();
    double sum = 0;
    int count = 0;
    while (count < ordered.size() && sum < share) {
      sum += answer.probability(ordered.get(count++));
    }
    return ordered.subList(0, count);
  }

  /** One end of the interval of a number. */
  double end(Prediction.Answer answer, double own, boolean upper) {
    double p = upper ? (1 + share) / 2 : (1 - share) / 2;
    if (!answer.rejected()) {
      double central = conformity.central(share, answer.group());
      p = conformity.groups().isEmpty() ? own : upper ? (1 + central) / 2 : (1 - central) / 2;
    }
    return answer.answer().quantile(p);
  }
}
