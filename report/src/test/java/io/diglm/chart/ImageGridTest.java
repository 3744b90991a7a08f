package io.diglm.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diglm.schema.ImageShape;
import io.diglm.schema.Images;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageGridTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void gridHoldsEachImageInItsPlace() {
    ImageGrid grid = new ImageGrid("g", "Grid", "", Colours.images(3), 2);
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
    PictureFiles.write(ImageGrid.square("samples", "Samples", "", Colours.images(9)), folder);
    BufferedImage image = ImageIO.read(folder.resolve("samples.png").toFile());
    assertEquals(8 * 10, image.getWidth());
  }

  @Test
  void gridNeedsAnImage() {
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> ImageGrid.square("g", "", "", Colours.images(0)));
    assertEquals("grid must have an image and a column, got 0 and 1", e.getMessage());
  }
}
