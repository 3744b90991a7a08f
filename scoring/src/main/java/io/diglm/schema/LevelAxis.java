package io.diglm.schema;

import java.util.ArrayList;
import java.util.List;

/**
 * A category on one dimension. Each level has an interval of (0, 1) that is as wide as its smoothed
 * frequency. One more interval represents all levels that training did not see. v = Phi^-1(point),
 * where the point is uniform inside the interval of the level.
 *
 * <p>width = (count + 1) / (sum of counts + number of intervals). The log-determinant is log width
 * - log phi(v), so log p of a level is exactly log width if p(v) is the standard normal. If there
 * is a target, levels are ordered by what they add to it: a monotone order is easier to learn, and
 * needs no further dimension.
 *
 * @param part the part of the cell that this axis reads
 * @param levels the known levels in the order of their intervals
 * @param unknown the number of known levels below the interval of unknown levels
 * @param unknownCount the number of training rows with levels that are too rare to be kept
 */
public record LevelAxis(Part part, List<Level> levels, int unknown, int unknownCount)
    implements Axis {
  /** New levels are refused if their expected share among ordinary rows is at most this. */
  private static final double MOST_NEW = 0.005;

  public LevelAxis {
    levels = List.copyOf(levels);
    if (unknown < 0 || unknown > levels.size() || unknownCount < 0) {
      throw new IllegalArgumentException(
          "unknown levels must lie among %d levels and be 0 rows or more, got %d and %d"
              .formatted(levels.size(), unknown, unknownCount));
    }
  }

  @Override
  public String nameOf(String column) {
    return part.nameOf(column);
  }

  @Override
  public Channel channel(StorageType type) {
    return new LevelChannel(this, type);
  }

  /** {@return the intervals of the levels in order, with that of unknown levels among them} */
  public Intervals intervals() {
    double[] counts = new double[levels.size() + 1];
    for (int level = 0; level < levels.size(); level++) {
      counts[interval(level)] = levels.get(level).count() + 1.0;
    }
    counts[unknown] = unknownCount + 1.0;
    return new Intervals(counts);
  }

  /**
   * {@return whether training showed all levels, or nearly all} The share of rows with further
   * levels is estimated by that of the training rows whose level no other row has (Good and
   * Turing).
   */
  public boolean isClosed() {
    long rows = unknownCount;
    long once = unknownCount;
    for (Level level : levels) {
      rows += level.count();
      once += level.count() == 1 ? 1 : 0;
    }
    return once <= MOST_NEW * rows;
  }

  /**
   * {@return the interval of a level, or of unknown levels for -1}
   *
   * @param level index of the level, or -1
   */
  public int interval(int level) {
    if (level < 0) {
      return unknown;
    }
    return level < unknown ? level : level + 1;
  }

  /**
   * Returns the level of an interval. The interval of unknown levels gives a neighbouring level.
   */
  int level(int interval) {
    int level = interval < unknown ? interval : interval - 1;
    return Math.max(0, level);
  }

  /**
   * {@return the interval of a text in a column of texts, that of unknown levels if it has none}
   *
   * @param text of a cell
   */
  public int intervalOf(String text) {
    return interval(new LevelIndex(texts()).find(text, StorageType.TEXT));
  }

  /** {@return the number that the text of each level means; NaN if it is not a number} */
  public double[] numbers() {
    return levels.stream().mapToDouble(level -> CellText.number(level.text())).toArray();
  }

  List<String> texts() {
    List<String> texts = new ArrayList<>(); // by a loop: see Binder
    for (Level level : levels) {
      texts.add(level.text());
    }
    return texts;
  }
}
