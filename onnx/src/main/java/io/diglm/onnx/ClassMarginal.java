package io.diglm.onnx;

import io.diglm.distribution.ClassDistribution;
import io.diglm.distribution.Distribution;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** p(y) of classes, the answer to rejected rows. */
final class ClassMarginal {
  private final ClassDistribution marginal;

  ClassMarginal(Distribution marginal) {
    this.marginal = (ClassDistribution) marginal;
  }

  double[] probabilities() {
    return IntStream.range(0, marginal.classes()).mapToDouble(marginal::probability).toArray();
  }

  int mode() {
    return marginal.mode();
  }

  /** Returns which classes are among the most probable, until they have this probability. */
  boolean[] probable(double share) {
    List<Integer> ordered =
        IntStream.range(0, marginal.classes())
            .boxed()
            .sorted(Comparator.comparingDouble(k -> -marginal.probability(k)))
            .toList();
    boolean[] held = new boolean[ordered.size()];
    double sum = 0;
    for (int i = 0; i < held.length && sum < share; i++) {
      sum += marginal.probability(ordered.get(i));
      held[ordered.get(i)] = true;
    }
    return held;
  }
}
