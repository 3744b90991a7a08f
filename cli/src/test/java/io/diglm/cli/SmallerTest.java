package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Odd names, files and numbers. */
final class SmallerTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void noTerminalEscapeReachesTheTerminal() {
    String escape = "\u001b]0;owned\u0007";
    Path table =
        Data.rows(
            folder.resolve("t.csv"),
            "x" + escape + "\u202e,y",
            300,
            i -> Data.number(i) + ",\u001b[2J" + "abc".charAt(i % 3));
    Path model = folder.resolve("m.diglm");
    Run fit =
        Run.of(
            "fit",
            table,
            "--out",
            model,
            "--target",
            "y",
            "--layers",
            1,
            "--hidden",
            4,
            "--epochs",
            1,
            "--threads",
            1);
    assertClean(fit.good() + fit.err());
    assertClean(Run.of("info", model).good());
    assertTrue(Run.of("info", model).good().contains("x\\u001b]0;owned\\u0007"));
    assertClean(Run.of("card", model).good());
    assertClean(Run.of("drift", model, table).good());
    Run wrong = Run.of("fit", table, "--target", "y" + escape, "--quiet");
    assertEquals(2, wrong.code());
    assertClean(wrong.err());
  }

  private static void assertClean(String text) {
    boolean commands = text.chars().anyMatch(c -> c == 0x1b || c == 7 || c == 0x202e);
    assertFalse(commands, text);
  }

  @Test
  void aModelKeepsItsPermissionsAndALinkStaysOne() throws IOException {
    Path table = Data.flowers(folder);
    Path model = folder.resolve("m.diglm");
    Run.fit(table, model, "--target", "k").good();
    Files.setPosixFilePermissions(model, PosixFilePermissions.fromString("rw-------"));
    Run.of("threshold", model, "--slack", 3).good();
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(model)));
    Path real = Files.writeString(folder.resolve("real.csv"), "old");
    Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-------"));
    Path link = Files.createSymbolicLink(folder.resolve("link.csv"), real);
    Run.of("predict", model, table, "--out", link).good();
    assertEquals(real, Files.readSymbolicLink(link));
    assertEquals(301, Files.readAllLines(real).size());
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(real)));
    try (Predictor predictor = Predictor.load(model)) {
      assertTrue(
          String.valueOf(
                  assertThrows(
                          IllegalArgumentException.class,
                          () -> predictor.sample(Integer.MAX_VALUE, 1))
                      .getMessage())
              .startsWith("rows must be at most "));
    }
  }

  @Test
  void aPipeIsNoModel() throws Exception {
    Path pipe = folder.resolve("p.csv");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "needs mkfifo");
    new ProcessBuilder("/usr/bin/mkfifo", pipe.toString()).start().waitFor();
    Run.of("info", pipe).assertRefused(pipe + " is no regular file (copy it into one)");
  }

  @Test
  void textsOfOtherEncodingsAreNamed() throws IOException {
    Path wide = folder.resolve("wide.csv");
    Files.write(wide, "x,y\n1,2\n".getBytes(StandardCharsets.UTF_16LE));
    Run.of("fit", wide, "--target", "y", "--quiet")
        .assertRefused(
            "table file %s must be UTF-8, got UTF-16; convert it with: iconv -f UTF-16LE -t UTF-8 %s"
                .formatted(wide, wide));
    Path zero = Data.text(folder.resolve("zero.csv"), "x,y\0\n1,2\n");
    Run.of("fit", zero, "--target", "y", "--quiet")
        .assertRefused("table file %s must be text, got a zero byte at byte 4".formatted(zero));
  }

  @Test
  void aFileNameOfTwoLinesIsOneLine() {
    Path table = folder.resolve("two\nlines.csv");
    Run run = Run.of("fit", table, "--target", "y", "--quiet");
    assertEquals(2, run.code());
    assertEquals(1, run.err().lines().count());
  }

  @Test
  void formulasAreTextsWhereThatIsAsked() throws IOException {
    Path table = Data.flowers(folder);
    Path model = folder.resolve("m.diglm");
    Run.fit(table, model, "--target", "y", "--features", "x").good();
    Path odd =
        Data.text(
            folder.resolve("odd.csv"),
            "x,=note\n-0.5,=cmd|' /C calc'!A0\n0.25,@SUM(A1)\n0.5,plain\n0.75,\n");
    String plain = Run.of("predict", model, odd, "--keep", "=note").good();
    assertTrue(plain.startsWith("=note,") && plain.contains("\n@SUM(A1),"), plain);
    String safe = Run.of("predict", model, odd, "--keep", "=note", "--escape-formulas").good();
    assertEquals(
        plain.replace("=note", "'=note").replace("=cmd", "'=cmd").replace("\n@SUM", "\n'@SUM"),
        safe);
    Path out = folder.resolve("safe.csv");
    Run.of("predict", model, odd, "--keep", "=note", "--escape-formulas", "--out", out).good();
    assertTrue(Files.readString(out).startsWith("'=note,"), Files.readString(out));
    assertTrue(Files.readString(out).contains("\n'@SUM(A1),"), Files.readString(out));
  }

  @Test
  void aNetworkThatNoFileCouldHoldIsRefused() {
    Path table = Data.flowers(folder);
    Run.of("fit", table, "--target", "y", "--features", "x", "--hidden", 1_000_000, "--quiet")
        .assertRefused(
            "network must have at most 250,000,000 weights, got at least 8,000,008,000,000 (fewer"
                + " or narrower layers, or fewer columns)");
  }

  @Test
  void aListOfCommasIsNoListThatWasNotGiven() {
    Path table = Data.flowers(folder);
    Run.of("fit", table, "--target", "k", "--order", ",,", "--quiet")
        .assertRefused("order must name something, got commas alone");
    Run.of("fit", table, "--target", "k", "--features", ",", "--quiet")
        .assertRefused("features must name something, got commas alone");
  }

  @Test
  void codesWithoutALevelAreRefused() {
    assertEquals(
        "codes must be -1 or one of 2 levels, got 2 in row 1",
        assertThrows(
                IllegalArgumentException.class,
                () -> new Cells.Texts(new int[] {1, 2}, List.of("a", "b")))
            .getMessage());
    assertEquals(
        "codes must be -1 or one of 0 levels, got -2 in row 0",
        assertThrows(
                IllegalArgumentException.class, () -> new Cells.Texts(new int[] {-2}, List.of()))
            .getMessage());
  }

  @Test
  void columnsOfOtherLengthsAreRefused() {
    TableColumn two = new TableColumn("a", StorageType.DECIMAL, new Cells.Numbers(new double[2]));
    assertEquals(
        "column 'a' must have as many cells as the table has rows, 3, got 2",
        assertThrows(IllegalArgumentException.class, () -> new Table("t", List.of(two), 3))
            .getMessage());
  }
}
