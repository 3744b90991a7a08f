package io.diglm.spark;

import io.diglm.schema.Feature;
import io.diglm.schema.Schema;
import io.diglm.schema.StorageType;
import java.util.List;

/** Compares the types of the columns of a frame with those in training, before a job starts. */
final class InputTypes {
  private InputTypes() {}

  /**
   * Requires columns that the model can read. Texts are parsed row by row.
   *
   * @throws IllegalArgumentException if a column has a type that the model can never read
   */
  static void require(Schema schema, List<FrameColumn> inputs) {
    for (int i = 0; i < inputs.size(); i++) {
      Feature feature = schema.features().get(i);
      StorageType given = inputs.get(i).type();
      if (!reads(feature.type(), given)) {
        throw new IllegalArgumentException(
            "column '%s' must hold %s as in training, got %s in the frame"
                .formatted(feature.name(), feature.type(), given));
      }
    }
  }

  private static boolean reads(StorageType trained, StorageType given) {
    return trained == given
        || trained == StorageType.TEXT
        || given == StorageType.TEXT
        || (plain(trained) && plain(given))
        || (day(trained) && day(given));
  }

  private static boolean plain(StorageType type) {
    return switch (type) {
      case INTEGER, DECIMAL, BOOLEAN -> true;
      case TEXT, DATE, TIME, TIMESTAMP -> false;
    };
  }

  private static boolean day(StorageType type) {
    return type == StorageType.DATE || type == StorageType.TIMESTAMP;
  }
}
