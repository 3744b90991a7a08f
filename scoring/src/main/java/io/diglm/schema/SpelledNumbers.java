package io.diglm.schema;

import java.util.List;
import java.util.regex.Pattern;

/** Recognises texts that are numbers with separators, signs or units, such as {@code $1,200.50}. */
final class SpelledNumbers {
  private static final Pattern NUMBER =
      Pattern.compile(
          "[-+]?\\p{Sc}? ?[-+]?\\d[\\d.,'\\u00a0\\u202f ]*( ?(%|\\p{Sc}|\\p{L}{1,4}\\.?))?");

  private static final Pattern PLAIN = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)");

  private SpelledNumbers() {}

  /** Returns what to do if all texts look like numbers, after a semicolon; else nothing. */
  static String hint(List<String> texts) {
    if (!texts.stream().allMatch(text -> NUMBER.matcher(text).matches())) {
      return "";
    }
    return texts.stream()
        .filter(text -> !PLAIN.matcher(text).matches())
        .findFirst()
        .map(text -> "; if they are numbers, write them like 1234.5, not like " + text)
        .orElse("");
  }
}
