package io.diglm.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class AutoregressiveNetworkTest {
  private static final int ROWS = 70; // more than a tile
  private static final int AXES = 4;

  /** A level of 3, a number, a level of 2 and a number. */
  private static final int[] LEVELS = {3, 0, 2, 0};

  private static final int[] FEATURES = {3, 2, 2, 2};

  private static AutoregressiveNetwork network() {
    return new AutoregressiveNetwork(new int[] {2, 3, 1, 4}, LEVELS, FEATURES, 24, 3);
  }

  private static float[] parameters(AutoregressiveNetwork network) {
    double[][] shares = {logs(.2, .5, .3), {}, logs(.6, .4), {}};
    SplittableRandom random = new SplittableRandom(5);
    float[] parameters = network.initial(random, shares);
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] += (float) (0.2 * random.nextGaussian());
    }
    network.mask(parameters);
    return parameters;
  }

  private static double[] logs(double... shares) {
    return Arrays.stream(shares).map(Math::log).toArray();
  }

  /** Cells of all kinds: points, narrow and wide intervals, far ones, absent and fixed ones. */
  private static AutoregressiveNetwork.Filling filling(long seed) {
    return (rows, from, to) -> {
      for (int row = from; row < to; row++) {
        SplittableRandom random = new SplittableRandom(seed + row);
        int at = rows.featuresAt(row - from);
        for (int axis = 0; axis < AXES; axis++) {
          int cell = (row - from) * AXES + axis;
          if (LEVELS[axis] > 0) {
            int level = random.nextInt(LEVELS[axis]);
            rows.choices()[cell] = row % 11 == 3 ? CellRows.FIXED : level;
            rows.logWidths()[cell] = row % 11 == 3 ? -5 : -0.01;
            rows.features()[at + level] = 1;
          } else {
            double middle = row % 13 == 5 ? 60 : 2 * random.nextGaussian();
            double width = new double[] {0, 1e-4, 0.3, 4}[row % 4];
            rows.choices()[cell] = row % 7 == 2 ? CellRows.ABSENT : CellRows.NUMBER;
            rows.middles()[cell] = (float) middle;
            rows.widths()[cell] = (float) width;
            rows.logWidths()[cell] = width == 0 ? -0.7 : Math.log((float) width);
            rows.features()[at] = (float) Math.tanh(middle);
            rows.features()[at + 1] = (float) random.nextDouble();
          }
          at += FEATURES[axis];
        }
      }
    };
  }

  /** Where a scale is 1/400, floats are off by 1e-4: this failed before scores were in doubles. */
  @Test
  void steepRowsHaveTheProbabilitiesOfDoubles() {
    AutoregressiveNetwork network = network();
    float[] parameters = parameters(network);
    for (int axis : new int[] {1, 3}) {
      for (int m = 0; m < 3; m++) {
        int output = (axis == 1 ? 3 : 14) + 6 + m;
        parameters[network.at(2) + (int) (network.shape(2)[0] * network.shape(2)[1]) + output] = -5;
      }
    }
    double[] byAxis = new double[ROWS * AXES];
    network.scoring(parameters).logProbability(ROWS, filling(3), byAxis);
    CellRows rows = network.rows(ROWS);
    filling(3).fill(rows, 0, ROWS);
    double least = 0;
    for (int row = 0; row < ROWS; row++) {
      double[] y = outputs(network, parameters, rows, row);
      for (int axis = 0; axis < AXES; axis++) {
        double expected = logProbability(rows, row * AXES + axis, y, axis);
        double got = byAxis[row * AXES + axis];
        String where = "row " + row + ", axis " + axis;
        assertEquals(expected, got, 1e-11 * Math.max(1, Math.abs(expected)), where);
        least = Math.min(least, expected);
      }
    }
    assertTrue(least < -60, "some rows must be far, got " + least);
  }

  /** The outputs of a row, by whole products. */
  private static double[] outputs(
      AutoregressiveNetwork network, float[] parameters, CellRows rows, int row) {
    double[] h = new double[(int) network.shape(0)[1]];
    for (int i = 0; i < h.length; i++) {
      h[i] = rows.features()[rows.featuresAt(row) + i];
    }
    for (int layer = 0; layer < AutoregressiveNetwork.layers(); layer++) {
      int outputs = (int) network.shape(layer)[0];
      double[] y = new double[outputs];
      for (int o = 0; o < outputs; o++) {
        y[o] = parameters[network.at(layer) + outputs * h.length + o];
        for (int i = 0; i < h.length; i++) {
          y[o] += parameters[network.at(layer) + o * h.length + i] * h[i];
        }
        y[o] = layer < 2 ? Math.max(0, y[o]) : y[o];
      }
      h = y;
    }
    return h;
  }

  /** log P of a cell by its definition, with the logarithm of the logistic density of a point. */
  private static double logProbability(CellRows rows, int cell, double[] y, int axis) {
    int at = new int[] {0, 3, 12, 14}[axis];
    int chosen = rows.choices()[cell];
    double log = rows.logWidths()[cell];
    if (chosen == CellRows.ABSENT || chosen == CellRows.FIXED) {
      return chosen == CellRows.ABSENT ? 0 : log;
    }
    if (chosen >= 0) {
      double[] logits = Arrays.copyOfRange(y, at, at + LEVELS[axis]);
      return log + logits[chosen] - Math.log(Arrays.stream(logits).map(Math::exp).sum());
    }
    double middle = rows.middles()[cell];
    double half = rows.widths()[cell] / 2;
    double weights = 0;
    double slope = 0;
    for (int m = 0; m < 3; m++) {
      double weight = Math.exp(y[at + m]);
      double scale = Math.exp(Math.max(-6, Math.min(3, y[at + 6 + m])));
      weights += weight;
      slope += weight / scale * slope((middle - y[at + 3 + m]) / scale, half / scale);
    }
    double mixture = Math.log(0.999 * slope / weights + 0.001 * slope(middle, half));
    // Too far out, only the marginal counts: log S(x) S(-x) is -|x| there.
    return log + (mixture > Math.log(1e-25) ? mixture : Math.log(0.001) + farSlope(middle, half));
  }

  private static double slope(double t, double h) {
    double shrunk = h == 0 ? 1 : -Math.expm1(-2 * h) / (2 * h);
    return shrunk / (1 + Math.exp(t - h)) / (1 + Math.exp(-t - h));
  }

  private static double farSlope(double t, double h) {
    double shrunk = h == 0 ? 1 : -Math.expm1(-2 * h) / (2 * h);
    return Math.log(shrunk) - (Math.abs(t) - h);
  }

  @Test
  void aRowHasTheSameProbabilitiesInAnyBatch() {
    AutoregressiveNetwork network = network();
    AutoregressiveNetwork.Scoring scoring = network.scoring(parameters(network));
    double[] all = new double[ROWS * AXES];
    scoring.logProbability(ROWS, filling(3), all);
    double[] one = new double[AXES];
    for (int row = 0; row < ROWS; row++) {
      int at = row;
      scoring.logProbability(1, (rows, from, to) -> copy(filling(3), rows, 0, at), one);
      assertArrayEquals(Arrays.copyOfRange(all, row * AXES, (row + 1) * AXES), one, "row " + row);
    }
  }

  @Test
  void aRowThatCountsTwiceIsTwoRows() {
    AutoregressiveNetwork network = network();
    AutoregressiveNetwork.Gradient own = network.gradient();
    own.load(parameters(network));
    float[] weighted = new float[network.size()];
    float[] repeated = new float[network.size()];
    // Row r of the second filling is row r / 2 of the first.
    AutoregressiveNetwork.Filling once = filling(1);
    AutoregressiveNetwork.Filling twice =
        (rows, from, to) -> {
          for (int row = from; row < to; row++) {
            copy(once, rows, row - from, row / 2);
          }
        };
    double heavy = own.add(0, 3, once, 0.5f, row -> row == 1 ? 0 : 2, weighted);
    double both = own.add(0, 2, twice, 0.5f, repeated) + own.add(4, 6, twice, 0.5f, repeated);
    assertEquals(both, heavy, 1e-4 * Math.abs(both));
    assertArrayEquals(repeated, weighted, 1e-5f);
  }

  private static void copy(AutoregressiveNetwork.Filling of, CellRows to, int place, int wanted) {
    int width = Arrays.stream(FEATURES).sum();
    CellRows one = new CellRows(1, width, AXES);
    of.fill(one, wanted, wanted + 1);
    System.arraycopy(one.choices(), 0, to.choices(), place * AXES, AXES);
    System.arraycopy(one.middles(), 0, to.middles(), place * AXES, AXES);
    System.arraycopy(one.widths(), 0, to.widths(), place * AXES, AXES);
    System.arraycopy(one.logWidths(), 0, to.logWidths(), place * AXES, AXES);
    System.arraycopy(one.features(), one.featuresAt(0), to.features(), to.featuresAt(place), width);
  }

  @Test
  void gradientIsThatOfDifferences() {
    AutoregressiveNetwork network = network();
    float[] parameters = parameters(network);
    float[] gradient = new float[network.size()];
    AutoregressiveNetwork.Gradient own = network.gradient();
    own.load(parameters);
    double sum = own.add(0, ROWS, filling(1), 1, gradient);
    network.mask(gradient);
    assertEquals(sum(network, parameters), sum, 1e-3 * Math.abs(sum));
    SplittableRandom random = new SplittableRandom(2);
    for (int check = 0; check < 30; check++) {
      // Single precision leaves a difference three digits: move all at once, in many directions.
      float[] direction = new float[network.size()];
      for (int i = 0; i < direction.length; i++) {
        direction[i] = (float) random.nextGaussian();
      }
      network.mask(direction);
      double step = 1e-3;
      double slope =
          (sum(network, moved(parameters, direction, step))
                  - sum(network, moved(parameters, direction, -step)))
              / (2 * step);
      double expected = 0;
      double size = 0;
      for (int i = 0; i < direction.length; i++) {
        expected -= (double) gradient[i] * direction[i];
        size += (double) gradient[i] * gradient[i];
      }
      assertEquals(expected, slope, 0.02 * Math.sqrt(size));
    }
  }

  private static float[] moved(float[] parameters, float[] direction, double step) {
    float[] moved = parameters.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += (float) (step * direction[i]);
    }
    return moved;
  }

  private static double sum(AutoregressiveNetwork network, float[] parameters) {
    double[] byAxis = new double[ROWS * AXES];
    network.scoring(parameters).logProbability(ROWS, filling(1), byAxis);
    return Arrays.stream(byAxis).sum();
  }

  @Test
  void anAxisDependsOnEarlierOnesAlone() {
    AutoregressiveNetwork network = network();
    AutoregressiveNetwork.Scoring scoring = network.scoring(parameters(network));
    double[] before = new double[ROWS * AXES];
    scoring.logProbability(ROWS, filling(1), before);
    int changed = 1; // third in the chain: the fourth, axis 3, follows
    double[] after = new double[ROWS * AXES];
    AutoregressiveNetwork.Filling same = filling(1);
    scoring.logProbability(
        ROWS,
        (rows, from, to) -> {
          same.fill(rows, from, to);
          for (int row = from; row < to; row++) {
            rows.features()[rows.featuresAt(row - from) + 3] += 1;
          }
        },
        after);
    double moved = 0;
    for (int row = 0; row < ROWS; row++) {
      for (int axis = 0; axis < AXES; axis++) {
        int at = row * AXES + axis;
        if (axis == 3) {
          moved += Math.abs(after[at] - before[at]);
        } else {
          assertEquals(before[at], after[at], "axis " + axis + " beside " + changed);
        }
      }
    }
    assertTrue(moved > 1, "axis 3 must follow from axis 1, got " + moved);
  }

  @Test
  void cellsOfTheWholeLineAddUpToOne() {
    AutoregressiveNetwork network =
        new AutoregressiveNetwork(new int[] {1}, new int[] {0}, new int[] {1}, 4, 3);
    float[] parameters = network.initial(new SplittableRandom(1), new double[][] {{}});
    for (double width : new double[] {0.01, 0.5, 3}) {
      int cells = (int) (120 / width);
      double[] byAxis = new double[cells];
      network
          .scoring(parameters)
          .logProbability(
              cells,
              (rows, from, to) -> {
                for (int row = from; row < to; row++) {
                  rows.choices()[row - from] = CellRows.NUMBER;
                  rows.middles()[row - from] = (float) (-60 + width * (row + 0.5));
                  rows.widths()[row - from] = (float) width;
                  rows.logWidths()[row - from] = Math.log(width);
                }
              },
              byAxis);
      assertEquals(1, Arrays.stream(byAxis).map(Math::exp).sum(), 2e-5, "width " + width);
    }
  }

  @Test
  void plainLoopsGiveTheSameProducts() {
    SplittableRandom random = new SplittableRandom(9);
    Matrix x = random(random, 16, 7);
    Matrix w = random(random, 7, 21);
    Products loops = new LoopProducts();
    Matrix y = Matrix.of(16, 21);
    float[] bias = new float[y.stride()];
    bias[3] = 2;
    loops.rows(x, 0, 16, w, bias, y, 0, false);
    for (int r = 0; r < 16; r++) {
      for (int j = 0; j < 21; j++) {
        double sum = bias[j];
        for (int k = 0; k < 7; k++) {
          sum += (double) x.at()[r * x.stride() + k] * w.at()[k * w.stride() + j];
        }
        assertEquals(sum, y.at()[r * y.stride() + j], 1e-5);
      }
    }
    Matrix g = Matrix.of(21, 7);
    loops.outer(y, 0, x, 0, 16, g);
    double expected = 0;
    for (int r = 0; r < 16; r++) {
      expected += (double) y.at()[r * y.stride() + 20] * x.at()[r * x.stride() + 6];
    }
    assertEquals(expected, g.at()[20 * g.stride() + 6], 1e-4);
  }

  private static Matrix random(SplittableRandom random, int rows, int columns) {
    Matrix matrix = Matrix.of(rows, columns);
    for (int r = 0; r < rows; r++) {
      for (int j = 0; j < columns; j++) {
        matrix.at()[r * matrix.stride() + j] = (float) random.nextGaussian();
      }
    }
    return matrix;
  }
}
