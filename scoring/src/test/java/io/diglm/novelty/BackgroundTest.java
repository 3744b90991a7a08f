package io.diglm.novelty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.schema.ImageShape;
import io.diglm.schema.Images;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class BackgroundTest {
  private static final ImageShape SHAPE = new ImageShape(3, 12, 10);

  @Test
  void probabilitiesOfAPixelSumToNearlyOne() {
    ImageShape one = new ImageShape(1, 1, 1);
    byte[] pixels = new byte[256];
    for (int i = 0; i < 256; i++) {
      pixels[i] = (byte) i;
    }
    SplittableRandom random = new SplittableRandom(1);
    byte[] seen = new byte[500];
    for (int i = 0; i < seen.length; i++) {
      seen[i] = (byte) (120 + 10 * random.nextGaussian());
    }
    Background model = Background.of(new Images(one, seen));
    double sum = 0;
    for (int i = 0; i < 256; i++) {
      sum += Math.exp(-model.nats(new Images(one, pixels), i));
    }
    assertTrue(sum > 0.99 && sum < 1 + 1e-9, "" + sum);
  }

  @Test
  void smoothImagesAreMoreProbableThanNoise() {
    Images images = smooth(200, 2);
    Background model = Background.of(images);
    double smooth = model.nats(smooth(1, 77), 0);
    double noise = model.nats(noise(), 0);
    assertTrue(smooth < 0.7 * noise, smooth + " against " + noise);
    // Noise costs about log 256 a pixel, whatever was learned.
    assertTrue(noise > SHAPE.size() * Math.log(100), "" + noise);
  }

  @Test
  void itIsReadAsItWasWritten() {
    Background model = Background.of(smooth(50, 2));
    Background read = Background.of(SHAPE, model.numbers());
    assertArrayEquals(model.numbers(), read.numbers());
    assertEquals(model.nats(noise(), 0), read.nats(noise(), 0));
  }

  private static Images smooth(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] pixels = new byte[count * SHAPE.size()];
    for (int n = 0; n < count; n++) {
      double x = random.nextDouble(8);
      double y = random.nextDouble(8);
      double start = random.nextDouble(100);
      for (int i = 0; i < SHAPE.size(); i++) {
        int at = i % (SHAPE.height() * SHAPE.width());
        int row = at / SHAPE.width();
        double value = start + x * (at % SHAPE.width()) + y * row;
        pixels[n * SHAPE.size() + i] = (byte) (value + random.nextDouble(4));
      }
    }
    return new Images(SHAPE, pixels);
  }

  private static Images noise() {
    byte[] pixels = new byte[SHAPE.size()];
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt(256);
    }
    return new Images(SHAPE, pixels);
  }
}
