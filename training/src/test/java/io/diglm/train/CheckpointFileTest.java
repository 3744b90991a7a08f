package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.model.TensorData;
import io.diglm.model.UnusableFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckpointFileTest {
  private static final Checkpoint WRITTEN =
      new Checkpoint(
          Map.of("values", TensorData.of(new float[] {1, -2, 3.5f}, 3)),
          List.of(),
          12,
          -0.25,
          3,
          0.5,
          1,
          0);

  private final Path path;

  CheckpointFileTest(@TempDir Path folder) {
    path = folder.resolve("m.checkpoint");
  }

  @Test
  void readsWhatWasWritten() {
    file().write(WRITTEN);
    Checkpoint read = file().read().orElseThrow();
    assertEquals(WRITTEN.tensors(), read.tensors());
    assertEquals(12, read.steps());
    assertEquals(-0.25, read.bestLoss());
  }

  @Test
  void everyFlippedOrMissingByteIsSeen() throws IOException {
    file().write(WRITTEN);
    byte[] whole = Files.readAllBytes(path);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 500; i++) {
      byte[] bytes = whole.clone();
      int at = random.nextInt(bytes.length);
      bytes[at] ^= (byte) (1 << random.nextInt(8));
      refused(bytes, "byte " + at);
    }
    for (int i = 0; i < 20; i++) {
      refused(Arrays.copyOf(whole, whole.length * i / 20), "cut to " + i + " of 20");
    }
  }

  private void refused(byte[] bytes, String what) throws IOException {
    Files.write(path, bytes);
    UnusableFileException refused =
        assertThrows(UnusableFileException.class, () -> file().read(), what);
    assertTrue(String.valueOf(refused.getMessage()).startsWith(path.toString()), what);
  }

  private CheckpointFile file() {
    return new CheckpointFile(
        path,
        "f",
        0,
        line -> {
          throw new IllegalStateException(line);
        });
  }
}
