package io.diglm.glm;

import java.util.Arrays;

/**
 * The sums over rows from which a Gaussian posterior over coefficients follows: G = sum W x phi
 * phi^T (RC, RC) and b = sum m x phi (RC), phi = [z, 1] (C), for R predictors a row; in double
 * precision, filled by one pass and added up in any order.
 */
public final class NormalEquations {
  private final int predictors;
  private final int width;
  private final double[] gram;
  private final double[] moment;
  private double rows;
  private double squares;
  private double value;

  /**
   * Makes empty sums.
   *
   * @param predictors R
   * @param width C
   */
  public NormalEquations(int predictors, int width) {
    this.predictors = predictors;
    this.width = width;
    int size = predictors * width;
    gram = new double[size * size];
    moment = new double[size];
  }

  private NormalEquations(
      int predictors, int width, double[] gram, double[] moment, double[] scalars) {
    this.predictors = predictors;
    this.width = width;
    this.gram = gram;
    this.moment = moment;
    rows = scalars[0];
    squares = scalars[1];
    value = scalars[2];
  }

  /**
   * Adds a row.
   *
   * @param phi features (C), 1 last
   * @param weight W (R, R), the curvature of the row's log-likelihood in its predictors
   * @param response m (R), W times the working response
   * @param square the response's weighted square, for a Gaussian's noise
   * @param value the row's log-likelihood, or what stands for it
   */
  void add(double[] phi, double[] weight, double[] response, double square, double value) {
    add(1, phi, weight, response, square, value);
  }

  /**
   * Adds a row as if there were so many of it.
   *
   * @param count how much the row counts
   */
  void add(
      double count, double[] phi, double[] weight, double[] response, double square, double value) {
    int size = predictors * width;
    for (int r = 0; r < predictors; r++) {
      for (int i = 0; i < width; i++) {
        int row = r * width + i;
        moment[row] += count * response[r] * phi[i];
        // The lower triangle alone: it is symmetric.
        for (int s = 0; s <= r; s++) {
          double scaled = count * weight[r * predictors + s] * phi[i];
          int at = row * size + s * width;
          int last = s == r ? i : width - 1;
          for (int j = 0; j <= last; j++) {
            gram[at + j] += scaled * phi[j];
          }
        }
      }
    }
    rows += count;
    squares += count * square;
    this.value += count * value;
  }

  /**
   * {@return {@code keep} times these sums and {@code add} times others}
   *
   * @param keep factor of these sums
   * @param others of as many coefficients
   * @param add factor of the others
   */
  public NormalEquations mixed(double keep, NormalEquations others, double add) {
    double[] g = new double[gram.length];
    Arrays.setAll(g, i -> keep * gram[i] + add * others.gram[i]);
    double[] b = new double[moment.length];
    Arrays.setAll(b, i -> keep * moment[i] + add * others.moment[i]);
    double[] scalars = {
      keep * rows + add * others.rows,
      keep * squares + add * others.squares,
      keep * value + add * others.value
    };
    return new NormalEquations(predictors, width, g, b, scalars);
  }

  /**
   * {@return the sums over these rows and others}
   *
   * @param others of as many coefficients
   */
  public NormalEquations plus(NormalEquations others) {
    return mixed(1, others, 1);
  }

  /** {@return whether every sum is a number} */
  public boolean finite() {
    return Double.isFinite(Arrays.stream(gram).sum())
        && Double.isFinite(Arrays.stream(moment).sum())
        && Double.isFinite(squares);
  }

  /** Returns R C, the number of coefficients. */
  int size() {
    return moment.length;
  }

  /** Returns G (RC, RC), symmetric. */
  double[] gram() {
    int size = moment.length;
    double[] full = gram.clone();
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < i; j++) {
        full[j * size + i] = full[i * size + j];
      }
    }
    return full;
  }

  /** Returns b (RC). */
  double[] moment() {
    return moment.clone();
  }

  /** {@return how many rows there are, by their weights} */
  public double rows() {
    return rows;
  }

  /** Returns the sum of the weighted squares of the responses. */
  double squares() {
    return squares;
  }

  /** Returns the sum of the rows' values. */
  double value() {
    return value;
  }

  /** {@return the sums as one vector, for a checkpoint} */
  public double[] flat() {
    double[] flat = Arrays.copyOf(gram, gram.length + moment.length + 3);
    System.arraycopy(moment, 0, flat, gram.length, moment.length);
    flat[flat.length - 3] = rows;
    flat[flat.length - 2] = squares;
    flat[flat.length - 1] = value;
    return flat;
  }

  /**
   * {@return the sums of {@link #flat}}
   *
   * @param predictors R
   * @param width C, the number of coefficients of each
   * @param flat what {@link #flat} returned
   */
  public static NormalEquations ofFlat(int predictors, int width, double[] flat) {
    int size = predictors * width;
    return new NormalEquations(
        predictors,
        width,
        Arrays.copyOf(flat, size * size),
        Arrays.copyOfRange(flat, size * size, size * size + size),
        Arrays.copyOfRange(flat, flat.length - 3, flat.length));
  }
}
