package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.model.FlowConfig;
import io.diglm.schema.ImageShape;
import io.diglm.schema.Images;
import io.diglm.schema.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Made-up rows that log p(x) should not take for ordinary. */
final class ImageDoubtsTest {
  @Test
  void blendsOfNoiseAreSmootherThanNoise() {
    List<String> heard = new ArrayList<>();
    FitListener listener =
        new FitListener() {
          @Override
          public void warning(String line) {
            heard.add(line);
          }
        };
    FitConfig config =
        ImageTables.quick(new ImageShape(1, 4, 4), FlowConfig.Architecture.GLOW)
            .density(d -> d.weight(1));
    try (FitResult result = Fit.of(config).listener(listener).run(noise(1500))) {
      List<String> warnings = result.model().manifest().warnings();
      assertTrue(
          warnings.stream()
              .anyMatch(
                  line -> line.startsWith("log p(x) takes blends of two images for ordinary")),
          warnings.toString());
      assertTrue(warnings.stream().noneMatch(line -> line.contains("takes noise")), "" + warnings);
      assertEquals(warnings, heard);
    }
  }

  private static Table noise(int rows) {
    ImageShape shape = new ImageShape(1, 4, 4);
    SplittableRandom random = new SplittableRandom(5);
    byte[] pixels = new byte[rows * shape.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) Math.max(0, Math.min(255, 128 + 25 * random.nextGaussian()));
    }
    int[] codes = new int[rows];
    for (int row = 0; row < rows; row++) {
      codes[row] = random.nextInt(2);
    }
    return ImageTables.table(new Images(shape, pixels), codes);
  }
}
