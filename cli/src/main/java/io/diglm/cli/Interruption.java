package io.diglm.cli;

import java.io.PrintWriter;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Handles Ctrl-C and SIGTERM. If there is a model, the first signal asks the fit to end with it.
 * Otherwise, and at the second signal, the process ends.
 *
 * <p>It is a signal handler, not a shutdown hook, because a JVM that is shutting down would not see
 * the second Ctrl-C, and the fit could not end normally. The handler is set by reflection, because
 * javac gives a warning about {@code sun.misc}. The process is halted, because a JVM that exits
 * normally unloads libtorch while other threads still compute with it.
 */
final class Interruption {
  /** 128 + SIGINT. */
  static final int EXIT_CODE = 130;

  private final PrintWriter err;
  private final String before;
  private final AtomicBoolean requested = new AtomicBoolean();
  private volatile boolean modelExists;

  /**
   * Prepares to listen.
   *
   * @param before the message if there is no model to keep
   */
  Interruption(PrintWriter err, String before) {
    this.err = err;
    this.before = before;
  }

  /** Starts to listen. On a JVM without signals, nothing happens. */
  void listen() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              Interruption.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  hear();
                }
                return null;
              });
      for (String name : new String[] {"INT", "TERM"}) {
        Object one = signal.getConstructor(String.class).newInstance(name);
        signal.getMethod("handle", signal, handler).invoke(null, one, proxy);
      }
    } catch (ReflectiveOperationException e) {
      // Ctrl-C then ends the process as Java always does, without a model.
      return;
    }
  }

  /** Says that there is now a model to keep. */
  void modelExists() {
    modelExists = true;
  }

  boolean requested() {
    return requested.get();
  }

  private void end(String words) {
    err.println("diglm: " + words);
    err.flush();
    Runtime.getRuntime().halt(EXIT_CODE);
  }

  private void hear() {
    if (!modelExists) {
      end(before);
    }
    if (requested.getAndSet(true)) {
      end("ended at once; nothing was written");
    }
    err.println();
    err.println("stopping with the best model so far (Ctrl-C again to end at once)");
  }
}
