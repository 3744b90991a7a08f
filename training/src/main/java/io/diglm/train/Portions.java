package io.diglm.train;

import io.diglm.distribution.Seeds;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Works rows off in portions, at random, as long as there is time: those done stand for all. */
final class Portions {
  private static final int ROWS = 1024;
  private static final int FIRST_TRIAL = 64;
  private static final int GROWTH = 4;

  /** A trial that takes this share of the time is used to estimate the whole time. */
  private static final double TELLING = 0.1;

  /** Room for what grows faster than the rows, as the search of neighbours does. */
  private static final double CAUTION = 0.7;

  private final long seed;
  private final TimeLimit limit;

  Portions(long seed, TimeLimit limit) {
    this.seed = seed;
    this.limit = limit;
  }

  /**
   * Works through the rows until the time is over, but always through the first portion. Without a
   * limit, all rows are one portion.
   *
   * @return how many rows were done
   */
  int work(int[] rows, Consumer<int[]> work) {
    if (!limit.limited() || rows.length <= ROWS) {
      work.accept(rows);
      return rows.length;
    }
    int[] order = rows.clone();
    Seeds.shuffle(Seeds.stream(seed, "portions"), order);
    int done = 0;
    while (done < order.length && (done == 0 || !limit.over())) {
      int to = Math.min(order.length, done + ROWS);
      work.accept(Arrays.copyOfRange(order, done, to));
      done = to;
    }
    return done;
  }

  /**
   * Returns how many rows there is time for, found by trials of more and more of them; all without
   * a limit.
   *
   * @param all how many there are
   * @param least how many there must be
   */
  static int affordable(int all, int least, TimeLimit limit, IntConsumer trial) {
    if (!limit.limited()) {
      return all;
    }
    int rows = Math.max(FIRST_TRIAL, least);
    while (rows < all) {
      double before = limit.left();
      trial.accept(rows);
      double took = before - limit.left();
      if (took > TELLING * limit.left()) {
        double fits = CAUTION * rows * Math.max(0, limit.left()) / took;
        return (int) Math.max(Math.max(FIRST_TRIAL, least), Math.min(all, fits));
      }
      rows *= GROWTH;
    }
    return all;
  }

  /** Returns this many of the rows, evenly picked, or all if there are fewer. */
  static int[] evenly(int[] rows, int most) {
    int count = Math.min(rows.length, most);
    return IntStream.range(0, count)
        .map(i -> rows[(int) ((long) i * rows.length / count)])
        .toArray();
  }
}
