package io.diglm.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diglm.schema.ImageShape;
import io.diglm.schema.Images;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageGridTest {
  private static final ImageShape SMALL = new ImageShape(3, 2, 2);

  @TempDir private Path folder = Path.of("");

  /** Each image of one colour: red, green, blue, red, ... */
  private static Images colours(int count) {
    byte[] pixels = new byte[count * SMALL.size()];
    for (int i = 0; i < count; i++) {
      int from = i * SMALL.size() + i % 3 * 4;
      Arrays.fill(pixels, from, from + 4, (byte) 255);
    }
    return new Images(SMALL, pixels);
  }

  @Test
  void gridHoldsEachImageInItsPlace() {
    ImageGrid grid = new ImageGrid("g", "Grid", "", colours(3), 2);
    BufferedImage drawn = GridDrawing.of(grid, 2);
    assertEquals(2 * 7, drawn.getWidth());
    assertEquals(2 * 7, drawn.getHeight());
    assertEquals(0xffff0000, drawn.getRGB(2, 2));
    assertEquals(0xff00ff00, drawn.getRGB(2 * 4, 2));
    assertEquals(0xff0000ff, drawn.getRGB(2, 2 * 4));
    assertEquals(0xff8c8c8c, drawn.getRGB(0, 0));
    assertEquals(0xff8c8c8c, drawn.getRGB(2 * 4, 2 * 4), "an empty place");
  }

  @Test
  void greyIsDrawnAsItIs() {
    Images grey = new Images(new ImageShape(1, 1, 1), new byte[] {(byte) 200});
    assertEquals(0xffc8c8c8, GridDrawing.of(grey, 0).getRGB(0, 0));
  }

  @Test
  void gridIsWrittenAsAFile() throws IOException {
    PictureFiles.write(ImageGrid.square("samples", "Samples", "", colours(9)), folder);
    BufferedImage image = ImageIO.read(folder.resolve("samples.png").toFile());
    assertEquals(8 * 10, image.getWidth());
  }

  @Test
  void gridNeedsAnImage() {
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> ImageGrid.square("g", "", "", colours(0)));
    assertEquals("grid must have an image and a column, got 0 and 1", e.getMessage());
  }
}
