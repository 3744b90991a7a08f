package io.diglm.insight;

import io.diglm.schema.Axis;
import io.diglm.schema.Feature;
import io.diglm.schema.Level;
import io.diglm.schema.LevelAxis;
import io.diglm.schema.NumberAxis;
import io.diglm.schema.Part;
import io.diglm.schema.StorageType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A change of one column whose effect is averaged: of a number by an infinitesimal step, or of a
 * category from its reference level to another.
 *
 * @param column its name
 * @param dimension the one of v that the column fills
 * @param number the axis of a number; empty for a category
 * @param level the level of a category; empty for a number
 * @param reference the level that it is compared with
 */
record Change(
    String column,
    int dimension,
    Optional<NumberAxis> number,
    Optional<Setting> level,
    Optional<Setting> reference) {

  /** A level and v of its dimension. */
  record Setting(String text, float v) {}

  /** A category has effects of its most frequent levels. */
  private static final int MOST_LEVELS = 11;

  /** Returns the changes of a column, none if it has no effects. */
  static List<Change> of(Feature feature, int first) {
    List<Change> changes = new ArrayList<>();
    for (int a = 0; a < feature.axes().size(); a++) {
      Axis axis = feature.axes().get(a);
      int d = first + a;
      if (axis instanceof NumberAxis number && number.part() == Part.VALUE && !timed(feature)) {
        changes.add(
            new Change(feature.name(), d, Optional.of(number), Optional.empty(), Optional.empty()));
      } else if (axis instanceof LevelAxis levels && !timed(feature)) {
        changes.addAll(ofLevels(feature, levels, d));
      }
    }
    return changes;
  }

  private static boolean timed(Feature feature) {
    return switch (feature.type()) {
      case DATE, TIME, TIMESTAMP -> true;
      case INTEGER, DECIMAL, TEXT, BOOLEAN -> false;
    };
  }

  /** The reference is the most frequent text, the least of numbers, or false. */
  private static List<Change> ofLevels(Feature feature, LevelAxis axis, int d) {
    Comparator<Level> frequent = Comparator.comparingInt((Level level) -> -level.count());
    List<Level> most = axis.levels().stream().sorted(frequent).limit(MOST_LEVELS).toList();
    List<Level> sorted =
        feature.type() == StorageType.TEXT
            ? most
            : most.stream().sorted(Comparator.comparingDouble(Change::number)).toList();
    List<Setting> settings = sorted.stream().map(level -> setting(axis, level)).toList();
    List<Change> changes = new ArrayList<>();
    for (Setting setting : settings.subList(Math.min(1, settings.size()), settings.size())) {
      changes.add(
          new Change(
              feature.name(),
              d,
              Optional.empty(),
              Optional.of(setting),
              Optional.of(settings.get(0))));
    }
    return changes;
  }

  /** The order of levels that are no texts: numbers by value, false before true. */
  private static double number(Level level) {
    try {
      return Double.parseDouble(level.text());
    } catch (NumberFormatException e) {
      return level.text().equals("true") ? 1 : 0;
    }
  }

  private static Setting setting(LevelAxis axis, Level level) {
    int interval = axis.interval(axis.levels().indexOf(level));
    return new Setting(level.text(), (float) axis.intervals().value(interval, 0.5));
  }
}
