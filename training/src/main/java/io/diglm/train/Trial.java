package io.diglm.train;

import io.diglm.distribution.Distribution;
import io.diglm.model.Family;
import io.diglm.model.HeadConfig;
import java.util.Arrays;
import java.util.List;

/**
 * What a short training says of a family: the NLL of the validation rows. If one of the families
 * gives 0 a probability, a density cannot be compared with that. So a 0 then counts with the
 * probability of all numbers that are nearer to 0 than to the least positive target.
 *
 * @param candidates the families to compare
 */
record Trial(TrainingData data, List<HeadConfig> candidates) {
  /** Returns the loss of a family after its training. */
  double loss(HeadConfig head, Trained trained) {
    if (candidates.stream().noneMatch(candidate -> candidate.family().definition().costs())) {
      return trained.nll();
    }
    double[] targets = data.targets();
    int[] rows =
        Arrays.stream(data.validation()).filter(row -> !Double.isNaN(targets[row])).toArray();
    double near = near();
    double[] eta = trained.eta(head, data, rows);
    Family family = head.family().definition();
    double sum = 0;
    double total = 0;
    for (int i = 0; i < rows.length; i++) {
      double weight = data.weights()[rows[i]];
      Distribution answer = family.distribution(head, eta, i * head.predictors());
      double y = targets[rows[i]];
      boolean whole = y == 0 && !family.costs();
      sum -= weight * (whole ? answer.logBetween(-near, near) : answer.logDensity(y));
      total += weight;
    }
    return sum / total;
  }

  /** Returns half of the least positive target. */
  private double near() {
    return Arrays.stream(data.train())
            .mapToDouble(row -> data.targets()[row])
            .filter(y -> y > 0)
            .min()
            .orElse(1)
        / 2;
  }
}
