package io.diglm.schema;

import java.util.List;
import java.util.regex.Pattern;

/** Recognises texts that are numbers with separators, signs or units, such as {@code $1,200.50}. */
final class SpelledNumbers {
  private static final Pattern NUMBER =
      Pattern.compile(
          "[-+]?\\p{Sc}? ?[-+]?\\d[\\d.,'\\u00a0\\u202f ]*( ?(%|\\p{Sc}|\\p{L}{1,4}\\.?))?");

  private static final Pattern PLAIN =
      Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");

  /** One other text, such as a sign for missing cells, may stand beside so many numbers. */
  private static final int NUMBERS_AN_OTHER = 10;

  private SpelledNumbers() {}

  /** Returns what to do if almost all texts look like numbers, after a semicolon; else nothing. */
  static String hint(List<String> texts) {
    List<String> others = texts.stream().filter(text -> !isNumber(text)).toList();
    if (others.size() * (NUMBERS_AN_OTHER + 1) > texts.size()) {
      return "";
    }
    if (!others.isEmpty()) {
      return "; if they are numbers, leave a missing cell empty, without '%s'"
          .formatted(ShownText.of(others.get(0)));
    }
    return texts.stream()
        .filter(text -> !PLAIN.matcher(text).matches())
        .findFirst()
        .map(text -> "; if they are numbers, write them like 1234.5, not like " + text)
        .orElse("");
  }

  private static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches() || PLAIN.matcher(text).matches();
  }
}
