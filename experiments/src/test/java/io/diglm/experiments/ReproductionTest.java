package io.diglm.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.diglm.chart.Axis;
import io.diglm.chart.Figure;
import io.diglm.chart.Ink;
import io.diglm.chart.Layer;
import io.diglm.chart.Picture;
import io.diglm.chart.Range;
import io.diglm.chart.Shades;
import io.diglm.model.UnusableFileException;
import io.diglm.report.Measured;
import io.diglm.report.ResultTable;
import io.diglm.report.ResultTable.Better;
import io.diglm.report.ResultTable.Column;
import io.diglm.report.ResultTable.Row;
import io.diglm.report.ResultTable.Source;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReproductionTest {
  @TempDir private Path folder = Path.of("");

  /** One unit, one table, one picture. */
  private static final class Tiny implements Experiment {
    private int worked;

    record Found(double value) {}

    @Override
    public String name() {
      return "tiny";
    }

    @Override
    public String title() {
      return "A tiny experiment";
    }

    @Override
    public String section() {
      return "section 0";
    }

    @Override
    public ExperimentResult run(Context context) {
      Found found = context.units().of("one", "", Found.class, () -> new Found(++worked));
      ResultTable table =
          new ResultTable(
              "errors",
              "a note",
              List.of(
                  new Column("error", "share", Better.LOWER),
                  new Column("NLL", "nats", Better.LOWER)),
              List.of(
                  Row.of("ours", Source.OURS, Measured.over(found.value(), 2), Measured.NONE),
                  Row.of("theirs", Source.PUBLISHED, Measured.of(3), Measured.of(0.5))));
      double[] line = {0, 1};
      Figure figure =
          new Figure(
              "a figure",
              "A line.",
              new Axis("x", new Range(0, 1)),
              new Axis("y", new Range(0, 1)),
              List.of(
                  new Shades(
                      "heat",
                      Ink.FIRST,
                      new Range(0, 1),
                      new Range(0, 1),
                      new double[][] {{0, 1}, {1, 0}})),
              List.of(
                  Layer.band("a band", Ink.FIRST, line, line, new double[] {1, 1}),
                  new Layer("a line", Ink.SECOND, Layer.Mark.LINE, line, line)));
      return new ExperimentResult(
          "what was run",
          List.of(table),
          List.of(new Picture("figure-1", "Figure 1", "A caption.", List.of(figure, figure))),
          List.of("a difference"));
    }
  }

  private Reproduction of(Experiment experiment, boolean resume) {
    return new Reproduction(
        experiment,
        Preset.QUICK,
        7,
        Optional.empty(),
        folder,
        resume,
        false,
        Optional.empty(),
        OptionalInt.empty(),
        "diglm reproduce tiny");
  }

  @Test
  void writesWhatWasMeasuredBesideWhatWasPublished() throws IOException {
    of(new Tiny(), false).run(line -> {});
    JsonNode results = Json.read(folder.resolve("results.json"));
    assertEquals("tiny", results.path("experiment").asText());
    assertEquals("diglm reproduce tiny", results.at("/run/command").asText());
    assertEquals(7, results.at("/run/seed").asLong());
    assertEquals("quick", results.at("/run/preset").asText());
    for (String field : List.of("library", "java", "os", "cores", "cpu", "date", "seconds")) {
      assertTrue(results.path("run").hasNonNull(field), field);
    }
    JsonNode ours = results.at("/tables/0/rows/0");
    assertEquals("ours", ours.path("source").asText());
    assertEquals(1.5, ours.at("/figures/error/value").asDouble());
    assertEquals(0.5, ours.at("/figures/error/standard_error").asDouble(), 1e-12);
    assertFalse(ours.path("figures").has("NLL"));
    assertEquals(0.5, results.at("/tables/0/rows/1/figures/NLL/value").asDouble());
    assertEquals("a difference", results.at("/notes/0").asText());
  }

  @Test
  void writesOnePageWithTablesAndPictures() throws IOException {
    of(new Tiny(), false).run(line -> {});
    String page = Files.readString(folder.resolve("index.html"));
    assertTrue(page.contains("<h1>A tiny experiment</h1>"));
    assertTrue(page.contains("1.500 ± 0.500"), "mean and standard error");
    assertEquals(2, page.split("<svg ", -1).length - 1);
    assertTrue(page.contains("a difference"));
    assertFalse(page.contains("http://") && page.contains("src="), "needs nothing else");
  }

  @Test
  void writesPicturesAsFiles() throws IOException {
    of(new Tiny(), false).run(line -> {});
    var image =
        ImageIO.read(new ByteArrayInputStream(Files.readAllBytes(folder.resolve("figure-1.png"))));
    assertTrue(image.getWidth() > 2 * image.getHeight());
    assertTrue(Files.readString(folder.resolve("figure-1.svg")).contains("<svg"));
  }

  @Test
  void resumeSkipsUnitsThatAreDone() {
    Tiny tiny = new Tiny();
    of(tiny, false).run(line -> {});
    of(tiny, true).run(line -> {});
    assertEquals(1, tiny.worked);
    of(tiny, false).run(line -> {});
    assertEquals(2, tiny.worked);
  }

  @Test
  void saysWhichFolderCannotBeWritten() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    Reproduction run =
        new Reproduction(
            new Tiny(),
            Preset.QUICK,
            1,
            Optional.empty(),
            file,
            false,
            false,
            Optional.empty(),
            OptionalInt.empty(),
            "");
    var e = assertThrows(UnusableFileException.class, () -> run.run(line -> {}));
    assertTrue(
        String.valueOf(e.getMessage())
            .startsWith("out must be a folder that can be written, got " + file));
  }

  @Test
  void suggestsTheNearestExperiment() {
    var e = assertThrows(IllegalArgumentException.class, () -> Experiments.named("moon"));
    assertEquals(
        "experiment must be one of simulated, flights, mnist, mnist-dense, mnist-members, svhn, signs, cifar10, moons, mnist-semi, tabular-semi, rank, uci, tables, anomalies, ood-images, stream, shift, risk, got moon; did you mean moons?",
        e.getMessage());
  }

  @Test
  void saysWhichFileIsMissingAndWhereItIsHad() {
    Context none = Contexts.of(Optional.empty(), folder, Preset.QUICK);
    var e = assertThrows(IllegalArgumentException.class, () -> new Uci().run(none));
    assertTrue(
        String.valueOf(e.getMessage())
            .startsWith("data must be a folder with uci/concrete/data.txt.gz ("));
    Context empty = Contexts.of(Optional.of(folder), folder, Preset.PAPER);
    e = assertThrows(IllegalArgumentException.class, () -> new Flights().run(empty));
    assertTrue(String.valueOf(e.getMessage()).startsWith("data must hold 2008.csv (ASA Data"));
  }
}
