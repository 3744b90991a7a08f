package io.diglm.glm;

import io.diglm.model.HeadConfig;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * E_q[log p(y|z)] - KL(q || prior) / N with independent normals q (Nalisnick et al. 2019, equation
 * 14). The expectation is sampled in the predictors, not the coefficients, which is as exact and
 * quieter (Kingma, Salimans and Welling 2015); the prior's precision is at its best, K / E|beta|^2.
 *
 * <p>A predictor's deviation is s = sqrt(sum_d v_d phi_d^2), v = sd^2 and log sd = raw - log(N) /
 * 2, what a sample of N rows would leave: decay pulls towards it.
 */
public final class ElboTerm implements TargetTerm {
  private final HeadConfig head;
  private final HeadPlaces places;
  private final float[] parameters;
  private final double[] variances;
  private final double[] moved;
  private final double[] spread;

  /** Gradient by the raw log-deviations, but for the divergence's (P', C). */
  private final double[] byRaw;

  private double[] drawn = {};
  private double divergence;
  private double squares;

  /** The weight of the rows so far. */
  private double labelled;

  ElboTerm(HeadConfig head, HeadPlaces places, float[] parameters) {
    this.head = head;
    this.places = places;
    this.parameters = parameters;
    variances = new double[places.coefficients()];
    byRaw = new double[places.coefficients()];
    moved = new double[places.predictors()];
    spread = new double[places.linear()];
  }

  /**
   * {@return the offset of the learned log-deviations, for N rows}
   *
   * @param rows N
   */
  public static double start(long rows) {
    return -0.5 * Math.log((double) Math.max(1, rows));
  }

  @Override
  public void begin(int rows, SplittableRandom random) {
    drawn = new double[rows * places.linear()];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = (float) random.nextGaussian();
    }
    squares = 0;
    double logs = 0;
    double start = start(places.rows());
    for (int i = 0; i < variances.length; i++) {
      double logSd = parameters[places.rawAt() + i] + start;
      variances[i] = Math.exp(2 * logSd);
      logs += logSd;
      squares += variances[i];
    }
    for (int i = 0; i < places.linear() * places.dimension(); i++) {
      squares += square(parameters[places.weightAt() + i]);
    }
    for (int p = 0; p < places.linear(); p++) {
      squares += square(parameters[places.biasAt() + p]);
    }
    double count = variances.length;
    divergence = count / 2 * Math.log(squares / count) - logs;
  }

  private static double square(double x) {
    return x * x;
  }

  @Override
  public double training(Row row) {
    System.arraycopy(row.eta, 0, moved, 0, moved.length);
    int width = places.dimension() + 1;
    int from = row.index() * places.linear();
    for (int p = 0; p < places.linear(); p++) {
      double variance = variances[p * width + width - 1];
      for (int d = 0; d < width - 1; d++) {
        variance += variances[p * width + d] * square(row.latent(d));
      }
      spread[p] = Math.sqrt(variance);
      moved[p] += spread[p] * drawn[from + p];
    }
    double value = row.logLikelihood(head, moved);
    for (int p = 0; p < places.linear(); p++) {
      double bySpread = row.byEta[p] * drawn[from + p] / spread[p];
      for (int d = 0; d < width - 1; d++) {
        double turned = bySpread * variances[p * width + d] * row.latent(d);
        row.byLatent[d] += turned;
        byRaw[p * width + d] += row.weight() * turned * row.latent(d);
      }
      byRaw[p * width + width - 1] += row.weight() * bySpread * variances[p * width + width - 1];
    }
    labelled += row.weight();
    return value - divergence / places.rows();
  }

  @Override
  public double validation(Row row) {
    return row.logLikelihood(head, row.eta);
  }

  @Override
  public void gather(double factor, float[] gradients) {
    double[] all = ownGradient();
    for (int i = 0; i < all.length; i++) {
      gradients[places.rawAt() + i] += (float) (factor * all[i]);
    }
    double pull = pull();
    for (int i = 0; i < places.linear() * places.dimension(); i++) {
      int at = places.weightAt() + i;
      gradients[at] += (float) (factor * pull * parameters[at]);
    }
    for (int p = 0; p < places.linear(); p++) {
      int at = places.biasAt() + p;
      gradients[at] += (float) (factor * pull * parameters[at]);
    }
    Arrays.fill(byRaw, 0);
    labelled = 0;
  }

  /** Returns the gradient of the rows so far by the raw log-deviations (P', C). */
  double[] ownGradient() {
    double share = labelled / places.rows();
    double[] all = byRaw.clone();
    for (int i = 0; i < all.length; i++) {
      all[i] -= share * (variances.length * variances[i] / squares - 1);
    }
    return all;
  }

  /** Returns what a coefficient is multiplied by in the gradient of the rows' divergence by it. */
  double pull() {
    return -labelled / places.rows() * variances.length / squares;
  }
}
