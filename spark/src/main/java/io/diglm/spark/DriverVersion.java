package io.diglm.spark;

import io.diglm.model.LibraryVersion;
import java.io.Serializable;

/**
 * The version of this library on the driver, sent to executors.
 *
 * @param text such as "0.1.0"
 */
record DriverVersion(String text) implements Serializable {
  static DriverVersion of() {
    return new DriverVersion(LibraryVersion.text());
  }

  /**
   * Requires the same version in this JVM.
   *
   * @throws IllegalStateException if it has another
   */
  void requireHere() {
    require(LibraryVersion.text());
  }

  void require(String here) {
    if (!here.equals(text)) {
      throw new IllegalStateException(
          "executor must have diglm %s as the driver has, got %s (give both the same jar)"
              .formatted(text, here));
    }
  }
}
