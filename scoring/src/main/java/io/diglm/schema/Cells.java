package io.diglm.schema;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The cells of one column. The arrays are shared, not copied. Nobody may write to them. */
public sealed interface Cells permits Cells.Numbers, Cells.Texts {
  /** {@return the number of rows} */
  int size();

  /**
   * {@return the cells of rows {@code from}, inclusive, to {@code to}, exclusive}
   *
   * @param from first row
   * @param to row after the last
   */
  Cells slice(int from, int to);

  /**
   * {@return the cells of these rows, in this order}
   *
   * @param rows indices, from 0
   */
  Cells take(int[] rows);

  /**
   * Numbers.
   *
   * @param values one for each row; NaN if the value is missing
   */
  record Numbers(double[] values) implements Cells {
    /** Makes -0 a 0, in a copy, so that equal numbers are one level. */
    public Numbers {
      for (double value : values) {
        if (value == 0 && Double.doubleToRawLongBits(value) != 0) {
          values = Arrays.stream(values).map(v -> v + 0.0).toArray();
          break;
        }
      }
    }

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public Numbers slice(int from, int to) {
      return new Numbers(Arrays.copyOfRange(values, from, to));
    }

    @Override
    public Numbers take(int[] rows) {
      return new Numbers(Arrays.stream(rows).mapToDouble(r -> values[r]).toArray());
    }
  }

  /**
   * Texts.
   *
   * @param codes one for each row: an index into the levels; -1 if the value is missing
   * @param levels the distinct texts
   */
  record Texts(int[] codes, List<String> levels) implements Cells {
    /** Requires a level for every code. */
    public Texts {
      levels = List.copyOf(levels);
      int count = levels.size();
      for (int row = 0; row < codes.length; row++) {
        if (codes[row] < -1 || codes[row] >= count) {
          throw new IllegalArgumentException(
              "codes must be -1 or one of %d levels, got %d in row %d"
                  .formatted(count, codes[row], row));
        }
      }
    }

    /**
     * {@return the cells of these texts, one per row} An empty text is missing.
     *
     * @param texts one per row
     */
    public static Texts of(List<String> texts) {
      Map<String, Integer> codeOf = new LinkedHashMap<>();
      int[] codes = new int[texts.size()];
      for (int row = 0; row < codes.length; row++) {
        String text = texts.get(row);
        if (text.isEmpty()) {
          codes[row] = -1;
        } else {
          Integer known = codeOf.putIfAbsent(text, codeOf.size()); // no lambda: see Binder
          codes[row] = known == null ? codeOf.size() - 1 : known;
        }
      }
      return new Texts(codes, List.copyOf(codeOf.keySet()));
    }

    @Override
    public int size() {
      return codes.length;
    }

    @Override
    public Texts slice(int from, int to) {
      return new Texts(Arrays.copyOfRange(codes, from, to), levels);
    }

    @Override
    public Texts take(int[] rows) {
      return new Texts(Arrays.stream(rows).map(r -> codes[r]).toArray(), levels);
    }
  }
}
