package io.diglm.chart;

import io.diglm.schema.ImageShape;
import io.diglm.schema.Images;
import java.util.Arrays;

/** Small images of three channels. */
public final class Colours {
  private static final ImageShape SMALL = new ImageShape(3, 2, 2);

  private Colours() {}

  /** Returns images of one colour each: red, green, blue, red, ... */
  public static Images images(int count) {
    byte[] pixels = new byte[count * SMALL.size()];
    for (int i = 0; i < count; i++) {
      int from = i * SMALL.size() + i % 3 * 4;
      Arrays.fill(pixels, from, from + 4, (byte) 255);
    }
    return new Images(SMALL, pixels);
  }
}
