package io.diglm.explain;

import io.diglm.distribution.ClassDistribution;
import io.diglm.novelty.Uncertainty;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Selects the rows of a table that are most worth a label.
 *
 * <p>The value of a row is the information that its target would give about the coefficients
 * (Houlsby et al. 2011). For a number it is 1/2 log(1 + sd_model^2 / sd_noise^2); for a class it is
 * the mutual information or, without a posterior, the entropy of p(y|x). It counts in full for
 * ordinary rows, less for the tenth that is least like the training rows, and not at all for rows
 * that the model refuses to answer, because their labels would teach it nothing about the others.
 * Rows are selected one after another. The value of a row is multiplied by the variance that
 * remains, after the rows selected before, of a Gaussian process with kernel exp(-|z - z'|^2 / (D /
 * 2)), so rows near the selected ones in z count less.
 */
public final class Ranking {
  private static final double ORDINARY = 0.1;
  private static final double JITTER = 1e-2;

  /** The number of candidates that are compared with each other, per requested row. */
  private static final int CANDIDATES = 20;

  private static final int LEAST_CANDIDATES = 2000;

  private final Predictor predictor;
  private final Table table;
  private final int dimension;

  private Ranking(Predictor predictor, Table table) {
    this.predictor = predictor;
    this.table = table;
    dimension = predictor.manifest().width();
  }

  /**
   * A row that is worth a label.
   *
   * @param row its index in the table
   * @param information in nats, as if it were the only row
   * @param noveltyPValue as in its prediction
   */
  public record Choice(int row, double information, double noveltyPValue) {}

  /**
   * {@return the rows that are most worth a label, best first} There are fewer than {@code count}
   * if fewer can be answered.
   *
   * @param predictor the model
   * @param table candidates, with or without a column of the target
   * @param count how many rows are wanted
   * @throws IllegalArgumentException if the model has no target, or if the target is a number and
   *     the model has neither a posterior nor several members
   */
  public static List<Choice> of(Predictor predictor, Table table, int count) {
    predictor.manifest().schema().requireTarget();
    return new Ranking(predictor, table).best(count);
  }

  private List<Choice> best(int count) {
    List<Prediction> predictions = predictor.predict(table);
    double[] worth = new double[predictions.size()];
    List<Choice> choices = new ArrayList<>();
    for (int row = 0; row < worth.length; row++) {
      if (predictions.get(row) instanceof Prediction.Answer answer && !answer.rejected()) {
        double pValue = answer.noveltyPValue();
        double information = information(answer);
        worth[row] = information * (Double.isNaN(pValue) ? 1 : Math.min(1, pValue / ORDINARY));
        choices.add(new Choice(row, information, pValue));
      }
    }
    choices.sort(Comparator.comparingDouble(choice -> -worth[choice.row()]));
    int kept = Math.min(choices.size(), Math.max(LEAST_CANDIDATES, CANDIDATES * count));
    return spread(choices.subList(0, kept), worth, Math.min(count, kept));
  }

  private static double information(Prediction.Answer answer) {
    Optional<Uncertainty> parts = answer.uncertainty();
    if (answer.own() instanceof ClassDistribution classes) {
      return parts.map(Uncertainty::model).orElseGet(classes::entropy);
    }
    return parts
        .map(p -> 0.5 * Math.log1p(p.model() * p.model() / (p.noise() * p.noise())))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "model must have a posterior to say which numbers are worth knowing, got bayes"
                        + " none (fit with --bayes or --members)"));
  }

  /**
   * Selects rows one by one. A pivoted Cholesky decomposition keeps the remaining variance of each
   * row.
   */
  private List<Choice> spread(List<Choice> candidates, double[] worth, int count) {
    int[] rows = candidates.stream().mapToInt(Choice::row).toArray();
    float[] latent = predictor.score(table.take(rows)).latent();
    double[] left = new double[rows.length];
    Arrays.fill(left, 1);
    boolean[] taken = new boolean[rows.length];
    double[][] factors = new double[count][];
    List<Choice> chosen = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      int next =
          IntStream.range(0, rows.length)
              .boxed()
              .filter(i -> !taken[i])
              .max(Comparator.comparingDouble(i -> worth[rows[i]] * left[i]))
              .orElseThrow();
      chosen.add(candidates.get(next));
      taken[next] = true;
      factors[k] = factor(latent, factors, k, next, left[next]);
      for (int i = 0; i < left.length; i++) {
        left[i] = Math.max(0, left[i] - factors[k][i] * factors[k][i]);
      }
    }
    return chosen;
  }

  private double[] factor(float[] latent, double[][] before, int count, int chosen, double left) {
    double[] factor = new double[latent.length / dimension];
    IntStream.range(0, factor.length)
        .parallel()
        .forEach(
            i -> {
              double covariance = Math.exp(-squaredDistance(latent, i, chosen) / (0.5 * dimension));
              for (int k = 0; k < count; k++) {
                covariance -= before[k][i] * before[k][chosen];
              }
              factor[i] = covariance / Math.sqrt(left + JITTER);
            });
    return factor;
  }

  private double squaredDistance(float[] latent, int i, int j) {
    double sum = 0;
    for (int d = 0; d < dimension; d++) {
      double difference = latent[i * dimension + d] - latent[j * dimension + d];
      sum += difference * difference;
    }
    return sum;
  }
}
