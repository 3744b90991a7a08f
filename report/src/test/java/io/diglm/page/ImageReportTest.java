package io.diglm.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.chart.Colours;
import io.diglm.chart.ImageGrid;
import io.diglm.report.ConfidenceCurve;
import io.diglm.report.DensityHistograms;
import io.diglm.report.FitReport;
import io.diglm.report.ImageReport;
import io.diglm.report.RejectionReport;
import io.diglm.report.Thumbnail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageReportTest {
  @TempDir private Path folder = Path.of("");

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
    Thumbnail one = new Thumbnail(Colours.images(1), "a.png", List.of("log p(x) −7"));
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
                List.of(
                    ImageGrid.square("samples", "Samples", "What it draws.", Colours.images(9))),
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
    Thumbnail one = new Thumbnail(Colours.images(1), "a <b>.png", List.of("too strange"));
    ReportWriter.write(new RejectionReport("in/", 9, 1, List.of(one), List.of()), file);
    String page = Files.readString(file);
    assertTrue(page.contains("1 of 9 images were rejected"));
    assertTrue(page.contains("a &lt;b&gt;.png"));
    ReportWriter.write(new RejectionReport("in/", 9, 0, List.of(), List.of()), file);
    assertTrue(Files.readString(file).contains("No image was rejected."));
  }
}
