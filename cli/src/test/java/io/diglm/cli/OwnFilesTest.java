package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No output is an input or another output, whatever leads to it. */
final class OwnFilesTest {
  @TempDir private static Path shared = Path.of("");
  private static byte[] fitted = {};

  @TempDir private Path folder = Path.of("");
  private Path table = Path.of("");
  private Path model = Path.of("");

  @BeforeEach
  void modelAndTable() throws IOException {
    if (fitted.length == 0) {
      Path once = shared.resolve("once.diglm");
      fit(Data.flowers(shared), once).good();
      fitted = Files.readAllBytes(once);
    }
    table = Data.flowers(folder);
    model = Files.write(folder.resolve("m.diglm"), fitted);
  }

  @Test
  void fitKeepsItsTable() throws IOException {
    refused(fit(table, table), "out", table, "read as a table");
    refused(
        fit(table, folder.resolve("new.diglm"), "--report", table),
        "report",
        table,
        "read as a table");
  }

  @Test
  void fitKeepsItsTableUnderEveryName() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link.csv"), table);
    refused(fit(link, table), "out", table, "read as a table");
    refused(fit(table, link), "out", link, "read as a table");
    Path hard = Files.createLink(folder.resolve("hard.csv"), table);
    refused(fit(table, hard), "out", hard, "read as a table");
    Files.delete(link); // a pattern would read the table twice
    Files.delete(hard);
    refused(fit(folder.resolve("*.csv"), table), "out", table, "read as a table");
    Path winding = folder.resolve("..").resolve(folder.getFileName()).resolve("flowers.csv");
    refused(fit(table, winding), "out", winding, "read as a table");
  }

  @Test
  void fitKeepsTheTableOfAQuery() throws IOException {
    String query = "SELECT * FROM '%s' JOIN (SELECT 'a' AS c) USING (c)".formatted(table);
    Run run = Run.of("fit", "--sql", query, "--target", "y", "--quiet", "--out", table);
    refused(run, "out", table, "read as a table");
    String reader = "SELECT * FROM read_csv('%s')".formatted(folder.resolve("*.csv"));
    refused(
        Run.of("predict", model, "--sql", reader, "--out", table), "out", table, "read as a table");
  }

  @Test
  void fitKeepsOutAndReportApart() throws IOException {
    Path folderLink = Files.createSymbolicLink(folder.resolve("f"), folder);
    Path out = folder.resolve("n.diglm");
    Path same = folderLink.resolve("n.diglm");
    refused(fit(table, out, "--report", same), "report", same, "written as out");
    Path checkpoint = folder.resolve("n.diglm.checkpoint");
    refused(
        fit(table, out, "--report", checkpoint), "report", checkpoint, "written as the checkpoint");
    Path dangling = Files.createSymbolicLink(folder.resolve("d"), Path.of("n.diglm"));
    refused(fit(table, out, "--report", dangling), "report", dangling, "written as out");
    assertFalse(Files.exists(out));
  }

  @Test
  void predictKeepsTableAndModel() throws IOException {
    refused(Run.of("predict", model, table, "--out", table), "out", table, "read as a table");
    Path named = Files.createSymbolicLink(folder.resolve("m.csv"), model);
    refused(Run.of("predict", model, table, "--out", named), "out", named, "read as the model");
  }

  @Test
  void driftKeepsTableAndModel() throws IOException {
    refused(Run.of("drift", model, table, "--report", table), "report", table, "read as a table");
    refused(Run.of("drift", model, table, "--report", model), "report", model, "read as the model");
  }

  @Test
  void theOthersKeepTheirInputs() throws IOException {
    Path named = Files.createLink(folder.resolve("m.csv"), model);
    refused(Run.of("sample", model, "-n", 1, "--out", named), "out", named, "read as the model");
    refused(Run.of("rank", model, table, "--out", table), "out", table, "read as a table");
    refused(Run.of("update", model, table, "--out", table), "out", table, "read as a table");
  }

  @Test
  void fitKeepsItsImages() throws IOException {
    Path images = folder.resolve("images");
    Path one = images.resolve("cat").resolve("1.png");
    Files.createDirectories(images.resolve("cat"));
    ImageIO.write(new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB), "png", one.toFile());
    byte[] before = Files.readAllBytes(one);
    Run.of("fit", images, "--target", "label", "--quiet", "--out", one)
        .assertRefused(
            "out must be a file of its own, got %s, which is read as a table".formatted(one));
    assertArrayEquals(before, Files.readAllBytes(one));
  }

  @Test
  void devicesAreWrittenAndStay() throws IOException {
    Path device = Path.of("/dev/null");
    assumeTrue(Files.exists(device), "needs /dev/null");
    Path link = Files.createSymbolicLink(folder.resolve("nowhere"), device);
    fit(table, link, "--report", link).good();
    assertEquals(device, Files.readSymbolicLink(link));
    Run.of("drift", model, table, "--report", link).good();
    assertEquals(device, Files.readSymbolicLink(link));
  }

  private static Run fit(Path table, Path out, Object... more) {
    Object[] all = new Object[more.length + 4];
    System.arraycopy(new Object[] {"--target", "y", "--family", "gaussian"}, 0, all, 0, 4);
    System.arraycopy(more, 0, all, 4, more.length);
    return Run.fit(table, out, all);
  }

  private void refused(Run run, String what, Path file, String use) throws IOException {
    run.assertRefused(
        "%s must be a file of its own, got %s, which is %s".formatted(what, file, use));
    assertArrayEquals(fitted, Files.readAllBytes(model));
    assertArrayEquals(Files.readAllBytes(shared.resolve("flowers.csv")), Files.readAllBytes(table));
  }
}
