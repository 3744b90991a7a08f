package io.diglm.schema;

import java.util.List;

/** The cells of one column. The arrays are shared, not copied: nobody writes to them. */
public sealed interface Cells permits Cells.Numbers, Cells.Texts {
  /** Returns the number of rows. */
  int size();

  /** Numbers; NaN where the value is missing. */
  record Numbers(double[] values) implements Cells {
    @Override
    public int size() {
      return values.length;
    }
  }

  /** Texts as codes into {@code levels}; -1 where the value is missing. */
  record Texts(int[] codes, List<String> levels) implements Cells {
    public Texts {
      levels = List.copyOf(levels);
    }

    @Override
    public int size() {
      return codes.length;
    }
  }
}
