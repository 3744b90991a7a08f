package io.diglm.flow;

import io.diglm.schema.ImageShape;
import io.diglm.torch.Shapes;
import org.bytedeco.pytorch.Tensor;

/**
 * The same bijection of C columns in every pixel of images; the log-dets of pixels add up. With
 * {@link InvertibleLinear} this is the 1 x 1 convolution of Kingma and Dhariwal (2018); with a norm
 * it normalises channels.
 *
 * @param inner of C columns
 * @param shape C, H and W
 */
public record Pixelwise(Bijection inner, ImageShape shape) implements DataInitialised {
  @Override
  public Mapped forward(Tensor x) {
    return forward(x, Mode.EVALUATION);
  }

  @Override
  public Mapped forward(Tensor x, Mode mode) {
    Shapes.requireEvent("x", x, shape.size());
    return images(inner.forward(pixels(x), mode), x.size(0));
  }

  @Override
  public Mapped inverse(Tensor y) {
    Shapes.requireEvent("y", y, shape.size());
    return images(inner.inverse(pixels(y)), y.size(0));
  }

  @Override
  public void initialise(Tensor x) {
    if (inner instanceof DataInitialised initialised) {
      initialised.initialise(pixels(x));
    }
  }

  /** (N, C H W) to (N H W, C). */
  private Tensor pixels(Tensor x) {
    return swapped(x.reshape(x.size(0), shape.channels(), -1)).reshape(-1, shape.channels());
  }

  private Mapped images(Mapped pixels, long rows) {
    Tensor value = swapped(pixels.value().reshape(rows, -1, shape.channels()));
    Tensor logDets = pixels.logDet().reshape(rows, -1);
    return new Mapped(value.reshape(rows, shape.size()), Mapped.sumOfRow(logDets));
  }

  private static Tensor swapped(Tensor x) {
    return x.transpose(1, 2);
  }
}
