import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * Writes the normal numbers that {@code io.diglm.predict.NormalNodes} draws, for the Python package: {@code java
 * python/tools/Nodes.java python/src/diglm/nodes.bin}.
 */
final class Nodes {
  private static final int NODES = 32;
  private static final int MOST_PREDICTORS = 256;

  private Nodes() {}

  public static void main(String[] args) throws IOException {
    SplittableRandom random = new SplittableRandom(20190115);
    ByteBuffer bytes = ByteBuffer.allocate(NODES * MOST_PREDICTORS * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      bytes.putDouble(random.nextGaussian());
    }
    Files.write(Path.of(args[0]), bytes.array());
  }
}
