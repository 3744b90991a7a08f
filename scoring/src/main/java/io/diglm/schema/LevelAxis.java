package io.diglm.schema;

import java.util.List;

/**
 * A category on one dimension: each level owns an interval of (0, 1) as wide as its smoothed
 * frequency, one more interval stands for every level unknown to training, and v = Phi^-1(point),
 * the point uniform inside the level's interval.
 *
 * <p>width = (count + 1) / (sum of counts + number of intervals). The log-det is log width - log
 * phi(v), so that log p of a level is exactly log width where p(v) is the standard normal. Levels
 * stand in the order of the target's mean where there is one: a monotone order is easier to regress
 * on, and needs no further dimension.
 *
 * @param part what of the cell this axis reads
 * @param levels the known levels in the order of their intervals
 * @param unknown how many of them lie below the interval of unknown levels
 * @param unknownCount training rows of levels too rare to be kept
 */
public record LevelAxis(Part part, List<Level> levels, int unknown, int unknownCount)
    implements Axis {
  /** Largest share of rows of new levels among ordinary ones by which a new level is refused. */
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

  /** Returns the intervals: the levels' in order, the unknown levels' among them. */
  public Intervals intervals() {
    double[] counts = new double[levels.size() + 1];
    for (int level = 0; level < levels.size(); level++) {
      counts[interval(level)] = levels.get(level).count() + 1.0;
    }
    counts[unknown] = unknownCount + 1.0;
    return new Intervals(counts);
  }

  /**
   * Returns whether training showed all levels, or nearly so: by Good and Turing the share of rows
   * of further ones is that of the training rows whose level no other has.
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

  /** Returns the interval of a level, or of unknown levels for -1. */
  public int interval(int level) {
    if (level < 0) {
      return unknown;
    }
    return level < unknown ? level : level + 1;
  }

  /** Returns the level of an interval; that of unknown levels gives a neighbour. */
  int level(int interval) {
    int level = interval < unknown ? interval : interval - 1;
    return Math.max(0, level);
  }

  /** Returns the interval of a text in a column of texts, that of unknown levels if it has none. */
  public int intervalOf(String text) {
    return interval(new LevelIndex(texts()).find(text, StorageType.TEXT));
  }

  /** Returns the number that each level's text stands for; NaN where it stands for none. */
  public double[] numbers() {
    return levels.stream().mapToDouble(level -> CellText.number(level.text())).toArray();
  }

  List<String> texts() {
    return levels.stream().map(Level::text).toList();
  }
}
