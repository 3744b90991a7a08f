package io.diglm.torch;

import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch;

/**
 * Settings of the tensor engine, made once for whoever puts this library on a class path.
 *
 * <p>OpenBLAS brings threads of its own that fight libgomp's spinning workers: with both at their
 * defaults a step is 15 times too slow. We therefore give each one thread, and use the cores by
 * working on several slices of rows at once, each on a Java thread of its own.
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
