package io.diglm.flow;

import io.diglm.torch.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * The two parts of a coupling's columns: those that condition and stay, and those that move.
 *
 * <p>A single column has nothing to condition it: then it moves, and none stays.
 *
 * @param dimension D, at least 1
 * @param at the first column of the second part
 * @param reversed false if the first part conditions the second, true if the second the first
 */
public record Split(int dimension, int at, boolean reversed) {
  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if a part that should have columns has none
   */
  public Split {
    if (dimension == 1) {
      at = 0;
      reversed = false;
    } else if (dimension < 1 || at < 1 || at >= dimension) {
      throw new IllegalArgumentException(
          "split must lie between 1 and D - 1 = " + (dimension - 1) + ", got " + at);
    }
  }

  /** Returns how many columns condition and stay. */
  int staying() {
    return reversed ? dimension - at : at;
  }

  /** Returns how many columns move. */
  int moving() {
    return dimension - staying();
  }

  /** x (N, D) -> the columns that stay. */
  Tensor stay(Tensor x) {
    return x.narrow(1, reversed ? at : 0, staying());
  }

  /** x (N, D) -> the columns that move. */
  Tensor move(Tensor x) {
    return x.narrow(1, reversed ? 0 : at, moving());
  }

  /** Puts both parts back into their columns (N, D). */
  Tensor join(Tensor stayed, Tensor moved) {
    if (dimension == 1) {
      return moved;
    }
    return reversed ? Tensors.cat(1, moved, stayed) : Tensors.cat(1, stayed, moved);
  }
}
