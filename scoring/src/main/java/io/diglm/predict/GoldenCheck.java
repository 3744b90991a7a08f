package io.diglm.predict;

import io.diglm.density.CellDensity;
import io.diglm.model.GoldenRows;
import io.diglm.model.Manifest;
import io.diglm.model.SavedDensity;
import io.diglm.model.TensorData;
import io.diglm.model.UnusableFileException;
import io.diglm.network.Scorer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/** Checks that a loaded model gives the same answers as when it was saved. */
public final class GoldenCheck {
  /**
   * Allowed error, relative to the larger of 1 and the expected value. Another machine may sum in
   * single precision in another order.
   */
  static final double TOLERANCE = 1e-4;

  /** Rounding may take this share of the allowed error where a row is recorded. */
  static final double STEADY = 0.1;

  private GoldenCheck() {}

  /**
   * {@return rows with the answers of a scorer, which are saved with its model}
   *
   * @param scorer of the model
   * @param encoded v (N, D)
   * @param predictors the number of linear predictors P
   */
  public static GoldenRows record(Scorer scorer, float[][] encoded, int predictors) {
    return answers(scorer, encoded, predictors).golden;
  }

  /**
   * {@return the first steady rows with the answers of a scorer} Where sums in another order change
   * an answer by more than a tenth of the allowed error, the row would tell rounding from damage no
   * longer, and a sound model might be refused. If no row is steady, the steadiest is returned.
   *
   * @param scorer of the model
   * @param encoded v (N, D), at least one row
   * @param predictors the number of linear predictors P
   * @param most how many rows are returned at most
   */
  public static GoldenRows steady(Scorer scorer, float[][] encoded, int predictors, int most) {
    Answers usual = answers(scorer, encoded, predictors);
    Answers other = answers(scorer.forFewRows(), encoded, predictors);
    double[] moved = new double[encoded.length];
    int steadiest = 0;
    for (int row = 0; row < moved.length; row++) {
      moved[row] = usual.moved(row, other);
      steadiest = moved[row] < moved[steadiest] ? row : steadiest;
    }
    int[] steady =
        IntStream.range(0, moved.length).filter(row -> moved[row] <= STEADY).limit(most).toArray();
    return usual.rows(steady.length == 0 ? new int[] {steadiest} : steady);
  }

  private static Answers answers(Scorer scorer, float[][] encoded, int predictors) {
    int rows = encoded.length;
    double[] eta = new double[rows * predictors];
    double[] logDensity = new double[rows];
    float[] latent = new float[rows * scorer.width()];
    scorer.score(flat(encoded), rows, latent, eta, logDensity);
    double[][] etaRows = new double[rows][];
    for (int row = 0; row < rows; row++) {
      etaRows[row] = Arrays.copyOfRange(eta, row * predictors, (row + 1) * predictors);
    }
    return new Answers(new GoldenRows(encoded, etaRows, logDensity), latent);
  }

  /** Rows with the answers of a scorer, and their z (N, W). */
  private record Answers(GoldenRows golden, float[] latent) {
    /**
     * Returns the largest error of a row in units of the allowed one; infinite without a number.
     */
    double moved(int row, Answers other) {
      int width = latent.length / golden.logDensity().length;
      double part = halfSquare(latent, row * width, width);
      double expected = golden.logDensity()[row];
      double most =
          units(expected, other.golden.logDensity()[row], Math.max(part, Math.abs(expected)));
      for (int p = 0; p < golden.eta()[row].length; p++) {
        double eta = golden.eta()[row][p];
        most = Math.max(most, units(eta, other.golden.eta()[row][p], Math.abs(eta)));
      }
      return most;
    }

    private static double units(double expected, double got, double scale) {
      double units = Math.abs(got - expected) / (TOLERANCE * Math.max(1, scale));
      return Double.isNaN(units) ? Double.POSITIVE_INFINITY : units;
    }

    GoldenRows rows(int... which) {
      return new GoldenRows(
          IntStream.of(which).mapToObj(row -> golden.encoded()[row]).toArray(float[][]::new),
          IntStream.of(which).mapToObj(row -> golden.eta()[row]).toArray(double[][]::new),
          IntStream.of(which).mapToDouble(row -> golden.logDensity()[row]).toArray());
    }
  }

