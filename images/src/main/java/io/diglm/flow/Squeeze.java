package io.diglm.flow;

import io.diglm.schema.ImageShape;
import io.diglm.torch.Shapes;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Maps images of C x H x W to images of 4C x H/2 x W/2: the four pixels of each 2 x 2 square become
 * four channels (Dinh et al. 2017). The log-det is 0.
 *
 * @param shape C, H and W, the last two even
 */
public record Squeeze(ImageShape shape) implements Bijection {
  /** Checks that both sides are even. */
  public Squeeze {
    if (shape.height() % 2 != 0 || shape.width() % 2 != 0) {
      throw new IllegalArgumentException("sides to squeeze must be even, got " + shape);
    }
  }

  /** {@return 4C, H/2 and W/2} */
  public ImageShape squeezed() {
    return new ImageShape(4 * shape.channels(), shape.height() / 2, shape.width() / 2);
  }

  @Override
  public Mapped forward(Tensor x) {
    Shapes.requireEvent("x", x, shape.size());
    return Mapped.rigid(torch.pixel_unshuffle(Pictures.of(x, shape), 2).flatten(1, -1));
  }

  @Override
  public Mapped inverse(Tensor y) {
    Shapes.requireEvent("y", y, shape.size());
    return Mapped.rigid(torch.pixel_shuffle(Pictures.of(y, squeezed()), 2).flatten(1, -1));
  }
}
