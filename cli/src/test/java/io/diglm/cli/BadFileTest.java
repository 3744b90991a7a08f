package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Model files that are not to be believed, and places that cannot be written. */
final class BadFileTest {
  private static final Path FULL = Path.of("/dev/full");

  @TempDir private static Path folder = Path.of("");
  private static Path table = Path.of("");
  private static Path model = Path.of("");

  @BeforeAll
  static void fit() {
    table = Data.flowers(folder);
    model = folder.resolve("good.diglm");
    fitTo(model).good();
  }

  @Test
  void missingModel() {
    Path wanted = folder.resolve("goood.diglm");
    Run.of("info", wanted)
        .assertRefused("%s does not exist (did you mean %s?)".formatted(wanted, model));
  }

  @Test
  void tableForAModel() {
    Run.of("predict", table, table)
        .assertRefused(
            table + " is not a model file: it must be a zip (as diglm fit --out writes it)");
  }

  @Test
  void truncatedModel() throws IOException {
    byte[] whole = Files.readAllBytes(model);
    Path cut = folder.resolve("cut.diglm");
    Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
    Run.of("predict", cut, table)
        .assertRefused(cut + " is truncated or damaged (copy it again, or fit again)");
  }

  @Test
  void tamperedWeights() throws IOException {
    byte[] bytes = Files.readAllBytes(model);
    bytes[bytes.length - 2000] ^= 1;
    Path tampered = folder.resolve("tampered.diglm");
    Files.write(tampered, bytes);
    Run.of("info", tampered)
        .assertRefused(
            tampered
                + ": weights.safetensors is damaged: its checksum does not match (copy it again, or"
                + " fit again)");
  }

  @Test
  void newerFormat() throws IOException {
    Path newer = changed("newer.diglm", "\"format_version\": 4", "\"format_version\": 9");
    Run.of("info", newer)
        .assertRefused(
            newer
                + " has format version 9, this library reads up to 5: use diglm 0.1.0, which wrote"
                + " it, or newer");
  }

  @Test
  void manifestThatWasChanged() throws IOException {
    Path other = changed("edited.diglm", "\"seed\": 1", "\"seed\": 2", false);
    Run run = Run.of("info", other);
    assertEquals(2, run.code());
    assertTrue(
        run.err()
            .startsWith("diglm: " + other + ": manifest.json was changed: its SHA-256 must be "),
        run.err());
    assertEquals(1, run.err().lines().count());
  }

  @Test
  void scalingOfNothing() throws IOException {
    Path other = changed("zero.diglm", "\"width\": ", "\"width\": -", true);
    Run run = Run.of("predict", other, table);
    assertEquals(2, run.code());
    assertTrue(run.err().startsWith("diglm: " + other + ": manifest.json: "), run.err());
  }

  @Test
  void modelThatAnswersOtherwise() throws IOException {
    Path other = changed("other.diglm", "\"activation\": \"relu\"", "\"activation\": \"tanh\"");
    Run run = Run.of("predict", other, table);
    assertEquals(2, run.code());
    assertTrue(
        run.err()
            .startsWith(
                "diglm: " + other + " does not answer as when it was saved: golden row 0: "),
        run.err());
    assertEquals(1, run.err().lines().count());
  }

  @Test
  void modelWhoseWeightsAreAnothers() throws IOException {
    Path other = changed("parts.diglm", "\"layers\": 2", "\"layers\": 1");
    Run run = Run.of("predict", other, table);
    assertEquals(2, run.code());
    assertTrue(run.err().startsWith("diglm: " + other + " cannot be used: "), run.err());
    assertEquals(1, run.err().lines().count());
  }

  @Test
  void folderThatIsNotThere() {
    Path out = folder.resolve("none").resolve("m.diglm");
    fitTo(out)
        .assertRefused(
            "%s cannot be written: folder %s does not exist (create it or choose another)"
                .formatted(out, out.getParent()));
    Path csv = folder.resolve("none").resolve("p.csv");
    Run.of("predict", model, table, "--out", csv)
        .assertRefused(
            "output folder must exist, got %s for output file %s".formatted(csv.getParent(), csv));
  }

  @Test
  void folderForAFile() {
    fitTo(folder)
        .assertRefused(folder + " cannot be written: it is a folder (name a file inside it)");
    Run.of("sample", model, "-n", 1, "--out", folder.resolve("s.xls"))
        .assertRefused(
            "output file must end in .csv, .tsv, .txt, .parquet, .json, .jsonl or .ndjson (all but"
                + " Parquet may end in .gz or .zst too), got "
                + folder.resolve("s.xls"));
  }

  @Test
  void folderThatTakesNoFiles() {
    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "needs /proc");
    fitTo(Path.of("/proc/m.diglm"))
        .assertRefused(
            "/proc/m.diglm cannot be written: folder /proc takes no new file (choose another)");
    Run.fit(table, folder.resolve("r.diglm"), "--target", "y", "--report", "/proc/r.html")
        .assertRefused(
            "/proc/r.html cannot be written: folder /proc takes no new file (choose another)");
    assertFalse(Files.exists(folder.resolve("r.diglm")));
  }

  @Test
  void folderWithoutPermission() throws IOException {
    Path locked = Files.createDirectory(folder.resolve("locked"));
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
    assumeTrue(!Files.isWritable(locked), "root may write anywhere");
    fitTo(locked.resolve("m.diglm"))
        .assertRefused(
            "%s cannot be written: no permission to write in folder %s (grant it or choose another)"
                .formatted(locked.resolve("m.diglm"), locked));
  }

  @Test
  void diskFull() {
    assumeTrue(Files.exists(FULL), "needs /dev/full");
    fitTo(FULL)
        .assertRefused(
            "/dev/full cannot be written: its disk is full (free some space or choose another)");
  }

  @Test
  void standardOutputFull() throws IOException {
    assumeTrue(Files.exists(FULL), "needs /dev/full");
    StringWriter err = new StringWriter();
    try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(FULL))) {
      String[] command = {"info", model.toString()};
      assertEquals(2, Diglm.run(command, out, new PrintWriter(err, true)));
    }
    assertEquals(
        "diglm: standard output must take all of the result, got a failure (is the disk full?)",
        err.toString().strip());
  }

  @Test
  void reportOverTheModel() {
    Path both = folder.resolve("both.diglm");
    Run.fit(table, both, "--target", "y", "--report", both)
        .assertRefused(
            "report must be a file of its own, got %s, which is written as out".formatted(both));
  }

  private static Run fitTo(Path out) {
    return Run.fit(table, out, "--target", "y", "--features", "x,c", "--family", "gaussian");
  }

  private Path changed(String name, String before, String after) throws IOException {
    return changed(name, before, after, true);
  }

  /** The model with another manifest, vouched for or not. */
  private Path changed(String name, String before, String after, boolean vouched)
      throws IOException {
    Path copy = Files.copy(model, folder.resolve(name));
    try (FileSystem zip = FileSystems.newFileSystem(copy)) {
      Path manifest = zip.getPath("manifest.json");
      String text = Files.readString(manifest);
      assertTrue(text.contains(before), text.substring(0, 500));
      Files.writeString(manifest, text.replace(before, after));
      if (vouched) {
        Files.writeString(zip.getPath("manifest.sha256"), sha256(Files.readAllBytes(manifest)));
      }
    }
    return copy;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
