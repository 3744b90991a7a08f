package io.diglm.schema;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class PixelsTest {
  private static final ImageShape SHAPE = new ImageShape(3, 2, 5);
  private static final int ROWS = 4;

  @Test
  void everyPixelSurvivesTheRoundTrip() {
    ImageShape one = new ImageShape(1, 1, 1);
    byte[] levels = new byte[256];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (byte) i;
    }
    Table table = table(new Images(one, levels));
    for (double margin : new double[] {0, 1e-6, 0.05}) {
      Encoder encoder = encoder(one, margin);
      Encoded encoded = encoder.encode(encoder.bind(table), 0, levels.length);
      Images back = encoder.decode(encoded.v(), levels.length).images().orElseThrow();
      assertArrayEquals(levels, back.pixels());
    }
  }

  @Test
  void logDetIsTheSlopeOfTheEncodingInPixelUnits() {
    for (double margin : new double[] {0, 0.05}) {
      ImageShape one = new ImageShape(1, 1, 1);
      Encoder encoder = encoder(one, margin);
      Table table = table(new Images(one, new byte[] {99, 100, 101}));
      Encoded encoded = encoder.encode(encoder.bind(table), 0, 3);
      double slope = (encoded.v()[2] - (double) encoded.v()[0]) / 2;
      assertEquals(slope, Math.exp(encoded.logDet()[1]), 1e-4 * slope);
    }
  }

  @Test
  void drawingsAreSpreadByTheLogitAndPhotographsAreNot() {
    ImageShape one = new ImageShape(1, 2, 2);
    Images images = new Images(one, new byte[] {0, 0, -1, 9, 1, 2, 3, 0, 7, 8, 9, 10});
    assertEquals(1e-6, Pixels.suiting(images, new int[] {0, 1}).margin());
    assertEquals(0, Pixels.suiting(images, new int[] {1, 2}).margin());
  }

  @Test
  void logDetsOfPixelsAddUp() {
    Encoder encoder = encoder(SHAPE, 0);
    double[] logDet = encoder.encode(encoder.bind(table(images())), 0, ROWS).logDet();
    assertEquals(-SHAPE.size() * Math.log(256), logDet[2], 1e-9);
  }

  @Test
  void drawnNoiseStaysInsideAPixelsLevel() {
    Encoder encoder = encoder(SHAPE, 0);
    float[] v = drawn(encoder, 7);
    assertArrayEquals(images().pixels(), encoder.decode(v, ROWS).images().orElseThrow().pixels());
    assertArrayEquals(v, drawn(encoder, 7));
    assertTrue(v[0] != drawn(encoder, 8)[0]);
  }

  @Test
  void shiftingMovesWholeImagesByUpToSoManyPixels() {
    ImageShape shape = new ImageShape(1, 7, 7);
    byte[] pixels = new byte[49];
    pixels[3 * 7 + 3] = 9;
    Table table = table(new Images(shape, pixels));
    Encoder encoder = encoder(shape, 0).moving(new Moves(2, 0, 0));
    boolean[] seen = new boolean[49];
    for (int seed = 0; seed < 400; seed++) {
      float[] v = encoder.encode(encoder.bind(table), new int[] {0}, 0, 1, Noise.seeded(seed)).v();
      byte[] moved = encoder.decode(v, 1).images().orElseThrow().pixels();
      int at = new String(moved, StandardCharsets.ISO_8859_1).indexOf(9);
      assertTrue(Math.abs(at / 7 - 3) <= 2 && Math.abs(at % 7 - 3) <= 2, "moved to " + at);
      seen[at] = true;
    }
    int places = 0;
    for (boolean place : seen) {
      places += place ? 1 : 0;
    }
    assertEquals(25, places);
  }

  @Test
  void predictionsDoNotShift() {
    Encoder encoder = encoder(SHAPE, 0);
    BoundTable bound = encoder.bind(table(images()));
    assertArrayEquals(
        encoder.encode(bound, 0, ROWS).v(),
        encoder.moving(new Moves(2, 0, 0)).encode(bound, 0, ROWS).v());
  }

  @Test
  void warpingKeepsTheMiddleAndTurnsWhatIsAround() {
    ImageShape shape = new ImageShape(1, 9, 9);
    byte[] cross = new byte[81];
    for (int i = 0; i < 9; i++) {
      cross[4 * 9 + i] = (byte) 200;
      cross[i * 9 + 4] = (byte) 200;
    }
    for (int seed = 0; seed < 50; seed++) {
      byte[] warped = Warp.drawn(Noise.seeded(seed), 1).of(cross, 0, shape);
      assertEquals((byte) 200, warped[4 * 9 + 4]);
      assertEquals(0, warped[0]);
      assertFalse(Arrays.equals(cross, warped));
    }
    assertArrayEquals(cross, Warp.drawn(Noise.seeded(1), 0).of(cross, 0, shape));
  }

  @Test
  void aQuarterTurnMovesEveryPixelOfEveryChannel() {
    ImageShape shape = new ImageShape(2, 3, 3);
    byte[] pixels = new byte[18];
    for (int i = 0; i < 18; i++) {
      pixels[i] = (byte) (10 * i);
    }
    byte[] turned = new Warp(0, -1, 1, 0).of(pixels, 0, shape);
    for (int y = 0; y < 3; y++) {
      for (int x = 0; x < 3; x++) {
        assertEquals(pixels[x * 3 + 2 - y], turned[y * 3 + x]);
        assertEquals(pixels[9 + x * 3 + 2 - y], turned[9 + y * 3 + x]);
      }
    }
  }

  @Test
  void refusesOtherImages() {
    Encoder encoder = encoder(SHAPE, 0);
    ImageShape other = new ImageShape(1, 3, 10);
    Table others = table(new Images(other, new byte[30]));
    assertMessage("images must be 3 x 2 x 5, got 1 x 3 x 10", () -> encoder.bind(others));
    assertMessage(
        "images must be 3 x 2 x 5, got a table without images: folder",
        () -> encoder.bind(new Table("folder", List.of(), 1)));
    assertMessage("margin must be in [0, 0.5), got 0.5", () -> new Pixels(SHAPE, 0.5));
  }

  private static void assertMessage(String message, Executable act) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, act).getMessage());
  }

  private static float[] drawn(Encoder encoder, long seed) {
    BoundTable bound = encoder.bind(table(images()));
    return encoder.encode(bound, bound.allRows(), 0, ROWS, Noise.seeded(seed)).v();
  }

  private static Encoder encoder(ImageShape shape, double margin) {
    Target target = new Target("label", StorageType.TEXT, List.of("a", "b"));
    return new Encoder(
        new Schema(List.of(), Optional.of(target), Optional.of(new Pixels(shape, margin))));
  }

  private static Images images() {
    byte[] pixels = new byte[ROWS * SHAPE.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 37);
    }
    return new Images(SHAPE, pixels);
  }

  private static Table table(Images images) {
    return new Table("folder", List.of(), images.size(), Optional.of(images));
  }
}
