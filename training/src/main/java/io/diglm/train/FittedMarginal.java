package io.diglm.train;

import io.diglm.distribution.Categorical;
import io.diglm.distribution.Distribution;
import io.diglm.distribution.NormalMixture;
import io.diglm.distribution.Ordinal;
import io.diglm.distribution.Rounded;
import io.diglm.distribution.Unknown;
import io.diglm.model.HeadConfig;
import io.diglm.schema.Schema;
import io.diglm.selective.MarginalAnswer;
import java.util.Arrays;

/** p(y) of the training rows, which answers a refused row. */
final class FittedMarginal {
  private FittedMarginal() {}

  /**
   * Returns p(y) in the form that suits the head.
   *
   * @param train the training rows
   */
  static Distribution of(HeadConfig head, TrainingData data, int[] train, Schema schema) {
    if (schema.target().isEmpty()) {
      return new Unknown();
    }
    int[] known = Arrays.stream(train).filter(row -> !Double.isNaN(data.targets()[row])).toArray();
    double[] y = Arrays.stream(known).mapToDouble(row -> data.targets()[row]).toArray();
    double[] weights = data.weights(known);
    if (data.ends().any()) {
      return MarginalTimes.of(head, y, data.ends().of(known), weights);
    }
    if (!schema.classes().isEmpty()) {
      return ofClasses(head, schema.classes().size(), y, weights);
    }
    if (head.definition().counts()) {
      return MarginalAnswer.ofCounts(y, weights);
    }
    if (head.definition().costs()) {
      return MarginalAnswer.ofCosts(y, weights);
    }
    NormalMixture numbers = MarginalAnswer.ofNumbers(y, weights);
    return head.definition().rounds() ? new Rounded(numbers) : numbers;
  }

  private static Distribution ofClasses(HeadConfig head, int count, double[] y, double[] weights) {
    double[] shares = new double[count];
    for (int i = 0; i < y.length; i++) {
      shares[(int) y[i]] += weights[i];
    }
    Categorical classes = MarginalAnswer.ofClasses(shares);
    return head.definition().ordered() ? new Ordinal(classes.logProbabilities()) : classes;
  }
}
