package io.diglm.schema;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds levels by their text, or by the number or truth value that their text means. */
final class LevelIndex {
  private final Map<String, Integer> byText = new HashMap<>();
  private final Map<Double, Integer> byNumber = new HashMap<>();
  private final boolean truths;

  LevelIndex(List<String> levels) {
    for (int level = 0; level < levels.size(); level++) {
      byText.put(levels.get(level), level);
      double number = CellText.number(levels.get(level));
      if (!Double.isNaN(number)) {
        byNumber.putIfAbsent(number + 0.0, level);
      }
    }
    truths = byNumber.size() == levels.size() && spellTruths(levels);
  }

  private static boolean spellTruths(List<String> levels) {
    boolean all = true;
    for (int level = 0; level < levels.size() && all; level++) {
      all = CellText.spellsTruth(levels.get(level));
    }
    return all;
  }

  /** Returns the level of each text of the column, or -1 if it has none. */
  int[] find(Cells.Texts texts, StorageType type) {
    int[] found = new int[texts.levels().size()]; // by a loop: see Binder
    for (int code = 0; code < found.length; code++) {
      found[code] = find(texts.levels().get(code), type);
    }
    return found;
  }

  /**
   * Texts match by text. Numbers also match by value: 1 is the level "01" or "1.0". If the levels
   * are spellings of true and false, such as Yes and No, any spelling matches.
   */
  int find(String text, StorageType type) {
    int level = byText.getOrDefault(text, -1);
    boolean byValue = type != StorageType.TEXT || (truths && CellText.spellsTruth(text));
    return level >= 0 || !byValue ? level : byNumber.getOrDefault(CellText.number(text) + 0.0, -1);
  }
}
