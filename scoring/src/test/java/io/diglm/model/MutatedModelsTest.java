package io.diglm.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Model files and tensors with bytes changed, cut and doubled: each is read, or refused in one line
 * that names it. {@code -Ddiglm.fuzz=N} tries N times as many.
 */
final class MutatedModelsTest {
  private static final int TIMES = Integer.getInteger("diglm.fuzz", 1);

  @TempDir private Path folder = Path.of("");

  /** Returns bytes that differ from good ones in a few places. */
  private static byte[] mutated(byte[] good, SplittableRandom random) {
    byte[] bytes = good.clone();
    for (int edits = 1 + random.nextInt(3); edits > 0 && bytes.length > 8; edits--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        case 3 -> {
          int from = random.nextInt(bytes.length);
          int size = Math.min(random.nextInt(64), bytes.length - Math.max(at, from));
          System.arraycopy(bytes, from, bytes, at, size);
        }
        default -> {
          byte[] nasty =
              "-1,1e999,null,[[[[,\"\",\u0000,9223372036854775807".getBytes(StandardCharsets.UTF_8);
          System.arraycopy(nasty, 0, bytes, at, Math.min(nasty.length, bytes.length - at));
        }
      }
    }
    return bytes;
  }

  @Test
  void mutatedModelFilesAreReadOrRefused() throws IOException {
    Path file = folder.resolve("m.diglm");
    TinyModel.file().save(file);
    String expected = ModelFile.load(file).manifest().toJson();
    byte[] good = Files.readAllBytes(file);
    SplittableRandom random = new SplittableRandom(3);
    int refused = 0;
    for (int round = 0; round < 1500 * TIMES; round++) {
      Files.write(file, mutated(good, random));
      try {
        assertEquals(expected, ModelFile.load(file).manifest().toJson());
      } catch (UnusableFileException e) {
        refused++;
        assertOneLine(e, file.toString());
      }
    }
    assertTrue(refused > 500 * TIMES, refused + " refused");
  }

  @Test
  void mutatedTensorsAreReadOrRefused() {
    byte[] good = new Safetensors(TinyModel.weights(), java.util.Map.of("a", "b")).toBytes();
    int header = (int) ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    SplittableRandom random = new SplittableRandom(4);
    int refused = 0;
    for (int round = 0; round < 20_000 * TIMES; round++) {
      byte[] bytes = good.clone();
      // The header alone, in half of the rounds: what follows it are numbers.
      if (random.nextBoolean()) {
        byte[] text = mutated(Arrays.copyOfRange(good, 8, 8 + header), random);
        System.arraycopy(text, 0, bytes, 8, Math.min(text.length, header));
      } else {
        bytes = mutated(good, random);
      }
      try {
        Safetensors.read(ByteBuffer.wrap(bytes), "t.safetensors").tensors().values().stream()
            .filter(tensor -> tensor.type() == TensorType.F32)
            .forEach(TensorData::floats);
      } catch (UnusableFileException e) {
        refused++;
        assertOneLine(e, "t.safetensors");
      }
    }
    assertTrue(refused > 2000 * TIMES, refused + " refused");
  }

  private static void assertOneLine(UnusableFileException e, String source) {
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith(source), message);
    assertEquals(1, message.lines().count(), message);
  }
}
