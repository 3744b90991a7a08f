package io.diglm.attack;

import io.diglm.cli.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Damaged model files, given to {@code diglm predict}: refused, or the same answers. */
final class ModelAttack {
  private final Path table;
  private final Path damaged;
  private final byte[] good;
  private final String answers;

  ModelAttack(Attacked attacked) throws IOException {
    table = attacked.table();
    damaged = attacked.folder().resolve("damaged.diglm");
    good = Files.readAllBytes(attacked.model());
    answers = Command.run("predict", attacked.model(), table).out();
  }

  /** One bit or one byte changed, anywhere. */
  Tally flips(int count) {
    Tally tally = new Tally("byte flips of a model");
    SplittableRandom random = new SplittableRandom(1);
    for (int k = 0; k < count; k++) {
      byte[] bytes = good.clone();
      int at = random.nextInt(bytes.length);
      bytes[at] ^= (byte) (random.nextBoolean() ? 1 << random.nextInt(8) : random.nextInt(1, 256));
      tally.attempt("byte " + at, () -> predicted(bytes, false));
    }
    return tally;
  }

  /** The first bytes alone; from none to all but one. */
  Tally truncations(int count) {
    Tally tally = new Tally("truncations of a model");
    for (int k = 0; k < count; k++) {
      int length = (int) ((long) (good.length - 1) * k / Math.max(1, count - 1));
      tally.attempt("the first " + length, () -> predicted(Arrays.copyOf(good, length), true));
    }
    return tally;
  }

  private String predicted(byte[] bytes, boolean mustRefuse) throws IOException {
    Files.write(damaged, bytes);
    Command.Ran ran = Command.run("predict", damaged, table);
    Ended.inOrder(ran);
    if (ran.code() == 0 && (mustRefuse || !ran.out().equals(answers))) {
      throw new AssertionError("a damaged model must be refused, or answer the same");
    }
    return ran.code() == 0 ? "same answers" : "refused";
  }
}
