package io.diglm.train;

import io.diglm.schema.Noise;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Labels spread over a graph of near rows (Zhou et al. 2004, "Learning with local and global
 * consistency"): what rows without a target learn from first.
 *
 * <p>Rows are joined with their nearest ones, by w_ij = exp(-2 d_ij^2 / m^2) m^2 / (r_i r_j), d the
 * distance of the encoded rows, r that of the tenth nearest and m its median: 1 / r grows with the
 * density, so that labels run along where rows are dense and hardly across where they are sparse.
 * With S = W divided by the roots of both degrees d, F = (I - alpha S)^-1 Y, Y the root of d where
 * a row has the label: F over the root of d is how often a walk along the edges, which ends at each
 * step with chance 1 - alpha, comes by such a label, and it hardly comes by one between two
 * classes. What each class has is brought to the share that it has among the labels, for chance
 * decides how many rows one label reaches (class mass normalisation, Zhu et al. 2003); a row's
 * guess is F over its sum.
 *
 * <p>The sparsest rows, which a model of the density would refuse, and those that no label reaches
 * get no guess.
 */
final class Propagation {
  private static final int NEIGHBOURS = 10;
  private static final double ALPHA = 0.99;
  private static final double ACCEPTED = 0.95;

  /** Rows of the graph at most, and squares of differences that their distances may take. */
  private static final int MOST_ROWS = 20_000;

  private static final double MOST_SQUARES = 8e9;
  private static final int STEPS = 1000;
  private static final double EXACT = 1e-6;

  private final int rows;
  private final float[][] columns;
  private final int[][] near;
  private final double[][] distances;

  /**
   * Finds the nearest rows of each.
   *
   * @param encoded v (N, D) row-major, at least two rows
   */
  Propagation(float[] encoded, int rows) {
    this.rows = rows;
    int dimension = encoded.length / rows;
    columns = new float[dimension][rows];
    for (int i = 0; i < encoded.length; i++) {
      columns[i % dimension][i / dimension] = encoded[i];
    }
    near = new int[rows][];
    distances = new double[rows][];
    IntStream.range(0, rows).parallel().forEach(this::find);
  }

  /**
   * Guesses the classes of training rows without one; of evenly picked ones if there are more than
   * a graph takes, and of none if those with one are as many already.
   *
   * @param data with a target that is a class
   * @param classes how many there are
   * @return by row, the probability of each class
   */
  static Map<Integer, float[]> guesses(TrainingData data, int classes) {
    double[] targets = data.targets();
    int[] known = IntStream.of(data.train()).filter(r -> !Double.isNaN(targets[r])).toArray();
    int[] others = IntStream.of(data.train()).filter(r -> Double.isNaN(targets[r])).toArray();
    int most = (int) Math.min(MOST_ROWS, Math.sqrt(MOST_SQUARES / data.dimension()));
    int taken = Math.max(0, Math.min(others.length, most - known.length));
    if (known.length == 0 || taken == 0) {
      return Map.of();
    }
    int[] drawn = new int[known.length + taken];
    System.arraycopy(known, 0, drawn, 0, known.length);
    for (int i = 0; i < taken; i++) {
      drawn[known.length + i] = others[(int) ((long) i * others.length / taken)];
    }
    int[] labels = IntStream.of(known).map(row -> (int) targets[row]).toArray();
    float[] v = data.encoder().encode(data.table(), drawn, 0, drawn.length, Noise.midpoint()).v();
    float[][] found = new Propagation(v, drawn.length).guesses(labels, classes);
    Map<Integer, float[]> guesses = new HashMap<>();
    for (int i = known.length; i < drawn.length; i++) {
      if (found[i].length > 0) {
        guesses.put(drawn[i], found[i]);
      }
    }
    return guesses;
  }

  private void find(int row) {
    float[] squares = new float[rows];
    for (float[] column : columns) {
      add(column, column[row], squares);
    }
    squares[row] = Float.POSITIVE_INFINITY;
    int count = Math.min(NEIGHBOURS, rows - 1);
    int[] nearest = new int[count];
    float[] least = new float[count];
    Arrays.fill(least, Float.POSITIVE_INFINITY);
    for (int other = 0; other < rows; other++) {
      if (squares[other] < least[count - 1]) {
        int at = count - 1;
        while (at > 0 && least[at - 1] > squares[other]) {
          least[at] = least[at - 1];
          nearest[at] = nearest[at - 1];
          at--;
        }
        least[at] = squares[other];
        nearest[at] = other;
      }
    }
    near[row] = nearest;
    distances[row] = IntStream.range(0, count).mapToDouble(i -> Math.sqrt(least[i])).toArray();
  }

  /** A loop of its own, which the compiler turns into vector operations. */
  private static void add(float[] column, float v, float[] squares) {
    for (int m = 0; m < squares.length; m++) {
      float difference = v - column[m];
      squares[m] += difference * difference;
    }
  }

  /** Returns a guess for each row, the first of which have these labels; an empty one for none. */
  float[][] guesses(int[] labels, int classes) {
    double[] radius = new double[rows];
    for (int i = 0; i < rows; i++) {
      radius[i] = distances[i][distances[i].length - 1];
    }
    double[] sorted = radius.clone();
    Arrays.sort(sorted);
    double farthest = sorted[(int) Math.ceil(ACCEPTED * (rows - 1))];
    Edges edges = edges(radius, sorted[rows / 2]);
    double[][] f = new double[classes][];
    for (int c = 0; c < classes; c++) {
      f[c] = spread(edges, labels, c);
    }
    float[][] guesses = new float[rows][0];
    for (int i = labels.length; i < rows; i++) {
      double sum = 0;
      for (double[] of : f) {
        sum += of[i];
      }
      if (radius[i] <= farthest && sum > 0) {
        guesses[i] = new float[classes];
        for (int c = 0; c < classes; c++) {
          guesses[i][c] = (float) (f[c][i] / sum);
        }
      }
    }
    return guesses;
  }

  /** Returns F of a class, its sum brought to how many labels are of it. */
  private double[] spread(Edges edges, int[] labels, int kind) {
    double[] own = new double[rows];
    for (int i = 0; i < labels.length; i++) {
      own[i] = labels[i] == kind ? Math.sqrt(edges.sums[i]) : 0;
    }
    double[] f = edges.solve(own);
    double mass = Arrays.stream(f).sum();
    long count = IntStream.of(labels).filter(label -> label == kind).count();
    return Arrays.stream(f).map(value -> mass == 0 ? 0 : value * count / mass).toArray();
  }

  /** The weights w_ij, divided by the roots of both rows' sums. */
  private Edges edges(double[] radius, double median) {
    double unit = median > 0 ? median : 1;
    int[] degree = new int[rows];
    for (int i = 0; i < rows; i++) {
      for (int j : near[i]) {
        degree[i]++;
        degree[j] += mutual(i, j) ? 0 : 1;
      }
    }
    Edges edges = new Edges(degree);
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < near[i].length; k++) {
        int j = near[i][k];
        double d = distances[i][k] / unit;
        double w = Math.exp(-2 * d * d) * dense(radius[i] / unit) * dense(radius[j] / unit);
        edges.add(i, j, w);
        if (!mutual(i, j)) {
          edges.add(j, i, w);
        }
      }
    }
    edges.normalise();
    return edges;
  }

  private boolean mutual(int i, int j) {
    return IntStream.of(near[j]).anyMatch(other -> other == i);
  }

  /** Rows on one point have no neighbours apart from them. */
  private static double dense(double radius) {
    return 1 / Math.max(radius, 1e-2);
  }

  /** The matrix S, by row. */
  private static final class Edges {
    private final int[][] to;
    private final double[][] weight;
    private final int[] filled;
    private final double[] sums;

    Edges(int[] degree) {
      to = new int[degree.length][];
      weight = new double[degree.length][];
      filled = new int[degree.length];
      sums = new double[degree.length];
      for (int i = 0; i < degree.length; i++) {
        to[i] = new int[degree[i]];
        weight[i] = new double[degree[i]];
      }
    }

    void add(int i, int j, double w) {
      to[i][filled[i]] = j;
      weight[i][filled[i]++] = w;
      sums[i] += w;
    }

    void normalise() {
      for (int i = 0; i < to.length; i++) {
        for (int k = 0; k < to[i].length; k++) {
          double product = sums[i] * sums[to[i][k]];
          weight[i][k] = product > 0 ? weight[i][k] / Math.sqrt(product) : 0;
        }
      }
    }

    /** Returns (I - alpha S)^-1 y, no less than 0, by conjugate gradients. */
    double[] solve(double[] y) {
      int n = y.length;
      double[] x = y.clone();
      double[] residual = new double[n];
      double[] product = times(x);
      double squares = 0;
      for (int i = 0; i < n; i++) {
        residual[i] = y[i] - product[i];
        squares += residual[i] * residual[i];
      }
      double enough = squares * EXACT * EXACT;
      double[] direction = residual.clone();
      for (int step = 0; step < STEPS && squares > enough; step++) {
        product = times(direction);
        double length = squares / dot(direction, product);
        double next = 0;
        for (int i = 0; i < n; i++) {
          x[i] += length * direction[i];
          residual[i] -= length * product[i];
          next += residual[i] * residual[i];
        }
        for (int i = 0; i < n; i++) {
          direction[i] = residual[i] + next / squares * direction[i];
        }
        squares = next;
      }
      return Arrays.stream(x).map(value -> Math.max(0, value)).toArray();
    }

    private double[] times(double[] x) {
      double[] product = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        double sum = 0;
        for (int k = 0; k < to[i].length; k++) {
          sum += weight[i][k] * x[to[i][k]];
        }
        product[i] = x[i] - ALPHA * sum;
      }
      return product;
    }

    private static double dot(double[] a, double[] b) {
      double sum = 0;
      for (int i = 0; i < a.length; i++) {
        sum += a[i] * b[i];
      }
      return sum;
    }
  }
}
