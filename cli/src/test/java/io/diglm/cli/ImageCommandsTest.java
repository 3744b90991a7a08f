package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageCommandsTest {
  private static final int EACH = 40;

  @TempDir private static Path folder = Path.of("");
  private static Path images = Path.of("");
  private static Path others = Path.of("");
  private static Path model = Path.of("");
  private static String summary = "";

  /** Bright above or below: a folder of 8 x 8 PNG files for each. */
  @BeforeAll
  static void fit() throws IOException {
    images = folder.resolve("halves");
    others = folder.resolve("white");
    model = folder.resolve("halves.diglm");
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < EACH; i++) {
      write(images.resolve("above/%02d.png".formatted(i)), random, 0, 4);
      write(images.resolve("below/%02d.png".formatted(i)), random, 4, 8);
    }
    write(others.resolve("white.png"), random, 0, 8);
    write(others.resolve("black.png"), random, 0, 0);
    summary =
        fit(
                images,
                model,
                "--outside",
                others,
                "--report",
                folder.resolve("fit.html"),
                "--epochs",
                12,
                "--json")
            .good();
  }

  private static Run fit(Path images, Path out, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("fit", images, "--out", out, "--quiet"));
    arguments.addAll(List.of("--layers", 2, "--hidden", 8, "--threads", 1));
    arguments.addAll(List.of(more));
    return Run.of(arguments.toArray());
  }

  private static void write(Path file, SplittableRandom random, int from, int to)
      throws IOException {
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 8; x++) {
        int level = (y >= from && y < to ? 180 : 40) + random.nextInt(30);
        image.getRaster().setSample(x, y, 0, level);
      }
    }
    ImageIO.write(image, "png", file.toFile());
  }

  @Test
  void fitTakesAFolderOfClassesWithoutFurtherOptions() {
    JsonNode fitted = Json.parse(summary);
    assertEquals(8, fitted.at("/rows/test").asInt());
    assertTrue(fitted.at("/test/error").isNumber(), summary);
  }

  @Test
  void imagesHaveDefaultsOfTheirOwn() {
    JsonNode manifest = Json.parse(Run.of("info", model, "--json").good());
    assertEquals("glow", manifest.at("/flow/architecture").asText());
    assertEquals(2, manifest.at("/flow/levels").asInt());
    assertEquals(8, manifest.at("/flow/hidden").asInt(), "what the user says counts");
    assertEquals(1, manifest.at("/training/density_weight_start").asDouble());
  }

  @Test
  void aDensityWeightThatIsGivenHoldsThroughout() {
    Path fixed = folder.resolve("fixed.diglm");
    fit(images, fixed, "--epochs", 1, "--density-weight", 0).good();
    JsonNode config = Json.parse(Run.of("info", fixed, "--json").good()).at("/training");
    assertEquals(0, config.path("density_weight").asDouble(-1));
    assertTrue(!config.path("density_weight_start").isNumber(), config.toString());
  }

  @Test
  void reportShowsImages() throws IOException {
    String page = Files.readString(folder.resolve("fit.html"));
    for (String title :
        new String[] {"Samples", "Interpolations", "Least ordinary images", "Images of another"}) {
      assertTrue(page.contains(title), title);
    }
  }

  @Test
  void predictNamesTheFilesAndShowsWhatItRefused() throws IOException {
    Path page = folder.resolve("rejected.html");
    String rows = Run.of("predict", model, others, "--report", page).good();
    assertTrue(rows.startsWith("file,class,probability_above,"), rows);
    assertEquals(3, rows.lines().count());
    assertTrue(rows.contains("\nblack.png,") && rows.contains("\nwhite.png,"), rows);
    assertTrue(Files.readString(page).contains("images that were rejected"));
  }

  @Test
  void predictTakesOneFile() {
    String rows = Run.of("predict", model, images.resolve("above/00.png")).good();
    assertEquals(2, rows.lines().count());
    assertTrue(rows.contains("\n00.png,"), rows);
  }

  @Test
  void evaluateTellsBitsPerDimension() {
    String told = Run.of("evaluate", model, images).good();
    assertTrue(told.contains("bits per dimension"), told);
    assertTrue(told.contains("error"), told);
  }

  @Test
  void sampleDrawsAGrid() throws IOException {
    Path file = folder.resolve("samples.png");
    Run.of("sample", model, "-n", 9, "--out", file).good();
    assertEquals(8 * 28, ImageIO.read(file.toFile()).getWidth());
    byte[] drawn = Files.readAllBytes(file);
    Run.of("sample", model, "-n", 9, "--typical", "--out", file).good();
    assertFalse(Arrays.equals(drawn, Files.readAllBytes(file)));
    Run.of("sample", model, "-n", 9)
        .assertRefused("out must be a .png file of at most 10,000 images, got none for 9");
  }

  @Test
  void infoTellsTheShape() {
    assertTrue(Run.of("info", model).good().contains("1 x 8 x 8"));
  }

  @Test
  void modelsOfImagesAndOfTablesAreKeptApart() {
    Path table = Data.flowers(folder);
    Run.of("predict", model, table).assertRefused("rows must be images of 1 x 8 x 8, got " + table);
    Path flowers = folder.resolve("flowers.diglm");
    Run.fit(table, flowers, "--target", "y", "--features", "x,c", "--family", "gaussian").good();
    Run.of("evaluate", flowers, images).assertRefused("rows must be a table, got images " + images);
    Run.of("fit", table, "--target", "y", "--outside", others)
        .assertRefused("outside must come with images, got a table");
  }

  @Test
  void emptyFolderIsRefused() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    Run.of("fit", empty, "--quiet")
        .assertRefused(
            "image folder %s must hold a folder of PNG or JPEG files for each class, got none"
                .formatted(empty));
  }

  @Test
  void oneClassIsRefused() throws IOException {
    Path one = folder.resolve("one");
    for (int i = 0; i < 20; i++) {
      write(one.resolve("only/%02d.png".formatted(i)), new SplittableRandom(i), 0, 4);
    }
    Run refused = Run.of("fit", one, "--quiet");
    assertEquals(2, refused.code(), refused.err());
    assertEquals(1, refused.err().lines().count(), refused.err());
  }

  @Test
  void imagesOfAnotherSizeAreRefused() throws IOException {
    Path wide = folder.resolve("wide");
    Files.createDirectories(wide);
    ImageIO.write(
        new BufferedImage(9, 8, BufferedImage.TYPE_BYTE_GRAY),
        "png",
        wide.resolve("a.png").toFile());
    Run.of("predict", model, wide).assertRefused("images must be 1 x 8 x 8, got 1 x 8 x 9");
  }

  @Test
  void aDensityNeedsNoClasses() throws IOException {
    Path density = folder.resolve("density.diglm");
    Path report = folder.resolve("density.html");
    Run run =
        fit(
            images,
            density,
            "--no-target",
            "--epochs",
            1,
            "--json",
            "--outside",
            others,
            "--report",
            report);
    assertTrue(Json.parse(run.good()).at("/log_density/test").isNumber(), run.out());
    JsonNode manifest = Json.parse(Run.of("info", density, "--json").good());
    assertEquals("glow", manifest.at("/flow/architecture").asText());
    assertEquals(1, manifest.at("/training/density_weight").asDouble());
    assertTrue(manifest.at("/training/density_weight_start").isNull());
    assertFalse(Files.readString(report).contains("said "));
    String predicted = Run.of("predict", density, others, "--keep", "file").good();
    assertTrue(predicted.startsWith("file,log_density,"), predicted);
    assertTrue(Run.of("evaluate", density, images).good().contains("bits per dimension"));
  }

  @Test
  void imagesWithoutClassesAreADensity() {
    Path bare = images.resolve("above");
    Path density = folder.resolve("bare.diglm");
    fit(bare, density, "--epochs", 1)
        .assertRefused(
            "target must be given, got none (--target COLUMN, or --no-target to fit p(x) alone)");
    fit(bare, density, "--no-target", "--target", "label")
        .assertRefused("target must not be given with --no-target, got label");
    fit(bare, density, "--no-target", "--epochs", 1).good();
    Path drawn = folder.resolve("drawn.png");
    Run.of("sample", density, "-n", 4, "--out", drawn).good();
    assertTrue(Files.exists(drawn));
  }

  @Test
  void aModelOfImagesIsExportedAsAGraphThatSaysWhatItLeavesOut() throws IOException {
    Path graph = folder.resolve("halves.onnx");
    Run export = Run.of("export", model, "--onnx", graph);
    export.good();
    String note = "novelty is by density, since a graph does not have the score combined of images";
    assertTrue(export.err().contains(note), export.err());
    String bytes = Files.readString(graph, StandardCharsets.ISO_8859_1);
    assertTrue(bytes.contains(note));
    assertTrue(bytes.contains("{\"channels\":1,\"height\":8,\"width\":8}"));
  }

  @Test
  void aCardSaysWhatTheImagesAre() {
    String card = Run.of("card", model).good();
    assertTrue(card.contains("pipeline_tag: image-classification"), card);
    assertTrue(card.contains("Images of 1 x 8 x 8 (channels x height x width)."), card);
  }
}