  /** Returns rows of equal width in one array, row by row. */
  static float[] flat(float[][] rows) {
    int width = rows.length == 0 ? 0 : rows[0].length;
    float[] flat = new float[rows.length * width];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, flat, row * width, width);
    }
    return flat;
  }

  /**
   * Requires that golden rows have the widths that the schema and the head declare. This is checked
   * before anything of these sizes is built, so a model cannot ask for more memory than its file
   * holds.
   *
   * @throws UnusableFileException if they are not
   */
  static void requireWidths(Manifest manifest) {
    for (int member = 1; member <= manifest.networks(); member++) {
      GoldenRows golden = manifest.golden(member);
      requireWidth("encoded", manifest.schema().dimension(), golden.encoded()[0].length);
      requireWidth("eta", manifest.head().predictors(), golden.eta()[0].length);
    }
  }

  /**
   * Requires that no tensor holds a NaN. Golden rows do not cover the tensors of the posterior and
   * of novelty.
   *
   * @throws UnusableFileException if one does
   */
  static void requireNumbers(Map<String, TensorData> weights) {
    weights.forEach(
        (name, tensor) -> {
          if (holdsNan(tensor)) {
            throw new UnusableFileException(
                "weights of %s must be numbers, got NaN".formatted(name));
          }
        });
  }

  private static boolean holdsNan(TensorData tensor) {
    return switch (tensor.type()) {
      case F64 -> {
        DoubleBuffer numbers = tensor.data().asDoubleBuffer();
        boolean nan = false;
        for (int i = 0; i < numbers.limit() && !nan; i++) {
          nan = Double.isNaN(numbers.get(i));
        }
        yield nan;
      }
      case F32 -> {
        FloatBuffer numbers = tensor.data().asFloatBuffer();
        boolean nan = false;
        for (int i = 0; i < numbers.limit() && !nan; i++) {
          nan = Float.isNaN(numbers.get(i));
        }
        yield nan;
      }
      case BF16, I64, U8 -> false;
    };
  }

  private static void requireWidth(String what, int expected, int got) {
    if (expected != got) {
      throw new UnusableFileException(
          "golden %s must have the model's width %d, got %d".formatted(what, expected, got));
    }
  }

  /**
   * Requires that a scorer answers the golden rows as expected.
   *
   * @param source what the error message calls the model, such as its path
   * @param golden encoded rows with the answers that were saved
   * @param scorer of the loaded model
   * @throws UnusableFileException if an answer differs by more than 1e-4, relative to the larger of
   *     1 and the expected value, or for log p(v) of |z|^2 / 2, which the volume may outweigh
   */
  public static void require(String source, GoldenRows golden, Scorer scorer) {
    int rows = golden.encoded().length;
    double[] eta = new double[rows * golden.eta()[0].length];
    double[] logDensity = new double[rows];
    float[] latent = new float[rows * scorer.width()];
    scorer.score(flat(golden.encoded()), rows, latent, eta, logDensity);
    require(source, golden, latent, eta, logDensity);
  }

  /**
   * Requires that these are the answers to golden rows, which others may follow.
   *
   * @param latent z of the golden rows (N, W)
   * @param eta their linear predictors (N, P)
   * @param logDensity their log p(v) (N)
   */
  static void require(
      String source, GoldenRows golden, float[] latent, double[] eta, double[] logDensity) {
    int predictors = golden.eta()[0].length;
    int width = latent.length / logDensity.length;
    for (int row = 0; row < golden.logDensity().length; row++) {
      // Numbers of single precision, which the sum of the two parts of log p(v) does not show.
      double part = halfSquare(latent, row * width, width);
      double expectedDensity = golden.logDensity()[row];
      if (!close(expectedDensity, logDensity[row], Math.max(part, Math.abs(expectedDensity)))) {
        throw bad(source, row, "log_density", expectedDensity, logDensity[row]);
      }
      for (int p = 0; p < predictors; p++) {
        double expected = golden.eta()[row][p];
        double got = eta[row * predictors + p];
        if (!close(expected, got, Math.abs(expected))) {
          throw bad(source, row, "eta[%d]".formatted(p), expected, got);
        }
      }
    }
  }

  /**
   * Requires that a density of cells answers its golden rows as expected, within the same error.
   */
  static void require(String source, SavedDensity golden, CellDensity density) {
    double[][] rows = golden.goldenCells();
    int width = golden.shape().order().size();
    double[] cells = new double[rows.length * width];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, cells, row * width, width);
    }
    double[] got = density.logDensity(cells);
    for (int row = 0; row < got.length; row++) {
      double expected = golden.goldenLogDensity()[row];
      if (!close(expected, got[row], Math.abs(expected))) {
        throw bad(source, row, "the cells' log_density", expected, got[row]);
      }
    }
  }

  private static double halfSquare(float[] z, int from, int width) {
    double sum = 0;
    for (int i = from; i < from + width; i++) {
      sum += 0.5 * z[i] * z[i];
    }
    return sum;
  }

  private static boolean close(double expected, double got, double scale) {
    return Double.isFinite(expected)
        ? Double.isFinite(got) && Math.abs(got - expected) <= TOLERANCE * Math.max(1, scale)
        : Double.compare(got, expected) == 0;
  }

  private static UnusableFileException bad(
      String source, int row, String what, double expected, double got) {
    return new UnusableFileException(
        "%s does not answer as when it was saved: golden row %d: %s must be %s within %s, got %s (fit again)"
            .formatted(source, row, what, expected, TOLERANCE, got));
  }
}
