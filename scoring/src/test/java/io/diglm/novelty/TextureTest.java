package io.diglm.novelty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.schema.ImageShape;
import io.diglm.schema.Images;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TextureTest {
  private static final ImageShape COLOUR = new ImageShape(3, 32, 32);

  @Test
  void everyShapeHasFiniteNumbers() {
    for (ImageShape shape :
        new ImageShape[] {
          new ImageShape(1, 1, 1),
          new ImageShape(1, 1, 7),
          new ImageShape(2, 5, 1),
          new ImageShape(1, 28, 28),
          new ImageShape(4, 6, 9),
          COLOUR
        }) {
      Texture texture = new Texture(shape);
      Images images = noise(shape, 2, 1);
      float[] numbers = texture.of(images, 1);
      assertEquals(texture.size(), numbers.length);
      for (float number : numbers) {
        assertTrue(Float.isFinite(number), shape.toString());
      }
    }
  }

  /** Noise has its energy, and the covariance of its pixels, as its deviation says. */
  @Test
  void whiteNoiseIsWhite() {
    float[] numbers =
        new Texture(new ImageShape(1, 64, 64)).of(noise(new ImageShape(1, 64, 64), 1, 5), 0);
    double variance = 1 / 12.0;
    int covariance = numbers.length - 10;
    for (int band = covariance - 12; band < covariance; band++) { // low bands have few waves
      assertEquals(Math.log(variance), numbers[band], 0.3, "band " + band);
    }
    for (int a = 0, at = covariance; a < 4; a++) {
      for (int b = 0; b <= a; b++, at++) {
        assertEquals(a == b ? Math.log(variance) : 0, numbers[at], 0.1);
      }
    }
  }

  @Test
  void anImageOfOneGreyHasTheEnergyOfItsMeanAlone() {
    byte[] pixels = new byte[64];
    Arrays.fill(pixels, (byte) 255);
    float[] numbers =
        new Texture(new ImageShape(1, 8, 8)).of(new Images(new ImageShape(1, 8, 8), pixels), 0);
    assertEquals(Math.log(64 + 1e-4), numbers[0], 1e-5);
    for (int i = 1; i < numbers.length - 10; i++) {
      assertEquals(Math.log(1e-4), numbers[i], 1e-4);
    }
  }

  @Test
  void noiseIsNearerToNoiseThanToSlopes() {
    Texture texture = new Texture(COLOUR);
    Images noise = noise(COLOUR, 2, 9);
    byte[] slope = new byte[COLOUR.size()];
    for (int i = 0; i < slope.length; i++) {
      slope[i] = (byte) (4 * (i % 32) + i / 32 % 32);
    }
    float[] first = texture.of(noise, 0);
    double alike = distance(first, texture.of(noise, 1));
    double other = distance(first, texture.of(new Images(COLOUR, slope), 0));
    assertTrue(5 * alike < other, alike + " against " + other);
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }

  private static Images noise(ImageShape shape, int count, long seed) {
    byte[] pixels = new byte[count * shape.size()];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt(256);
    }
    return new Images(shape, pixels);
  }
}
