package io.diglm.network;

import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The choice of {@link Kernels}: the Vector API if the JVM was started with {@code --add-modules
 * jdk.incubator.vector}, otherwise plain loops. The system property {@code diglm.kernels} overrides
 * this ({@code auto}, {@code vector} or {@code loops}).
 */
final class FastPath {
  static final String PROPERTY = "diglm.kernels";

  private static final String MODULE = "jdk.incubator.vector";

  private static final AtomicBoolean SAID = new AtomicBoolean();

  private FastPath() {}

  /** Returns the kernels of this JVM. */
  static Kernels kernels() {
    return choose(System.getProperty(PROPERTY, "auto"), available());
  }

  static boolean available() {
    return ModuleLayer.boot().findModule(MODULE).isPresent();
  }

  static Kernels choose(String wish, boolean available) {
    return switch (wish) {
      case "auto" -> available ? vector() : loops();
      case "vector" -> {
        if (!available) {
          throw new IllegalArgumentException(
              PROPERTY + " must be loops without --add-modules " + MODULE + ", got vector");
        }
        yield vector();
      }
      case "loops" -> new LoopKernels();
      default ->
          throw new IllegalArgumentException(
              PROPERTY + " must be auto, vector or loops, got " + wish);
    };
  }

  private static Kernels vector() {
    return made("VectorKernels", Kernels.class);
  }

  /** Returns the products of this JVM, if the kernels are vectors. */
  static Optional<Products> products() {
    return kernels() instanceof LoopKernels
        ? Optional.empty()
        : Optional.of(made("VectorProducts", Products.class));
  }

  /** Returns the products of this JVM, with plain loops if there is nothing faster. */
  static Products anyProducts() {
    return products().orElseGet(LoopProducts::new);
  }

  /**
   * The classes are loaded by name, because they are compiled after the others and load only if the
   * module is present.
   */
  private static <T> T made(String name, Class<T> type) {
    try {
      return Class.forName("io.diglm.network." + name)
          .asSubclass(type)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the Vector API must load, got " + e, e);
    }
  }

  private static Kernels loops() {
    if (!SAID.getAndSet(true)) {
      System.getLogger("io.diglm")
          .log(
              Level.INFO,
              "diglm scores by plain loops; start Java with --add-modules {0} for more speed",
              MODULE);
    }
    return new LoopKernels();
  }
}
