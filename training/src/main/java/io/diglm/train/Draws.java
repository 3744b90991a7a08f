package io.diglm.train;

import io.diglm.distribution.Seeds;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The order in which training rows are drawn.
 *
 * <p>Where few rows have a target, batches that draw all rows alike would hardly ever learn from
 * one. The labelled rows are then drawn again and again, so that they are a wanted share of each
 * stretch of the order; only the first draw of an epoch counts for p(x), so that every row weighs
 * the same there.
 *
 * @param all rows
 * @param labelled rows with a target
 * @param unlabelled rows without
 * @param share of the labelled in the order; what they are anyhow, if that is more
 */
record Draws(int[] all, int[] labelled, int[] unlabelled, double share) {

  /** Splits the training rows by whether their target, or one of several, is there. */
  static Draws of(TrainingData data, double share) {
    return new Draws(
        data.train(),
        IntStream.of(data.train()).filter(data::known).toArray(),
        IntStream.of(data.train()).filter(row -> !data.known(row)).toArray(),
        share);
  }

  /** Returns the row of a draw. */
  static int row(int draw) {
    return draw < 0 ? ~draw : draw;
  }

  /** Returns whether a draw counts for p(x): the row's first in its epoch. */
  static boolean first(int draw) {
    return draw >= 0;
  }

  /** Returns how many draws an epoch has. */
  int length() {
    return unlabelled.length + Math.max(labelled.length, wanted());
  }

  private int wanted() {
    return labelled.length == 0 ? 0 : (int) Math.round(unlabelled.length * share / (1 - share));
  }

  /** Returns the order of an epoch, from a stream of its own. */
  int[] order(SplittableRandom random) {
    if (wanted() <= labelled.length) {
      int[] order = all.clone();
      Seeds.shuffle(random, order);
      return order;
    }
    return interleaved(random);
  }

  private int[] interleaved(SplittableRandom random) {
    int[] others = unlabelled.clone();
    Seeds.shuffle(random, others);
    int[] again = labelled.clone();
    int[] order = new int[length()];
    int count = order.length - others.length;
    int drawn = 0;
    for (int i = 0; i < order.length; i++) {
      boolean asks = (long) (i + 1) * count / order.length > drawn;
      if (!asks) {
        order[i] = others[i - drawn];
        continue;
      }
      int at = drawn % again.length;
      if (at == 0) {
        Seeds.shuffle(random, again);
      }
      order[i] = drawn < again.length ? again[at] : ~again[at];
      drawn++;
    }
    return order;
  }
}
