package io.diglm.glm;

import io.diglm.model.Bayes;
import java.util.function.BooleanSupplier;

/**
 * The posterior about the mode of a likelihood that is not Gaussian, by Newton's method: passes
 * over the rows, each a weighted least-squares problem. A step that makes things worse is halved.
 *
 * @param posterior N(mode, inverse curvature), or the best of a bound
 * @param sums of the last pass
 */
public record PosteriorMode(GaussianPosterior posterior, NormalEquations sums) {
  private static final int MOST_PASSES = 60;

  /** Passes end when no coefficient moves by more than this of a posterior deviation. */
  private static final double TOLERANCE = 1e-8;

  /** One pass over the rows. */
  public interface Pass {
    /**
     * {@return the sums about a posterior and, where likelihoods are expanded, a point (K)}
     *
     * @param about where log-likelihoods are expanded
     * @param point coefficients (K)
     */
    NormalEquations sums(GaussianPosterior about, double[] point);
  }

  /**
   * Finds the mode by damped Newton steps.
   *
   * @param working how rows become sums
   * @param prior what is believed before these rows
   * @param start where to begin (K)
   * @param pass sums over the training rows
   * @return the mode
   */
  public static PosteriorMode find(
      WorkingRows working, GaussianPosterior prior, double[] start, Pass pass) {
    return find(working, prior, start, pass, () -> false);
  }

  /**
   * Finds the mode as the method above does, as long as there is time.
   *
   * @param working how rows become sums
   * @param prior what is believed before these rows
   * @param start where to begin (K)
   * @param pass sums over the training rows
   * @param late whether to end with what there is; asked after every step
   * @return the mode, or the last step that there was time for
   */
  public static PosteriorMode find(
      WorkingRows working,
      GaussianPosterior prior,
      double[] start,
      Pass pass,
      BooleanSupplier late) {
    boolean damped = working.bayes() == Bayes.LAPLACE;
    GaussianPosterior now = prior;
    double[] point = start.clone();
    double[] best = point;
    double highest = Double.NEGATIVE_INFINITY;
    NormalEquations sums = pass.sums(now, point);
    for (int i = 0; i < MOST_PASSES && !(i > 0 && late.getAsBoolean()); i++) {
      double height = sums.value() - prior.penalty(point);
      if (damped && !(height >= highest - 1e-10 * Math.abs(highest))) {
        point = middle(best, point);
      } else {
        highest = height;
        best = point;
        now = prior.updated(sums, 1);
        if (now.distance(point) < TOLERANCE) {
          break;
        }
        point = now.mean();
      }
      sums = pass.sums(now, point);
    }
    return new PosteriorMode(now, sums);
  }

  private static double[] middle(double[] a, double[] b) {
    double[] middle = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      middle[i] = (a[i] + b[i]) / 2;
    }
    return middle;
  }
}
