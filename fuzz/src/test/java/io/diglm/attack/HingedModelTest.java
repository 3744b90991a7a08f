package io.diglm.attack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.diglm.fuzz.ModelParts;
import io.diglm.model.UnusableFileException;
import io.diglm.predict.Predictor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attacks on format 4, that of hinges, whose checksums are all good. */
final class HingedModelTest {
  private static final Path MODEL = Path.of("../python/tests/models/hinges-mixture.diglm");

  @TempDir private Path folder = Path.of("");

  private String refusal(byte[] manifest, byte[] weights) throws IOException {
    Path file = folder.resolve("m.diglm");
    ModelParts.write(file, manifest, weights);
    String message =
        String.valueOf(
            assertThrows(UnusableFileException.class, () -> Predictor.load(file).close())
                .getMessage());
    return message.replace(file.toString(), "");
  }

  private static JsonObject manifest() {
    return JsonParser.parseString(new String(ModelParts.entry(MODEL, ModelParts.MANIFEST), UTF_8))
        .getAsJsonObject();
  }

  private static byte[] weights() {
    return ModelParts.entry(MODEL, ModelParts.WEIGHTS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | : manifest.json: flow: hinges must be at least 1, got 0",
        "-1 | : manifest.json: flow: hinges must be at least 1, got -1",
        "1.5 | : manifest.json: flow.hinges must be a whole number from -2147483648 to 2147483647,"
            + " got 1.5",
        "13 | ' cannot be used: weights of hinges must have shape [13, 5], got [14, 5]'",
        "15 | ' cannot be used: weights of hinges must have shape [15, 5], got [14, 5]'",
        "2000000000 | ' cannot be used: weights of hinges must have shape [2000000000, 5], got [14,"
            + " 5]'",
        "null | ' cannot be used: weights of flow.0.coupling.0.weight must have shape [8, 2], got"
            + " [8, 9]'"
      })
  void theirNumberIsThatOfTheTensor(String number, String message) throws IOException {
    JsonObject manifest = manifest();
    JsonElement value = JsonParser.parseString(number);
    manifest.getAsJsonObject("flow").add("hinges", value);
    String said = refusal(manifest.toString().getBytes(UTF_8), weights());
    assertEquals(message, said.replace(" (diglm 0.1.0 wrote the file)", ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | -1 | hinges must be of dimensions 0 to 4, got one of -1.0",
        "0 | Infinity | hinges must be of dimensions 0 to 4, got one of Infinity",
        "1 | Infinity | hinges must be finite, got one with Infinity",
        "2 | -Infinity | hinges must be finite, got one with -Infinity",
        "4 | NaN | weights of hinges must be numbers, got NaN",
        "3 | 3e38 | hinges must rise from low to high, got one from 3.0E38 to "
      })
  void eachIsOfNumbers(int place, float number, String message) throws IOException {
    byte[] weights = weights();
    ByteBuffer bytes = ByteBuffer.wrap(weights).order(ByteOrder.LITTLE_ENDIAN);
    int length = Math.toIntExact(bytes.getLong(0));
    JsonObject header =
        JsonParser.parseString(new String(weights, 8, length, UTF_8)).getAsJsonObject();
    int begin = header.getAsJsonObject("hinges").getAsJsonArray("data_offsets").get(0).getAsInt();
    bytes.putFloat(8 + length + begin + 4 * place, number);
    JsonObject manifest = manifest();
    manifest.addProperty("weights_sha256", ModelParts.hash(weights));
    String said = refusal(manifest.toString().getBytes(UTF_8), weights);
    assertEquals(" cannot be used: " + message, said.substring(0, 17 + message.length()));
  }

  @Test
  void aLaterFormatIsRefused() throws IOException {
    JsonObject manifest = manifest();
    manifest.addProperty("format_version", 6);
    assertEquals(
        " has format version 6, this library reads up to 5: use diglm 0.1.0, which wrote it, or newer",
        refusal(manifest.toString().getBytes(UTF_8), weights()));
  }
}
