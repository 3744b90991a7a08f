package io.diglm.novelty;

import io.diglm.model.TensorData;
import io.diglm.model.UnusableFileException;
import io.diglm.selective.Surprise;
import java.util.List;

/**
 * How far the most surprising cell of a row lies in the tail of its column, for the score {@link
 * io.diglm.selective.NoveltyScore#CELLS}.
 */
public final class CellTails {
  /**
   * So many nats of a cell count as the mean excess at least: where all cells are about as
   * improbable, rounding would be novel otherwise. (With .1, .25 and .5 as many absurd rows were
   * caught on three tables, with 1 fewer.)
   */
  private static final double LEAST_EXCESS = 0.5;

  private final double[] starts;
  private final double[] excesses;

  private CellTails(double[] starts, double[] excesses) {
    this.starts = starts;
    this.excesses = excesses;
  }

  /**
   * {@return what a model keeps (J, 2): of each column where the most surprising tenth of the
   * training cells begins, and their mean excess over that, in nats}
   *
   * @param train the training rows
   * @param columns J
   */
  public static TensorData learn(List<Evidence> train, int columns) {
    double[] tails = new double[2 * columns];
    for (int column = 0; column < columns; column++) {
      int at = column;
      double[] cells = train.stream().mapToDouble(row -> row.surprises()[at]).toArray();
      Surprise surprise = Surprise.of(cells);
      tails[2 * column] = surprise.start();
      tails[2 * column + 1] = Math.max(LEAST_EXCESS, surprise.excess());
    }
    return TensorData.of(tails, columns, 2);
  }

  /**
   * {@return the tails that a model keeps}
   *
   * @param learned what {@link #learn} returned (J, 2)
   * @param columns J
   * @throws UnusableFileException if there are others, or an excess is not positive
   */
  public static CellTails of(double[] learned, int columns) {
    if (learned.length != 2 * columns) {
      throw new UnusableFileException(
          "tails of cells must be 2 numbers of each of %d columns, got %d"
              .formatted(columns, learned.length));
    }
    double[] starts = new double[columns];
    double[] excesses = new double[columns];
    for (int column = 0; column < columns; column++) {
      starts[column] = learned[2 * column];
      excesses[column] = learned[2 * column + 1];
      if (!(excesses[column] > 0)) {
        throw new UnusableFileException(
            "mean excess of cells must be positive, got " + excesses[column]);
      }
    }
    return new CellTails(starts, excesses);
  }

  /** {@return where the tail of each column begins, in nats (J); shared} */
  public double[] starts() {
    return starts;
  }

  /** {@return the mean excess of each column, in nats (J); shared} */
  public double[] excesses() {
    return excesses;
  }

  /** {@return what several columns take off: log max(1, J / 10)} */
  public double slack() {
    return Math.log(Math.max(1, Surprise.TAIL * starts.length));
  }

  /**
   * {@return the largest excess over the columns in mean excesses, at least 0, less the slack}
   *
   * @param surprises -log p of the cell of each column in nats (J)
   */
  double most(double[] surprises) {
    double most = 0;
    for (int column = 0; column < starts.length; column++) {
      most = Math.max(most, (surprises[column] - starts[column]) / excesses[column]);
    }
    return most - slack();
  }
}
