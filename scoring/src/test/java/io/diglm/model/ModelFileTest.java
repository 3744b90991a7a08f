package io.diglm.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

final class ModelFileTest {
  private final Path folder;

  ModelFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void whatIsSavedIsLoaded() {
    Path path = saved();
    ModelFile loaded = ModelFile.load(path);
    assertEquals(TinyModel.weights(), loaded.weights());
    assertArrayEquals(json(TinyModel.manifest()), json(loaded.manifest()));
  }

  @Test
  void theSameModelGivesTheSameBytes() throws IOException {
    Path one = saved();
    Path two = folder.resolve("two.diglm");
    ModelFile.load(one).save(two);
    assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(two));
  }

  @Test
  void theZipHasItsEntriesWithoutATime() throws IOException {
    try (ZipFile zip = new ZipFile(saved().toFile())) {
      List<? extends ZipEntry> entries = zip.stream().toList();
      assertEquals(
          List.of("manifest.json", "weights.safetensors", "manifest.sha256"),
          entries.stream().map(ZipEntry::getName).toList());
      assertEquals(ZipEntry.DEFLATED, entries.get(0).getMethod());
      assertEquals(ZipEntry.STORED, entries.get(1).getMethod());
      assertEquals(1980, entries.get(0).getTimeLocal().getYear());
    }
  }

  @Test
  void aFailedSaveKeepsTheOldModelAndLeavesNothing() throws IOException {
    Path missing = folder.resolve("no/model.diglm");
    assertMessage(
        "%s cannot be written: folder %s does not exist (create it or choose another)"
            .formatted(missing, missing.getParent()),
        () -> TinyModel.file().save(missing));
    assertMessage(
        folder + " cannot be written: it is a folder (name a file inside it)",
        () -> TinyModel.file().save(folder));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(), files.toList());
    }
  }

  @Test
  void aMissingFileGetsTheNearestNameSuggested() throws IOException {
    Path path = saved();
    Files.writeString(folder.resolve("weather.diglm"), "");
    Files.writeString(folder.resolve("flights.csv"), "");
    Path wrong = folder.resolve("flihgts.diglm");
    assertMessage(
        wrong + " does not exist (did you mean " + path + "?)", () -> ModelFile.load(wrong));
    Path bare = folder.resolve("flights");
    assertMessage(bare + " does not exist", () -> ModelFile.load(bare));
    Path far = folder.resolve("quxquxquxqux");
    assertMessage(far + " does not exist", () -> ModelFile.load(far));
    Path lost = folder.resolve("no/flights.diglm");
    assertMessage(
        lost + " does not exist: folder " + lost.getParent() + " does not exist",
        () -> ModelFile.load(lost));
  }

  @Test
  void somethingElseThanAModelIsRefused() throws IOException {
    assertMessage(
        folder + " is a folder (name a model file inside it)", () -> ModelFile.load(folder));
    Path text = Files.writeString(folder.resolve("flights.csv"), "a,b\n1,2\n");
    assertMessage(
        text + " is not a model file: it must be a zip (as diglm fit --out writes it)",
        () -> ModelFile.load(text));
    Path empty = Files.writeString(folder.resolve("empty.diglm"), "");
    assertMessage(empty + " is empty (copy it again, or fit again)", () -> ModelFile.load(empty));
  }

  @Test
  void anUnreadableFileIsRefused() throws IOException {
    Path path = saved();
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("-w-------"));
    assumeFalse(Files.isReadable(path), "this user may read everything");
    assertMessage(path + " cannot be read: no permission to read it", () -> ModelFile.load(path));
  }

  @Test
  void aTruncationIsRefusedInOneLine() throws IOException {
    byte[] whole = Files.readAllBytes(saved());
    Path part = folder.resolve("part.diglm");
    for (int length = 4; length < whole.length; length += 7) {
      Files.write(part, Arrays.copyOf(whole, length));
      assertMessage(
          part + " is truncated or damaged (copy it again, or fit again)",
          () -> ModelFile.load(part));
    }
  }

  @Test
  void aFlippedByteIsRefusedOrHarmless() throws IOException {
    byte[] whole = Files.readAllBytes(saved());
    byte[] json = json(TinyModel.manifest());
    Path path = folder.resolve("flipped.diglm");
    int refused = 0;
    for (int at = 0; at < whole.length; at += 2) {
      byte[] flipped = whole.clone();
      flipped[at] ^= 0x15;
      Files.write(path, flipped);
      try {
        ModelFile loaded = ModelFile.load(path);
        assertEquals(TinyModel.weights(), loaded.weights());
        assertArrayEquals(json, json(loaded.manifest()));
      } catch (UnusableFileException e) {
        String message = Objects.requireNonNull(e.getMessage());
        assertTrue(message.startsWith(path.toString()), message);
        assertEquals(1, message.lines().count(), message);
        refused++;
      }
    }
    assertTrue(refused > whole.length / 4, "refused " + refused + " of " + whole.length);
  }

  @Test
  void aMissingEntryIsNamed() throws IOException {
    Path path = zip(Map.of("weights.safetensors", tensors()));
    assertMessage(
        path
            + " is not a whole model file: it must hold manifest.json (copy it again, or fit"
            + " again)",
        () -> ModelFile.load(path));
    zip(Map.of("manifest.json", json(TinyModel.manifest())));
    assertMessage(
        path
            + " is not a whole model file: it must hold weights.safetensors (copy it again, or fit"
            + " again)",
        () -> ModelFile.load(path));
  }

  @Test
  void changedWeightsAreRefused() throws IOException {
    byte[] changed = tensors();
    changed[changed.length - 1] ^= 1;
    Path path = zip(Map.of("manifest.json", json(), "weights.safetensors", changed));
    assertMessage(
        "%s: weights.safetensors was changed: its SHA-256 must be %s as manifest.json says, got %s"
            .formatted(path, ModelFile.sha256(tensors()), ModelFile.sha256(changed)),
        () -> ModelFile.load(path));
  }

  @Test
  void damagedWeightsAreRefused() throws IOException {
    byte[] broken = "short".getBytes(UTF_8);
    byte[] json = ManifestJson.write(TinyModel.manifest(), 1, ModelFile.sha256(broken));
    Path path = zip(Map.of("manifest.json", json, "weights.safetensors", broken));
    assertMessage(
        path + ": weights.safetensors is damaged: length must be at least 8 bytes, got 5",
        () -> ModelFile.load(path));
  }

  @Test
  void aManifestOfAMillionListsIsRefusedUnread() throws IOException {
    Path path =
        zip(Map.of("manifest.json", ("[" + "[],".repeat(1_000_000) + "[]]").getBytes(UTF_8)));
    String message =
        String.valueOf(
            assertThrows(UnusableFileException.class, () -> ModelFile.load(path)).getMessage());
    assertTrue(
        message.startsWith(path + ": manifest.json: it must have at most 287,")
            && message.endsWith("lists and objects in a file of its size, got 1,000,002"),
        message);
  }

  @Test
  void everyFlippedByteIsSeen() throws IOException {
    Path path = folder.resolve("whole.diglm");
    TinyModel.file().save(path);
    byte[] whole = Files.readAllBytes(path);
    SplittableRandom random = new SplittableRandom(1);
    int unseen = 0;
    for (int i = 0; i < 500; i++) {
      byte[] bytes = whole.clone();
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(path, bytes);
      try {
        // Bytes of the zip's own book-keeping, such as a date, change nothing that is read.
        ModelFile read = ModelFile.load(path);
        assertEquals(TinyModel.manifest().toJson(), read.manifest().toJson());
        assertEquals(TinyModel.weights(), read.weights());
        unseen++;
      } catch (UnusableFileException e) {
        assertTrue(String.valueOf(e.getMessage()).startsWith(path.toString()), e.getMessage());
      }
    }
    assertTrue(unseen < 250, unseen + " of 500");
    for (int i = 0; i < 20; i++) {
      Files.write(path, Arrays.copyOf(whole, whole.length * i / 20));
      assertTrue(
          String.valueOf(
                  assertThrows(UnusableFileException.class, () -> ModelFile.load(path))
                      .getMessage())
              .startsWith(path.toString()));
    }
  }

  @Test
  void aBrokenManifestIsLocated() throws IOException {
    Path path = zip(Map.of("manifest.json", "{\n  \"flow\" 1".getBytes(UTF_8)));
    assertMessage(
        path + ": manifest.json: line 2, column 11: Expected ':'", () -> ModelFile.load(path));
  }

  @Test
  void anIncompleteManifestIsNamed() throws IOException {
    Path path = manifest("\"seed\": 7,", "");
    assertMessage(
        path + ": manifest.json: seed must be given, got none (diglm 0.1.0 wrote the file)",
        () -> ModelFile.load(path));
    manifest("\"format_version\": 1,", "");
    assertMessage(
        path + ": manifest.json: format_version must be given, got none",
        () -> ModelFile.load(path));
  }

  @Test
  void aNewerFormatSaysWhatReadsIt() throws IOException {
    String text = new String(json(), UTF_8);
    Path path =
        manifestText(
            text.replace("\"format_version\": 1", "\"format_version\": 9")
                .replace("\"library_version\": \"0.1.0\"", "\"library_version\": \"0.9.0\"")
                .replace("\"thresholds\"", "\"bounds\""));
    assertMessage(
        path
            + " has format version 9, this library reads up to 5: use diglm 0.9.0, which wrote it,"
            + " or newer",
        () -> ModelFile.load(path));
    manifest("\"format_version\": 1", "\"format_version\": 0");
    assertMessage(
        path + ": manifest.json: format_version must be at least 1, got 0",
        () -> ModelFile.load(path));
  }

  @Test
  void aManifestThatExpandsBeyondItsBoundIsRefused() throws IOException {
    Path path = folder.resolve("bomb.diglm");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
      zip.putNextEntry(new ZipEntry("manifest.json"));
      byte[] blanks = new byte[1 << 20];
      Arrays.fill(blanks, (byte) ' ');
      for (int i = 0; i <= ModelFile.MAX_MANIFEST >> 20; i++) {
        zip.write(blanks);
      }
    }
    assertTrue(Files.size(path) < 1 << 20);
    assertMessage(
        path + ": manifest.json must have at most 67108864 bytes, got more",
        () -> ModelFile.load(path));
  }

  @Test
  void aModelThatCouldNotBeLoadedIsNotSaved() {
    // One buffer of 16 MiB under many names: more than a gigabyte without the memory for it.
    TensorData large = TensorData.of(new double[1 << 21], 1 << 21);
    Map<String, TensorData> weights = new HashMap<>();
    for (int i = 0; i < 65; i++) {
      weights.put("layer" + i, large);
    }
    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> new ModelFile(TinyModel.manifest(), weights).save(folder.resolve("a.diglm")));
    assertEquals(
        "weights.safetensors must have at most 1073741824 bytes, got 1090519040",
        thrown.getMessage());
  }

  @Test
  void compressedWeightsAreRefused() throws IOException {
    Path path = folder.resolve("flights.diglm");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
      for (String name : List.of("manifest.json", "weights.safetensors")) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(name.equals("manifest.json") ? json() : tensors());
      }
    }
    assertMessage(
        path + ": weights.safetensors must be stored uncompressed (zip -0), got it compressed",
        () -> ModelFile.load(path));
  }

  private Path saved() {
    Path path = folder.resolve("flights.diglm");
    TinyModel.file().save(path);
    return path;
  }

  private Path manifest(String from, String to) throws IOException {
    return manifestText(new String(json(), UTF_8).replace(from, to));
  }

  private Path manifestText(String text) throws IOException {
    return zip(Map.of("manifest.json", text.getBytes(UTF_8), "weights.safetensors", tensors()));
  }

  /** A zip of stored entries. */
  private Path zip(Map<String, byte[]> contents) throws IOException {
    Path path = folder.resolve("flights.diglm");
    try (OutputStream out = Files.newOutputStream(path);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> content : contents.entrySet()) {
        CRC32 crc = new CRC32();
        crc.update(content.getValue());
        ZipEntry entry = new ZipEntry(content.getKey());
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.getValue().length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content.getValue());
      }
    }
    return path;
  }

  private static byte[] json() {
    return json(TinyModel.manifest());
  }

  private static byte[] json(Manifest manifest) {
    return ManifestJson.write(manifest, 1, ModelFile.sha256(tensors()));
  }

  private static byte[] tensors() {
    return new Safetensors(TinyModel.weights(), Map.of()).toBytes();
  }

  private static void assertMessage(String message, Executable action) {
    assertEquals(message, assertThrows(UnusableFileException.class, action).getMessage());
  }
}
