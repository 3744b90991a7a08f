package io.diglm.train;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.diglm.model.Bayes;
import io.diglm.model.ModelFile;
import io.diglm.model.TensorData;
import io.diglm.model.UnusableFileException;
import io.diglm.predict.IntervalLearning;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.Table;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Models whose manifest or tensors somebody edited, all checksums made good again: refused, or they
 * answer as before. {@code -Ddiglm.fuzz=N} tries N times as many.
 */
final class EditedModelTest {
  private static final int EDITS = 250 * Integer.getInteger("diglm.fuzz", 1);
  private static final Table NEW = Tables.classes(150, 77);

  /** What {@code diglm threshold} sets, so that any value of it is the user's. */
  private static final List<String> SETTINGS =
      List.of("/thresholds/rejection", "/thresholds/novelty");

  @TempDir private Path folder = Path.of("");

  @Test
  void noEditOfTheManifestAnswersOtherwiseUnseen() throws Exception {
    try (FitResult result = Fit.of(config(Bayes.LAPLACE)).run(Tables.classes(500, 3))) {
      Path file = folder.resolve("m.diglm");
      result.model().save(file);
      String manifest = new String(entry(file, "manifest.json"), UTF_8);
      byte[] weights = entry(file, "weights.safetensors");
      List<String> expected = answers(result.predictor());
      SplittableRandom random = new SplittableRandom(9);
      Map<String, Integer> silent = new TreeMap<>();
      int refused = 0;
      for (int k = 0; k < EDITS; k++) {
        JsonObject json = JsonParser.parseString(manifest).getAsJsonObject();
        String where = edit(json, random);
        Path edited = folder.resolve("edited.diglm");
        write(edited, json.toString().getBytes(UTF_8), weights);
        try (Predictor predictor = Predictor.load(edited)) {
          if (SETTINGS.stream().noneMatch(where::startsWith)
              && !expected.equals(answers(predictor))) {
            silent.merge(where, 1, Integer::sum);
          }
        } catch (UnusableFileException e) {
          refused++;
          assertEquals(1, String.valueOf(e.getMessage()).lines().count(), e.getMessage());
        }
      }
      assertTrue(refused > EDITS / 4, refused + " refused");
      assertEquals(Map.of(), silent);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Bayes.class,
      names = {"NONE", "LAPLACE", "ELBO"})
  void noTensorIsEditedUnseen(Bayes bayes) {
    try (FitResult result = Fit.of(config(bayes)).run(Tables.classes(500, 3))) {
      ModelFile model = result.model();
      List<String> unseen = new ArrayList<>();
      for (String name : model.weights().keySet()) {
        try (Predictor edited = Predictor.open(edited(model, name), "m.diglm")) {
          assertEquals(model.manifest().schema(), edited.manifest().schema());
          unseen.add(name);
        } catch (UnusableFileException e) {
          assertEquals(1, String.valueOf(e.getMessage()).lines().count(), e.getMessage());
        }
      }
      assertEquals(List.of(), unseen);
    }
  }

  @Test
  void noTensorOfARecalibrationIsEditedUnseen() {
    try (FitResult result = Fit.of(config(Bayes.NONE)).run(Tables.classes(500, 3))) {
      IntervalLearning labelled = new IntervalLearning(result.predictor(), Tables.classes(600, 4));
      ModelFile towards = labelled.towards(Tables.classes(400, 5));
      for (String name : List.of("novelty.conformity.weighted", "novelty.conformity.weights")) {
        assertTrue(towards.weights().containsKey(name), name);
        assertThrows(
            UnusableFileException.class,
            () -> Predictor.open(edited(towards, name), "m.diglm").close());
      }
    }
  }

  private static ModelFile edited(ModelFile model, String name) {
    TensorData tensor = model.weights().getOrDefault(name, TensorData.of(new double[0], 0));
    double[] values = tensor.doubles();
    for (int i = 0; i < values.length; i++) {
      values[i] = values[i] * 1.5 + 0.25;
    }
    Map<String, TensorData> weights = new HashMap<>(model.weights());
    float[] single = new float[values.length];
    for (int i = 0; i < single.length; i++) {
      single[i] = (float) values[i];
    }
    weights.put(
        name,
        switch (tensor.type()) {
          case F32 -> TensorData.of(single, tensor.shape());
          case F64 -> TensorData.of(values, tensor.shape());
          case BF16, I64, U8 -> throw new IllegalStateException(name);
        });
    return new ModelFile(model.manifest(), weights);
  }

  private static FitConfig config(Bayes bayes) {
    return Tables.quick("kind").optimiser(o -> o.epochs(2)).head(h -> h.bayes(bayes));
  }

  /** All that is said of rows; numbers to two digits, since loading grants rounding. */
  private static List<String> answers(Predictor predictor) {
    List<String> texts = new ArrayList<>();
    for (Prediction prediction : predictor.predict(NEW)) {
      if (prediction instanceof Prediction.Answer answer) {
        texts.add(
            String.format(
                Locale.ROOT,
                "%s %.2g %.2f %.2g %.2f %s %s",
                answer.label(),
                answer.own().logDensity(0),
                answer.logDensity(),
                answer.novelty(),
                answer.noveltyPValue(),
                answer.rejected(),
                answer.rejected() ? answer.answer().logDensity(0) : 0));
      } else {
        texts.add(prediction.toString());
      }
    }
    return texts;
  }

  /** Changes one value; returns where. */
  private static String edit(JsonElement root, SplittableRandom random) {
    JsonElement at = root;
    StringBuilder where = new StringBuilder();
    while (true) {
      if (at instanceof JsonObject object && object.size() > 0) {
        String key = List.copyOf(object.keySet()).get(random.nextInt(object.size()));
        where.append('/').append(key);
        JsonElement child = object.get(key);
        if (leaf(child) || random.nextInt(12) == 0) {
          changed(child, random).forEach(value -> object.add(key, value));
          return where.toString();
        }
        at = child;
      } else if (at instanceof JsonArray array && !array.isEmpty()) {
        int index = random.nextInt(array.size());
        where.append("/#");
        JsonElement child = array.get(index);
        if (random.nextInt(12) == 0) {
          array.remove(index);
          return where.toString();
        }
        if (leaf(child)) {
          changed(child, random).forEach(value -> array.set(index, value));
          return where.toString();
        }
        at = child;
      } else {
        return where.toString();
      }
    }
  }

  private static boolean leaf(JsonElement element) {
    return element.isJsonPrimitive()
        || element.isJsonNull()
        || (element instanceof JsonArray array && array.isEmpty())
        || (element instanceof JsonObject object && object.size() == 0);
  }

  private static Stream<JsonElement> changed(JsonElement old, SplittableRandom random) {
    if (old instanceof JsonPrimitive primitive && primitive.isNumber() && random.nextInt(8) > 0) {
      double value = primitive.getAsDouble();
      boolean whole = value == Math.rint(value);
      double[] others = {value * 1.1 + (whole ? 1 : 0.01), -value, 0, value + 1, 1e9, -1, 0.5};
      double other = others[random.nextInt(others.length)];
      return Stream.of(
          whole && other == Math.rint(other)
              ? new JsonPrimitive((long) other)
              : new JsonPrimitive(other));
    }
    if (old instanceof JsonPrimitive primitive && primitive.isBoolean()) {
      return Stream.of(new JsonPrimitive(!primitive.getAsBoolean()));
    }
    JsonElement[] others = {
      JsonNull.INSTANCE,
      new JsonPrimitive("other"),
      new JsonPrimitive("NaN"),
      new JsonPrimitive(""),
      new JsonArray(),
      new JsonObject()
    };
    return Stream.of(others[random.nextInt(others.length)]);
  }

  private static byte[] entry(Path file, String name) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile());
        var in = zip.getInputStream(zip.getEntry(name))) {
      return in.readAllBytes();
    }
  }

  private static void write(Path file, byte[] manifest, byte[] weights) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("manifest.json"));
      zip.write(manifest);
      put(zip, "weights.safetensors", weights);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(manifest);
      put(zip, "manifest.sha256", HexFormat.of().formatHex(hash).getBytes(UTF_8));
    }
    Files.write(file, bytes.toByteArray());
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    CRC32 crc = new CRC32();
    crc.update(content);
    entry.setCrc(crc.getValue());
    entry.setSize(content.length);
    zip.putNextEntry(entry);
    zip.write(content);
  }
}
