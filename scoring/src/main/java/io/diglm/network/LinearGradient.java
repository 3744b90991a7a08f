package io.diglm.network;

import java.util.Arrays;
import java.util.Optional;

/**
 * y = P L U x, as in {@link LinearStep}, and its back-propagation: two layers without bias, of
 * which only the triangles are learned. The log-determinant is the sum of the logs of the diagonal
 * of U. The gradient of each log is that of its entry of U times e^{log}, plus that with respect to
 * the log-determinant.
 */
final class LinearGradient implements StepGradient {
  /** Added to the variances, which a norm has made 1, in case columns are almost equal. */
  private static final double RIDGE = 1e-3;

  private final int dimension;
  private final int luAt;

  /** P: column {@code order[i]} of L U x comes where i is. */
  private final float[] order;

  private final DenseGradient upper;
  private final DenseGradient lower;

  /** The tensors of each layer in turn: a triangle (D, D) and zeros for the bias (D). */
  private final float[] triangle;

  private final double[] diagonal;
  private double logDet;
  private double byLogDet;
  private Matrix x;
  private final Matrix dy;
  private final Matrix dh;
  private final Matrix dx;

  LinearGradient(String name, int dimension, Building building) {
    this.dimension = dimension;
    luAt = building.place(name + ".lu");
    order = building.buffer(name + ".order");
    upper = layer(dimension, building);
    lower = layer(dimension, building);
    triangle = new float[dimension * dimension + dimension];
    diagonal = new double[dimension];
    x = Matrix.of(0, dimension);
    dy = Matrix.of(RowGradient.TILE, dimension);
    dh = Matrix.of(RowGradient.TILE, dimension);
    dx = Matrix.of(RowGradient.TILE, dimension);
  }

  private static DenseGradient layer(int dimension, Building building) {
    return new DenseGradient(
        building,
        Optional.empty(),
        new DenseGradient.Shape(0, dimension * dimension, dimension, dimension));
  }

  @Override
  public void reserve(int rows) {
    upper.reserve(rows);
    lower.reserve(rows);
    if (x.rows() < rows) {
      x = Matrix.of(rows, dimension);
    }
  }

  @Override
  public void load(float[] parameters) {
    logDet = 0;
    for (int i = 0; i < dimension; i++) {
      double log = parameters[luAt + i * dimension + i];
      logDet += log;
      diagonal[i] = Math.exp(log);
      for (int j = 0; j < dimension; j++) {
        float above = i == j ? (float) diagonal[i] : parameters[luAt + i * dimension + j];
        triangle[i * dimension + j] = j < i ? 0 : above;
      }
    }
    upper.load(triangle);
    for (int i = 0; i < dimension; i++) {
      for (int j = 0; j < dimension; j++) {
        float below = i == j ? 1 : parameters[luAt + i * dimension + j];
        triangle[i * dimension + j] = j > i ? 0 : below;
      }
    }
    lower.load(triangle);
  }

  @Override
  public void forward(Slab slab, int from, int to) {
    for (int r = from; r < to; r++) {
      System.arraycopy(slab.at(), r * dimension, x.at(), r * x.stride(), dimension);
      slab.logDet()[r] += logDet;
    }
    x.clear(to);
    Matrix y = lower.forward(upper.forward(x, from, to - from), from, to - from);
    for (int r = from; r < to; r++) {
      for (int i = 0; i < dimension; i++) {
        slab.at()[r * dimension + i] = y.at()[r * y.stride() + (int) order[i]];
      }
    }
  }

  @Override
  public void backward(Slab slab, int from, int to) {
    for (int r = from; r < to; r++) {
      for (int i = 0; i < dimension; i++) {
        dy.at()[(r - from) * dy.stride() + (int) order[i]] = slab.gradient()[r * dimension + i];
      }
      byLogDet += slab.logDetGradient()[r];
    }
    dy.clear(to - from);
    lower.backward(upper.output(), from, to - from, dy, dh);
    upper.backward(x, from, to - from, dh, dx);
    for (int r = from; r < to; r++) {
      System.arraycopy(
          dx.at(), (r - from) * dx.stride(), slab.gradient(), r * dimension, dimension);
    }
  }

  @Override
  public void gather(float[] gradients) {
    Arrays.fill(triangle, 0);
    lower.gather(triangle);
    for (int i = 0; i < dimension; i++) {
      for (int j = 0; j < i; j++) {
        gradients[luAt + i * dimension + j] += triangle[i * dimension + j];
      }
    }
    Arrays.fill(triangle, 0);
    upper.gather(triangle);
    for (int i = 0; i < dimension; i++) {
      int own = i * dimension + i;
      gradients[luAt + own] += (float) (triangle[own] * diagonal[i] + byLogDet);
      for (int j = i + 1; j < dimension; j++) {
        gradients[luAt + i * dimension + j] += triangle[i * dimension + j];
      }
    }
    Arrays.fill(triangle, 0);
    byLogDet = 0;
  }

  @Override
  public boolean startsFromData() {
    return true;
  }

  /**
   * Initialises the map so that it whitens the rows: it subtracts from each column its linear
   * prediction from the columns before. C = A A^T, the rows' covariance, gives L U = A^-1, which is
   * lower triangular.
   */
  @Override
  public void initialise(Slab slab, int rows, float[] parameters) {
    for (int i = 0; i < dimension * dimension; i++) {
      if (parameters[luAt + i] != 0) {
        return;
      }
    }
    double[][] white = inverseRoot(covariance(slab.at(), rows));
    for (int i = 0; i < dimension; i++) {
      for (int j = 0; j < i; j++) {
        parameters[luAt + i * dimension + j] = (float) (white[i][j] / white[j][j]);
      }
      parameters[luAt + i * dimension + i] = (float) Math.log(white[i][i]);
    }
  }

  private double[][] covariance(float[] numbers, int rows) {
    double[] mean = ColumnMoments.of(numbers, rows, dimension).mean();
    double[][] covariance = new double[dimension][dimension];
    double[] centred = new double[dimension];
    for (int r = 0; r < rows; r++) {
      for (int j = 0; j < dimension; j++) {
        centred[j] = numbers[r * dimension + j] - mean[j];
      }
      for (int i = 0; i < dimension; i++) {
        for (int j = 0; j <= i; j++) {
          covariance[i][j] += centred[i] * centred[j] / rows;
        }
      }
    }
    for (int i = 0; i < dimension; i++) {
      covariance[i][i] += RIDGE;
    }
    return covariance;
  }

  /** Returns A^-1 of C = A A^T, A lower triangular (Cholesky), of which C's lower half is given. */
  private static double[][] inverseRoot(double[][] c) {
    int n = c.length;
    double[][] inverse = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = c[i][j];
        for (int k = 0; k < j; k++) {
          sum -= c[i][k] * c[j][k];
        }
        c[i][j] = i == j ? Math.sqrt(sum) : sum / c[j][j];
      }
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = i == j ? 1 : 0;
        for (int k = j; k < i; k++) {
          sum -= c[i][k] * inverse[k][j];
        }
        inverse[i][j] = sum / c[i][i];
      }
    }
    return inverse;
  }
}
