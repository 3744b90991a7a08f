package io.diglm.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.schema.ImageShape;
import io.diglm.schema.Images;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageReportTest {
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

  @Test
  void accuracyIsOfTheAnswersThatAreSoSure() {
    ConfidenceCurve curve =
        ConfidenceCurve.of(
            "c", new double[] {0.2, 0.5, 0.9, 0.95}, new boolean[] {false, false, true, true});
    assertEquals(0.5, curve.accuracy()[0]);
    assertEquals(2 / 3.0, curve.accuracy()[50], 1e-12);
    assertEquals(1, curve.accuracy()[60]);
    assertEquals(0.5, curve.kept()[60]);
    assertTrue(Double.isNaN(curve.accuracy()[99]));
  }

  @Test
  void histogramsReachOverAllSamples() {
    double[] inside = IntStream.range(0, 100).mapToDouble(i -> i).toArray();
    double[] outside = IntStream.range(0, 100).mapToDouble(i -> -5000 + i).toArray();
    Figure figure =
        new DensityHistograms(
                "t",
                List.of(
                    new DensityHistograms.Sample("in", inside),
                    new DensityHistograms.Sample("out", outside)),
                -10)
            .figure();
    assertTrue(figure.x().range().contains(-5000) && figure.x().range().contains(99));
    assertArrayEquals(
        new String[] {"in", "out", "τ = −10"}, figure.layers().stream().map(Layer::name).toArray());
  }

  @Test
  void pageShowsImagesWithWords() throws Exception {
    FitReport fit = withImages(Samples.classes(3));
    Path file = folder.resolve("r.html");
    ReportWriter.write(fit, file);
    String page = Files.readString(file);
    DocumentBuilderFactory.newDefaultNSInstance().newDocumentBuilder().parse(file.toFile());
    assertEquals(3, page.split("<img src=\"data:image/png;base64,", -1).length - 1);
    assertTrue(page.contains("alt=\"Samples. What it draws.\""));
    assertTrue(page.contains("alt=\"a.png: log p(x) −7\""));
    assertTrue(page.contains("Images of another kind"));
  }

  private static FitReport withImages(FitReport fit) {
    Thumbnail one = new Thumbnail(colours(1), "a.png", List.of("log p(x) −7"));
    double[] densities = {-3, -2, -1, -2};
    boolean[] right = {true, false, true, true};
    return new FitReport(
        fit.data(),
        fit.figures(),
        fit.history(),
        fit.densities(),
        fit.predictions(),
        fit.riskCurves(),
        List.of(),
        fit.worst(),
        fit.leastDense(),
        fit.warnings(),
        fit.provenance(),
        Optional.of(
            new ImageReport(
                List.of(ImageGrid.square("samples", "Samples", "What it draws.", colours(9))),
                List.of(one),
                List.of(one),
                Optional.of(
                    new DensityHistograms(
                        "log p(x)",
                        List.of(new DensityHistograms.Sample("test", densities)),
                        Double.NaN)),
                List.of(ConfidenceCurve.of("all", new double[] {0.9, 0.8, 0.7, 0.2}, right)))));
  }

  @Test
  void rejectedImagesHaveAPage() throws IOException {
    Path file = folder.resolve("r.html");
    Thumbnail one = new Thumbnail(colours(1), "a <b>.png", List.of("too strange"));
    ReportWriter.write(new RejectionReport("in/", 9, 1, List.of(one), List.of()), file);
    String page = Files.readString(file);
    assertTrue(page.contains("1 of 9 images were rejected"));
    assertTrue(page.contains("a &lt;b&gt;.png"));
    ReportWriter.write(new RejectionReport("in/", 9, 0, List.of(), List.of()), file);
    assertTrue(Files.readString(file).contains("No image was rejected."));
  }
}
