package io.diglm.reporting;

import io.diglm.schema.Axis;
import io.diglm.schema.Feature;
import io.diglm.schema.LevelAxis;
import io.diglm.schema.MissingAxis;
import io.diglm.schema.NumberAxis;
import io.diglm.schema.Part;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;

/** Describes in words how a column is encoded into dimensions of the flow. */
final class AxisNotes {
  private AxisNotes() {}

  static String of(Feature feature) {
    StringJoiner notes = new StringJoiner("; ");
    for (Axis axis : feature.axes()) {
      String note = note(axis);
      if (!note.isEmpty()) {
        notes.add(note);
      }
    }
    return notes.toString();
  }

  /** Returns the grid of a column that is one number. */
  static Optional<Double> quantum(Feature feature) {
    return feature.axes().stream()
        .filter(NumberAxis.class::isInstance)
        .map(NumberAxis.class::cast)
        .filter(axis -> axis.part() == Part.VALUE)
        .map(axis -> axis.grid().quantum())
        .findFirst();
  }

  private static String note(Axis axis) {
    if (axis instanceof NumberAxis number) {
      return part(number.part()) + number(number);
    }
    if (axis instanceof LevelAxis levels) {
      return part(levels.part()) + levels(levels);
    }
    return axis instanceof MissingAxis ? "indicator for missing values" : "";
  }

  private static String number(NumberAxis axis) {
    StringJoiner notes = new StringJoiner(", ");
    if (axis.grid().quantum() > 0) {
      notes.add("dequantised by " + Words.number(axis.grid().quantum()));
    }
    if (axis.scaling().heavy()) {
      notes.add("heavy tail, through asinh");
    }
    return notes.length() == 0 ? "continuous" : notes.toString();
  }

  private static String levels(LevelAxis axis) {
    int known = axis.levels().size();
    String rare =
        axis.unknownCount() > 0 ? ", %d rows of rarer ones".formatted(axis.unknownCount()) : "";
    return known == 1 ? "constant" : "%d levels%s".formatted(known, rare);
  }

  private static String part(Part part) {
    return part == Part.VALUE ? "" : part.name().toLowerCase(Locale.ROOT).replace('_', ' ') + ": ";
  }
}
