package io.diglm.spark;

import java.util.Arrays;
import java.util.Locale;

/** How to handle rows that cannot be read, such as a text where the model needs a number. */
enum HandleInvalid {
  /** The row gets the error message of {@code diglm predict}, and no answer. */
  KEEP,
  /** They are left out. */
  SKIP,
  /** The job ends. */
  ERROR;

  static String[] words() {
    return Arrays.stream(values()).map(HandleInvalid::word).toArray(String[]::new);
  }

  static HandleInvalid of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
