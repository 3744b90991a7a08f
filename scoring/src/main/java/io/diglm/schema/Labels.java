package io.diglm.schema;

import java.util.List;

/**
 * How the values of a target are class labels.
 *
 * @param numbers whether those of a numeric target are
 * @param ordered whether the classes have an order: that of {@code levels}, of the values of a
 *     numeric target, or false before true
 * @param levels all classes in order; empty takes those of the training rows
 */
public record Labels(boolean numbers, boolean ordered, List<String> levels) {
  public Labels {
    levels = List.copyOf(levels);
  }

  /**
   * {@return classes without an order}
   *
   * @param numbers whether the values of a numeric target are class labels
   */
  public static Labels of(boolean numbers) {
    return new Labels(numbers, false, List.of());
  }

  /**
   * Returns the classes in order.
   *
   * @param found the classes of the training rows, in their natural order
   * @throws IllegalArgumentException if a class is not among the levels, or the reverse
   */
  List<String> ordered(TrainingColumn column, List<String> found) {
    if (levels.isEmpty()) {
      if (ordered && column.type() == StorageType.TEXT) {
        throw new IllegalArgumentException(
            "order must be given of target '%s', whose classes are texts, got none (such as"
                    .formatted(column.name())
                + " --order low,mid,high)");
      }
      return found;
    }
    for (String label : found) {
      if (!levels.contains(label)) {
        throw new IllegalArgumentException(
            "order must hold every class of target '%s', got %s without '%s'"
                .formatted(column.name(), String.join(",", levels), label));
      }
    }
    for (String level : levels) {
      if (!found.contains(level)) {
        throw new IllegalArgumentException(
            "order must be of classes of target '%s' in the training rows of %s, got '%s'%s"
                .formatted(
                    column.name(),
                    column.source(),
                    level,
                    NearestName.of(level, found)
                        .map(near -> "; did you mean '" + near + "'?")
                        .orElse(" (leave it out)")));
      }
    }
    return levels;
  }
}
