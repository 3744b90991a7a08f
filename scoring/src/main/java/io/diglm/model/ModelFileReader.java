package io.diglm.model;

import com.google.gson.JsonElement;
import io.diglm.json.BoundedJson;
import io.diglm.json.JsonProblem;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Reads a model file and checks everything in it. */
final class ModelFileReader {
  private static final byte[] ZIP = {'P', 'K', 3, 4};
  private static final String AGAIN = " (copy it again, or fit again)";

  private final Path path;

  ModelFileReader(Path path) {
    this.path = path;
  }

  /** Reads a model of one target, or of none. */
  ModelFile read() {
    JointModel all = readAll();
    if (all.models().size() > 1) {
      String names = String.join(", ", all.targets());
      throw bad(
          " has the targets %s: name one (--of), or write it alone (diglm export --of TARGET --out)"
              .formatted(names));
    }
    return all.models().get(0);
  }

  /** Reads a model of any number of targets. */
  JointModel readAll() {
    requireZip();
    try (ZipFile zip = new ZipFile(path.toFile())) {
      requireOnce(zip);
      byte[] text = content(zip, ModelFile.MANIFEST, ModelFile.MAX_MANIFEST);
      JsonElement json = json(text, entry(zip, ModelFile.MANIFEST).getCompressedSize());
      ManifestJson.Facts facts = facts(json);
      requireSame(zip, text);
      Manifest first = manifest(json, facts.libraryVersion());
      List<SavedTarget> others = others(json, facts.libraryVersion());
      Map<String, TensorData> weights = weights(zip, facts.weightsSha256());
      return joint(first, others, weights);
    } catch (UnusableFileException e) {
      throw e;
    } catch (ZipException | EOFException | RuntimeException e) {
      throw bad(" is truncated or damaged" + AGAIN, e);
    } catch (IOException e) {
      throw bad(" cannot be read: " + WriteFailure.oneLine(e), e);
    } catch (OutOfMemoryError | StackOverflowError e) {
      throw new UnusableFileException(
          path + " cannot be used: it asks for more memory than Java may take (-Xmx)", e);
    }
  }

  /**
   * Zip readers differ in which of two entries with the same name they use, so such files are
   * refused.
   */
  private void requireOnce(ZipFile zip) {
    Set<String> names = new HashSet<>();
    zip.stream()
        .map(ZipEntry::getName)
        .filter(name -> !names.add(name))
        .findFirst()
        .ifPresent(
            name -> {
              throw bad(": every entry must have its own name, got two of " + name);
            });
  }

  /**
   * The manifest holds the checksum of the weights, and this entry that of the manifest, so every
   * change in a model is noticed. The first files lack this entry.
   */
  private void requireSame(ZipFile zip, byte[] manifest) throws IOException {
    if (zip.getEntry(ModelFile.CHECKSUM) == null) {
      return;
    }
    String expected = new String(content(zip, ModelFile.CHECKSUM, 64), StandardCharsets.US_ASCII);
    String got = ModelFile.sha256(manifest);
    if (!got.equals(expected)) {
      throw bad(
          ": manifest.json was changed: its SHA-256 must be %s as %s says, got %s"
              .formatted(expected, ModelFile.CHECKSUM, got));
    }
  }

  private void requireZip() {
    if (Files.isDirectory(path)) {
      throw bad(" is a folder (name a model file inside it)");
    }
    if (!Files.exists(path)) {
      throw bad(" does not exist" + MissingFile.hint(path));
    }
    if (!Files.isRegularFile(path)) {
      throw bad(" is no regular file (copy it into one)");
    }
    if (!Files.isReadable(path)) {
      throw bad(" cannot be read: no permission to read it");
    }
    try (InputStream in = Files.newInputStream(path)) {
      byte[] start = in.readNBytes(ZIP.length);
      if (start.length == 0) {
        throw bad(" is empty" + AGAIN);
      }
      if (!Arrays.equals(start, ZIP)) {
        throw bad(" is not a model file: it must be a zip (as diglm fit --out writes it)");
      }
    } catch (IOException e) {
      throw bad(" cannot be read: " + WriteFailure.oneLine(e), e);
    }
  }

