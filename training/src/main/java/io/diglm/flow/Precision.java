package io.diglm.flow;

import io.diglm.torch.Device;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** In what the networks inside couplings compute; the flow's own arithmetic is that of its rows. */
public enum Precision {
  /** As the rows. */
  FLOAT32,
  /** Eight bits of mantissa, weights still kept as the rows: on processors that have it, faster. */
  BFLOAT16;

  private static final Path PROCESSOR = Path.of("/proc/cpuinfo");

  /**
   * Returns BFLOAT16 on a GPU, or if this processor says that it multiplies such numbers; FLOAT32
   * otherwise.
   */
  public static Precision fastest() {
    if (Device.current() == Device.CUDA) {
      return BFLOAT16;
    }
    try {
      String text = Files.readString(PROCESSOR, StandardCharsets.ISO_8859_1);
      return text.contains(" avx512_bf16") || text.contains(" bf16") ? BFLOAT16 : FLOAT32;
    } catch (IOException e) {
      return FLOAT32; // not Linux: nothing is known of the processor
    }
  }

  ScalarType of(ScalarType rows) {
    return this == BFLOAT16 ? ScalarType.BFloat16 : rows;
  }
}
