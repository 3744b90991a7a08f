package io.diglm.experiments;

import io.diglm.schema.Images;
import io.diglm.schema.Table;
import java.util.List;

/**
 * Training images, test images, and images of another kind.
 *
 * @param inside the name of the training images on the page
 * @param outside the name of the other images
 * @param others images of another kind
 * @param notes on the data
 */
record ImageData(
    String inside, String outside, Table train, Table test, Table others, List<String> notes) {
  ImageData {
    notes = List.copyOf(notes);
  }

  static Images images(Table table) {
    return table
        .images()
        .orElseThrow(
            () -> new IllegalArgumentException("rows must be images, got " + table.source()));
  }

  /**
   * Returns sources and numbers of the images. Results that depend on them are computed again if
   * these change.
   */
  String fingerprint() {
    return "%s %d, %s %d, %s %d"
        .formatted(
            train.source(),
            train.rows(),
            test.source(),
            test.rows(),
            others.source(),
            others.rows());
  }
}
