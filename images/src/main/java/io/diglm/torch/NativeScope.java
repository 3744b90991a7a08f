package io.diglm.torch;

import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * The only way to use native memory. Every tensor that is made inside a scope is freed with it,
 * except those that a {@link ParameterStore} owns. Scopes are per thread and may be nested.
 */
public final class NativeScope {
  private NativeScope() {}

  /**
   * Runs {@code body} with autograd and returns its plain Java result.
   *
   * @param <T> plain Java, such as an array
   * @param body what to run
   * @return what the body returned
   * @throws IllegalStateException if the result holds native memory, or the engine fails
   */
  public static <T> T compute(Supplier<T> body) {
    Engine.start();
    try (PointerScope scope = new PointerScope()) {
      return plain(body.get());
    } catch (RuntimeException e) {
      throw Engine.readable(e);
    }
  }

  /**
   * Runs {@code body} as {@link #compute} does, without autograd.
   *
   * @param <T> plain Java, such as an array
   * @param body what to run
   * @return what the body returned
   */
  public static <T> T infer(Supplier<T> body) {
    return compute(
        () -> {
          try (NoGradGuard guard = new NoGradGuard()) {
            return body.get();
          }
        });
  }

  /**
   * Runs {@code body} as {@link #compute} does, without a result.
   *
   * @param body what to run
   */
  public static void run(Runnable body) {
    compute(
        () -> {
          body.run();
          return true;
        });
  }

  /**
   * Runs {@code body} in a new scope within the current one. All tensors that it makes are freed,
   * except those that it returns and those that autograd saves for the backward pass.
   *
   * @param body what to run
   * @return the body's tensors, now of the current scope
   */
  public static Tensor[] inner(Supplier<Tensor[]> body) {
    PointerScope outer = PointerScope.getInnerScope();
    Tensor[] results;
    try (PointerScope scope = new PointerScope()) {
      results = body.get();
      for (Tensor result : results) {
        result.retainReference();
      }
    }
    for (Tensor result : results) {
      outer.attach(result);
      result.releaseReference();
    }
    return results;
  }

  private static <T> T plain(T result) {
    if (result instanceof Pointer) {
      throw new IllegalStateException(
          "the result of a native scope must be plain Java, got " + result.getClass().getName());
    }
    return result;
  }
}
