package io.diglm.watch;

import java.util.Arrays;

/**
 * Capital, starting at 1, that bets against the p-values being uniform and independent.
 *
 * <p>Every bet is a density on (0, 1), so no bet has an expected gain if nothing has changed. The
 * capital is then a martingale, and by Ville's inequality the probability that it ever reaches 1 /
 * alpha is at most alpha. Half of it is staked at once; of the other half a part 1 / (2 (t + 1))
 * joins before row t, so that a change after a long quiet time still meets fresh capital, at a cost
 * that grows with log t. The stake is spread over the bets. With each row, each bet gives a
 * thousandth of its stake to all bets, so that a bet that has lost can recover (the simple jumper;
 * Vovk et al. 2021):
 *
 * <ul>
 *   <li>e p^(e - 1) for e = 1/2, 1/4, 1/8: few, very novel rows;
 *   <li>1/2 (1 - p)^(-1/2), 1/4 (1 - p)^(-3/4): rows that are too ordinary, or the other end of a
 *       column;
 *   <li>1 + E (p - 1/2) for E = -1, -1/4, 1/4, 1: a shift of all rows;
 *   <li>1 + E (12 (p - 1/2)^2 - 1) for E = -1/3, 1/3: wider or narrower spread.
 * </ul>
 */
final class Martingale {
  /** How many stakes there are. */
  static final int BETS = 11;

  private static final double JUMP = 1e-3;
  private static final double TINY = 1e-200;

  /** Capital aside, then on each bet, in units of e^scale. */
  private final double[] capital;

  private final double[] won = new double[BETS];
  private double scale;
  private long rows;
  private double last;

  private Martingale(double[] capital, double scale, long rows) {
    this.capital = capital;
    this.scale = scale;
    this.rows = rows;
  }

  static Martingale start() {
    double[] capital = new double[BETS + 1];
    Arrays.fill(capital, 0.5 / BETS);
    capital[0] = 0.5;
    return new Martingale(capital, 0, 0);
  }

  /** Goes on from where another was. */
  static Martingale resumed(double[] capital, double scale, long rows) {
    return new Martingale(capital.clone(), scale, rows);
  }

  double[] capital() {
    return capital.clone();
  }

  double scale() {
    return scale;
  }

  /** Bets on the next p-value, in (0, 1). */
  void bet(double p) {
    rows++;
    double joins = capital[0] * 0.5 / (rows + 1);
    capital[0] -= joins;
    double staked = joins;
    for (int k = 1; k <= BETS; k++) {
      staked += capital[k];
    }
    double share = (JUMP * (staked - joins) + joins) / BETS;
    pay(p);
    double sum = 0;
    for (int k = 1; k <= BETS; k++) {
      capital[k] = (capital[k] * (1 - JUMP) + share) * won[k - 1];
      sum += capital[k];
    }
    last = Math.log(sum / staked);
    double all = sum + capital[0];
    if (all > 1 / TINY || all < TINY || sum < TINY) {
      rescale(all);
    }
  }

  private void rescale(double all) {
    for (int k = 0; k < capital.length; k++) {
      // Underflow is lost, so the capital can only be too small.
      capital[k] /= all;
    }
    scale += Math.log(all);
    double staked = 0;
    for (int k = 1; k <= BETS; k++) {
      staked += capital[k];
    }
    if (staked < TINY) {
      double moved = Math.min(capital[0], 1e-12);
      capital[0] -= moved;
      Arrays.fill(capital, 1, capital.length, moved / BETS);
    }
  }

  private void pay(double p) {
    double q = 1 - p;
    double root = Math.sqrt(p);
    double fourth = Math.sqrt(root);
    double eighth = Math.sqrt(fourth);
    won[0] = 0.5 / root;
    won[1] = 0.25 / (root * fourth);
    won[2] = 0.125 / (root * fourth * eighth);
    double other = Math.sqrt(q);
    won[3] = 0.5 / other;
    won[4] = 0.25 / (other * Math.sqrt(other));
    double middle = p - 0.5;
    won[5] = 1 - middle;
    won[6] = 1 - middle / 4;
    won[7] = 1 + middle / 4;
    won[8] = 1 + middle;
    double spread = 12 * middle * middle - 1;
    won[9] = 1 - spread / 3;
    won[10] = 1 + spread / 3;
  }

  /** Returns the log of the capital. */
  double log() {
    double sum = 0;
    for (double part : capital) {
      sum += part;
    }
    return scale + Math.log(sum);
  }

  /** Returns the log of the factor by which the last row multiplied the stake, in nats. */
  double last() {
    return last;
  }
}
