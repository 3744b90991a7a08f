package io.diglm.torch;

import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Converts plain Java arrays to tensors of the {@link TorchDevice} and back. */
public final class Tensors {
  private Tensors() {}

  /**
   * Makes a tensor outlive its scope; its owner must release it.
   *
   * @param tensor of the current scope
   * @return the same tensor
   */
  public static Tensor keep(Tensor tensor) {
    tensor.retainReference();
    return tensor;
  }

  /** Returns an uninitialised tensor of the processor, which Java can write to. */
  private static Tensor empty(ScalarType type, long... shape) {
    return torch.empty(shape, new TensorOptions(type), null);
  }

  /**
   * {@return zeros}
   *
   * @param type of the numbers
   * @param shape of the tensor
   */
  public static Tensor zeros(ScalarType type, long... shape) {
    return TorchDevice.at(empty(type, shape).zero_());
  }

  /**
   * {@return the identity matrix (D, D)}
   *
   * @param type of the numbers
   * @param dimension D
   */
  public static Tensor eye(ScalarType type, long dimension) {
    return TorchDevice.at(torch.eye(dimension).to(type));
  }

  /**
   * Copies the first values of an array into a float32 tensor.
   *
   * @param values row-major
   * @param shape whose product is the number of values to copy
   * @return the tensor
   */
  public static Tensor of(float[] values, long... shape) {
    Tensor tensor = empty(ScalarType.Float, shape);
    tensor.data_ptr_float().put(values, 0, (int) tensor.numel());
    return TorchDevice.at(tensor);
  }

  /**
   * Copies the first values of an array into a float64 tensor.
   *
   * @param values row-major
   * @param shape whose product is the number of values to copy
   * @return the tensor
   */
  public static Tensor of(double[] values, long... shape) {
    Tensor tensor = empty(ScalarType.Double, shape);
    tensor.data_ptr_double().put(values, 0, (int) tensor.numel());
    return TorchDevice.at(tensor);
  }

  /**
   * Copies the first values of an array into an int64 tensor.
   *
   * @param values row-major
   * @param shape whose product is the number of values to copy
   * @return the tensor
   */
  public static Tensor of(long[] values, long... shape) {
    Tensor tensor = empty(ScalarType.Long, shape);
    tensor.data_ptr_long().put(values, 0, (int) tensor.numel());
    return TorchDevice.at(tensor);
  }

  /**
   * Copies an array into a tensor of as many numbers.
   *
   * @param tensor written
   * @param values row-major
   */
  public static void fill(Tensor tensor, float[] values) {
    fill(tensor, values, 0);
  }

  /**
   * Copies the numbers of an array from an index on into a tensor.
   *
   * @param tensor written
   * @param values row-major
   * @param from index of the first number to copy
   */
  public static void fill(Tensor tensor, float[] values, int from) {
    NativeScope.infer(
        () -> {
          int count = (int) tensor.numel();
          boolean alike = tensor.scalar_type().intern() == ScalarType.Float;
          if (count > 0 && alike && tensor.is_cpu() && tensor.is_contiguous()) {
            tensor.data_ptr_float().put(values, from, count);
          } else {
            float[] part = Arrays.copyOfRange(values, from, from + count);
            tensor.copy_(of(part, count).view_as(tensor));
          }
          return true;
        });
  }

  /**
   * Copies a tensor of any floating type into {@code target}.
   *
   * @param tensor to copy
   * @param target written, row-major
   */
  public static void copy(Tensor tensor, float[] target) {
    copy(tensor, target, 0);
  }

  /**
   * Copies a tensor of any floating type into {@code target} from an index on.
   *
   * @param tensor to copy
   * @param target written, row-major
   * @param to where to begin to write
   */
  public static void copy(Tensor tensor, float[] target, int to) {
    Tensor plain = tensor.detach().to(ScalarType.Float).cpu().contiguous();
    if (plain.numel() == 0) {
      return; // For an empty tensor, libtorch gives no pointer.
    }
    try (FloatPointer data = plain.data_ptr_float()) {
      data.get(target, to, (int) plain.numel());
    }
  }

  /**
   * Copies a tensor of any floating type into {@code target}.
   *
   * @param tensor to copy
   * @param target written, row-major
   */
  public static void copy(Tensor tensor, double[] target) {
    Tensor plain = tensor.detach().to(ScalarType.Double).cpu().contiguous();
    if (plain.numel() == 0) {
      return;
    }
    try (DoublePointer data = plain.data_ptr_double()) {
      data.get(target, 0, (int) plain.numel());
    }
  }

  /**
   * {@return the values of a tensor as doubles}
   *
   * @param tensor of a floating type
   */
  public static double[] doubles(Tensor tensor) {
    double[] values = new double[(int) tensor.numel()];
    copy(tensor, values);
    return values;
  }

  /**
   * Joins tensors along a dimension.
   *
   * @param dimension along which to join
   * @param parts of the same size in all other dimensions
   * @return the joined tensor
   */
  public static Tensor cat(long dimension, Tensor... parts) {
    return torch.cat(new TensorVector(parts), dimension);
  }

  /**
   * {@return the sum over the event: x (N, ...) to (N)}
   *
   * @param x (N, ...)
   */
  public static Tensor sumOfEvent(Tensor x) {
    return x.dim() == 1 ? x : x.flatten(1, -1).sum(new long[] {1}, false, new ScalarTypeOptional());
  }

  /**
   * {@return x + constant}
   *
   * @param x any tensor
   * @param constant that is added
   */
  public static Tensor plus(Tensor x, double constant) {
    return x.add(new Scalar(constant));
  }

  /**
   * {@return x times the constant}
   *
   * @param x any tensor
   * @param constant factor
   */
  public static Tensor times(Tensor x, double constant) {
    return x.mul(new Scalar(constant));
  }

  /**
   * {@return x with values below {@code low} raised to it; their gradient is zero}
   *
   * @param x any tensor
   * @param low the least value
   */
  public static Tensor atLeast(Tensor x, double low) {
    return x.clamp_min(new Scalar(low));
  }

  /**
   * {@return x limited to [low, high]; the gradient outside is zero}
   *
   * @param x any tensor
   * @param low the least value
   * @param high the greatest value
   */
  public static Tensor clamp(Tensor x, double low, double high) {
    return torch.clamp(
        x,
        new org.bytedeco.pytorch.ScalarOptional(new Scalar(low)),
        new org.bytedeco.pytorch.ScalarOptional(new Scalar(high)));
  }
}
