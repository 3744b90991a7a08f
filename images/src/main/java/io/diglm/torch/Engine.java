package io.diglm.torch;

import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch;

/**
 * Sets up the tensor engine, once, for every program that has this library on its class path.
 *
 * <p>The threads of OpenBLAS compete with the spinning workers of libgomp. With the defaults of
 * both, a step takes 15 times as long. So each gets one thread. Several Java threads use the cores,
 * each with its own slice of the rows.
 */
final class Engine {
  private static final ThreadLocal<Boolean> READY =
      ThreadLocal.withInitial(
          () -> {
            Once.touch();
            torch.set_num_threads(1);
            return true;
          });

  private Engine() {}

  /** Makes the engine ready for the calling thread. */
  static void start() {
    READY.get();
  }

  /** Returns an exception without C++ frames; ours and Java's own pass unchanged. */
  static RuntimeException readable(RuntimeException e) {
    String message = e.getMessage();
    if (e.getClass() != RuntimeException.class || message == null) {
      return e;
    }
    String first = message.lines().findFirst().orElse("no message");
    return new IllegalStateException("tensor engine failed: " + first, e);
  }

  /** Loads the natives on first use. */
  private static final class Once {
    static {
      NativesFolder.settle();
      openblas.blas_set_num_threads(1);
    }

    static void touch() {}
  }
}
