package io.diglm.watch;

import java.util.Arrays;
import java.util.Optional;

/**
 * The state of the stream of one score.
 *
 * @param name the name of the score
 * @param counts rows by gap of the reference
 * @param capital aside, then by bet, in units of e^scale
 * @param scale in nats
 * @param growth sum of the winnings of the stakes, in nats
 * @param low the least that growth has been
 * @param lowAt where it was: since then the stream looks otherwise
 * @param peak the most that the log of the capital has been, in nats
 * @param alarm where the capital first was enough, if it ever was
 */
public record SeriesState(
    String name,
    long[] counts,
    double[] capital,
    double scale,
    double growth,
    double low,
    Place lowAt,
    double peak,
    Optional<Place> alarm) {

  /** Checks that the numbers can be those of a stream. */
  public SeriesState {
    if (Arrays.stream(counts).anyMatch(count -> count < 0)) {
      throw new IllegalArgumentException("counts must be at least 0, got a negative one");
    }
    if (capital.length != Martingale.BETS + 1
        || Arrays.stream(capital).anyMatch(part -> !(part >= 0) || Double.isInfinite(part))
        || !(Arrays.stream(capital).sum() > 0)) {
      throw new IllegalArgumentException(
          "capital must be %d numbers of at least 0, not all of them 0, got %s"
              .formatted(Martingale.BETS + 1, Arrays.toString(capital)));
    }
    if (!Double.isFinite(scale) || !Double.isFinite(growth) || !Double.isFinite(low)) {
      throw new IllegalArgumentException(
          "scale, growth and low must be finite, got %s, %s and %s".formatted(scale, growth, low));
    }
  }

  /**
   * A row of a stream.
   *
   * @param row its number in the stream, from 1; 0 before the first
   * @param label when it was, or where it came from
   */
  public record Place(long row, String label) {}
}
