package io.diglm.torch;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/** Checks of tensor shapes at public entries. */
public final class Shapes {
  private Shapes() {}

  /**
   * Requires shape (N, E...) for the event shape E.
   *
   * @param what name of the tensor in the message
   * @param tensor to check
   * @param event E
   * @throws IllegalArgumentException such as "x must have shape (N, 8), got (5, 7)"
   */
  public static void requireEvent(String what, Tensor tensor, long... event) {
    boolean fits = tensor.dim() == event.length + 1;
    for (int i = 0; fits && i < event.length; i++) {
      fits = tensor.size(i + 1) == event[i];
    }
    if (!fits) {
      StringBuilder wanted = new StringBuilder("(N");
      Arrays.stream(event).forEach(e -> wanted.append(", ").append(e));
      throw new IllegalArgumentException(
          what + " must have shape " + wanted + "), got " + describe(tensor));
    }
  }

  /**
   * Requires a shape.
   *
   * @param what name of the tensor in the message
   * @param tensor to check
   * @param shape that it must have
   * @throws IllegalArgumentException such as "weight must have shape (8, 3), got (5, 7)"
   */
  public static void requireShape(String what, Tensor tensor, long... shape) {
    boolean fits = tensor.dim() == shape.length;
    for (int i = 0; fits && i < shape.length; i++) {
      fits = tensor.size(i) == shape[i];
    }
    if (!fits) {
      String wanted = Arrays.toString(shape).replace('[', '(').replace(']', ')');
      throw new IllegalArgumentException(
          what + " must have shape " + wanted + ", got " + describe(tensor));
    }
  }

  /**
   * Requires shape (N) with the same N as {@code rows}.
   *
   * @param what name of the tensor in the message
   * @param tensor to check
   * @param rows N
   */
  public static void requireRows(String what, Tensor tensor, long rows) {
    if (tensor.dim() != 1 || tensor.size(0) != rows) {
      throw new IllegalArgumentException(
          what + " must have shape (" + rows + "), got " + describe(tensor));
    }
  }

  /**
   * {@return a shape as text, such as "(5, 7)"}
   *
   * @param tensor any tensor
   */
  public static String describe(Tensor tensor) {
    StringBuilder text = new StringBuilder("(");
    for (int i = 0; i < tensor.dim(); i++) {
      text.append(i == 0 ? "" : ", ").append(tensor.size(i));
    }
    return text.append(")").toString();
  }
}
