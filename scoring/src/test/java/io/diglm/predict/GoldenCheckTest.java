package io.diglm.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diglm.model.GoldenRows;
import io.diglm.model.UnusableFileException;
import io.diglm.network.Scorer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class GoldenCheckTest {
  private static final float[][] ROWS = {{1, 2, 3}, {4, 5, 6}};

  @Test
  void recordsWhatTheScorerAnswers() {
    GoldenRows golden = GoldenCheck.record(new Sums(1), ROWS, 2);
    assertArrayEquals(new double[][] {{6, -6}, {15, -15}}, golden.eta());
    assertArrayEquals(new double[] {-600, -1500}, golden.logDensity());
  }

  @Test
  void acceptsTheSameAnswersAndRoundingOfThem() {
    GoldenRows golden = GoldenCheck.record(new Sums(1), ROWS, 2);
    GoldenCheck.require("m.diglm", golden, new Sums(1));
    GoldenCheck.require("m.diglm", golden, new Sums(1 + 0.9e-4));
  }

  @Test
  void aDensityMayBeAsInexactAsItsParts() {
    GoldenRows golden = GoldenCheck.record(new Sums(1), ROWS, 2);
    golden.logDensity()[0] += 0.07;
    assertMessage(
        "m.diglm does not answer as when it was saved: golden row 0: log_density must be -599.93"
            + " within 1.0E-4, got -600.0 (fit again)",
        golden,
        new Sums(1, 20));
    GoldenCheck.require("m.diglm", golden, new Sums(1, 30));
  }

  @Test
  void refusesOtherAnswers() {
    GoldenRows golden = GoldenCheck.record(new Sums(1), ROWS, 2);
    assertMessage(
        "m.diglm does not answer as when it was saved: golden row 0: log_density must be -600.0"
            + " within 1.0E-4, got -1200.0 (fit again)",
        golden,
        new Sums(2));
    assertMessage(
        "m.diglm does not answer as when it was saved: golden row 0: log_density must be -600.0"
            + " within 1.0E-4, got NaN (fit again)",
        golden,
        new Sums(Double.NaN));
  }

  @Test
  void looksAtEveryPredictorOfEveryRow() {
    GoldenRows golden = GoldenCheck.record(new Sums(1), ROWS, 2);
    golden.eta()[1][1] = -15.01;
    assertMessage(
        "m.diglm does not answer as when it was saved: golden row 1: eta[1] must be -15.01 within"
            + " 1.0E-4, got -15.0 (fit again)",
        golden,
        new Sums(1));
  }

  @Test
  void anInfiniteAnswerMustBeTheSame() {
    GoldenRows golden = GoldenCheck.record(new Sums(1), ROWS, 2);
    golden.logDensity()[1] = Double.NEGATIVE_INFINITY;
    assertMessage(
        "m.diglm does not answer as when it was saved: golden row 1: log_density must be -Infinity"
            + " within 1.0E-4, got -1500.0 (fit again)",
        golden,
        new Sums(1));
    GoldenRows infinite = GoldenCheck.record(new Sums(Double.POSITIVE_INFINITY), ROWS, 2);
    GoldenCheck.require("m.diglm", infinite, new Sums(Double.POSITIVE_INFINITY));
  }

  @Test
  void aRowWhoseAnswerRoundingMovesIsPassedOver() {
    float[][] encoded = {{1, 2, 3}, {4, 5, 6}, {0, 0, 1}, {7, 8, 9}};
    GoldenRows golden = GoldenCheck.steady(new Rounding(0.2e-4), encoded, 2, 2);
    assertArrayEquals(new float[][] {{0, 0, 1}, {7, 8, 9}}, golden.encoded());
    assertArrayEquals(new double[][] {{1, -1}, {24, -24}}, golden.eta());
    assertArrayEquals(new double[] {-100, -2400}, golden.logDensity());
    GoldenRows all = GoldenCheck.steady(new Rounding(0.2e-5), encoded, 2, 3);
    assertArrayEquals(new float[][] {{1, 2, 3}, {4, 5, 6}, {0, 0, 1}}, all.encoded());
  }

  @Test
  void withoutASteadyRowTheSteadiestIsRecorded() {
    float[][] encoded = {{4, 5, 6}, {1, 2, Float.NaN}, {2, 2, 2}, {9, 9, 9}};
    GoldenRows golden = GoldenCheck.steady(new Rounding(1), encoded, 2, 2);
    assertArrayEquals(new float[][] {{4, 5, 6}}, golden.encoded());
  }

  /**
   * Sums of 6, 15 and 27 are others for few rows.
   *
   * @param share by how much they are
   * @param few whether this scores few rows
   */
  private record Rounding(double share, boolean few) implements BorrowedScorer {
    Rounding(double share) {
      this(share, false);
    }

    @Override
    public Scorer network() {
      return new Sums(1);
    }

    @Override
    public void score(
        float[] encoded,
        int rows,
        float[] latent,
        double[] eta,
        double[] logDensity,
        double[] volumes) {
      network().score(encoded, rows, latent, eta, logDensity, volumes);
      for (int row = 0; few && row < rows; row++) {
        double moved = eta[2 * row] == 6 ? 4 : eta[2 * row] == 15 ? 1 : 0;
        eta[2 * row + 1] *= 1 + share * moved;
        logDensity[row] *= eta[2 * row] == 27 ? 1 + 9 * share : 1;
      }
    }

    @Override
    public Scorer forFewRows() {
      return new Rounding(share, true);
    }
  }

  private static void assertMessage(String message, GoldenRows golden, Scorer scorer) {
    UnusableFileException thrown =
        assertThrows(
            UnusableFileException.class, () -> GoldenCheck.require("m.diglm", golden, scorer));
    assertEquals(message, thrown.getMessage());
  }

  /** Answers with sums of three numbers a row, times a factor; z is the same in each dimension. */
  private record Sums(double factor, float z) implements Scorer {
    Sums(double factor) {
      this(factor, 0);
    }

    @Override
    public int width() {
      return 2;
    }

    @Override
    public int blocks() {
      return 1;
    }

    @Override
    public void score(
        float[] encoded,
        int rows,
        float[] latent,
        double[] eta,
        double[] logDensity,
        double[] volumes) {
      Arrays.fill(latent, z);
      for (int row = 0; row < rows; row++) {
        double sum = encoded[3 * row] + encoded[3 * row + 1] + encoded[3 * row + 2];
        eta[2 * row] = sum * factor;
        eta[2 * row + 1] = -sum * factor;
        logDensity[row] = -100 * sum * factor;
      }
    }

    @Override
    public void decode(float[] latent, int rows, float[] encoded) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }
}
