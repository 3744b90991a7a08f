import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * Writes the normal numbers that {@code io.diglm.posterior.NormalNodes} draws, for the Python package: {@code java
 * python/tools/Nodes.java python/src/diglm/nodes.bin}. They are rounded to 28 bits, an error of 2e-9, so that the wheel
 * is smaller by 22 kB.
 */
final class Nodes {
  private static final int NODES = 32;
  private static final int MOST_PREDICTORS = 256;

  /** The last bits of each number, which become zeros. */
  private static final int DROPPED = 24;

  private Nodes() {}

  public static void main(String[] args) throws IOException {
    SplittableRandom random = new SplittableRandom(20190115);
    ByteBuffer bytes = ByteBuffer.allocate(NODES * MOST_PREDICTORS * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      long bits = Double.doubleToLongBits(random.nextGaussian());
      bytes.putLong(bits + (1L << DROPPED - 1) & -1L << DROPPED);
    }
    Files.write(Path.of(args[0]), bytes.array());
  }
}
