package io.diglm.cli;

import java.io.PrintWriter;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ctrl-C, or a polite kill: the first one asks the fit to end with the model it has, once there is
 * one; otherwise, and the second time, the process ends.
 *
 * <p>A signal handler and not a shutdown hook: a JVM that is shutting down would not hear the
 * second Ctrl-C, and the fit could not end as it always does. The handler is reached by reflection
 * because javac refuses to compile against {@code sun.misc} without a warning. The process is
 * halted: a JVM that exits in order unloads libtorch while other threads still compute with it.
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
   * @param before what to say where there is no model to keep
   */
  Interruption(PrintWriter err, String before) {
    this.err = err;
    this.before = before;
  }

  /** Listens from now on; on a JVM without signals, never hears any. */
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

  /** From here on there is a model to keep. */
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