  /**
   * Returns the bytes of an entry, at most {@code most} of them, whatever size the zip declares.
   */
  private byte[] content(ZipFile zip, String name, int most) throws IOException {
    ZipEntry entry = entry(zip, name);
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] content = in.readNBytes(most + 1);
      if (content.length > most) {
        throw bad(": %s must have at most %d bytes, got more".formatted(name, most));
      }
      CRC32 crc = new CRC32();
      crc.update(content);
      if (crc.getValue() != entry.getCrc()) {
        throw bad(": " + name + " is damaged: its checksum does not match" + AGAIN);
      }
      return content;
    }
  }

  private ZipEntry entry(ZipFile zip, String name) {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw bad(" is not a whole model file: it must hold " + name + AGAIN);
    }
    return entry;
  }

  private JsonElement json(byte[] content, long compressed) {
    try {
      return BoundedJson.parse(content, Math.min(compressed, content.length / 16));
    } catch (JsonProblem e) {
      throw badManifest(e);
    }
  }

  private ManifestJson.Facts facts(JsonElement json) {
    ManifestJson.Facts facts;
    try {
      facts = ManifestJson.facts(json);
    } catch (JsonProblem e) {
      throw badManifest(e);
    }
    if (facts.formatVersion() > ModelFile.FORMAT_VERSION) {
      throw bad(
          " has format version %d, this library reads up to %d: use diglm %s, which wrote it, or newer"
              .formatted(facts.formatVersion(), ModelFile.FORMAT_VERSION, facts.libraryVersion()));
    }
    if (facts.formatVersion() < 1) {
      throw bad(": manifest.json: format_version must be at least 1, got " + facts.formatVersion());
    }
    return facts;
  }

  private Manifest manifest(JsonElement json, String libraryVersion) {
    try {
      return ManifestJson.manifest(json);
    } catch (JsonProblem e) {
      throw bad(
          ": manifest.json: %s (diglm %s wrote the file)".formatted(e.getMessage(), libraryVersion),
          e);
    }
  }

  private List<SavedTarget> others(JsonElement json, String libraryVersion) {
    try {
      return ManifestJson.others(json);
    } catch (JsonProblem e) {
      throw bad(
          ": manifest.json: %s (diglm %s wrote the file)".formatted(e.getMessage(), libraryVersion),
          e);
    }
  }

  private JointModel joint(
      Manifest first, List<SavedTarget> others, Map<String, TensorData> weights) {
    try {
      SavedTargets.requireKnown(weights, 1 + others.size());
      List<ModelFile> models = new ArrayList<>();
      models.add(new ModelFile(first, SavedTargets.tensors(weights, 1)));
      for (SavedTarget other : others) {
        Map<String, TensorData> own = SavedTargets.tensors(weights, models.size() + 1);
        own.keySet().removeAll(other.lacks());
        models.add(new ModelFile(other.manifest(first), own));
      }
      return new JointModel(models);
    } catch (IllegalArgumentException | UnusableFileException e) {
      throw bad(": " + e.getMessage(), e);
    }
  }

  private Map<String, TensorData> weights(ZipFile zip, String sha256) throws IOException {
    ZipEntry entry = entry(zip, ModelFile.WEIGHTS);
    // Stored bytes cannot expand, and the length of the file bounds them, so a zip bomb is
    // impossible.
    if (entry.getMethod() != ZipEntry.STORED) {
      throw bad(": weights.safetensors must be stored uncompressed (zip -0), got it compressed");
    }
    byte[] content = content(zip, ModelFile.WEIGHTS, ModelFile.MAX_WEIGHTS);
    String got = ModelFile.sha256(content);
    if (!got.equals(sha256)) {
      throw bad(
          ": weights.safetensors was changed: its SHA-256 must be %s as manifest.json says, got %s"
              .formatted(sha256, got));
    }
    return Safetensors.read(ByteBuffer.wrap(content), path + ": weights.safetensors").tensors();
  }

  private UnusableFileException badManifest(JsonProblem cause) {
    return bad(": manifest.json: " + cause.getMessage(), cause);
  }

  private UnusableFileException bad(String problem) {
    return new UnusableFileException(path + problem);
  }

  private UnusableFileException bad(String problem, Exception cause) {
    return new UnusableFileException(path + problem, cause);
  }
}
