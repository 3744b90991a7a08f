package io.diglm.network;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Finds what models of images need: an artifact of its own, {@code io.diglm:diglm-images}, because
 * it brings native code. Whoever can fetch it when it is first asked for says how ({@link
 * #fetchBy}).
 */
public final class ImageSupport {
  private static final Object LOCK = new Object();
  private static Optional<Supplier<ClassLoader>> fetch = Optional.empty();
  private static Optional<ClassLoader> fetched = Optional.empty();

  private ImageSupport() {}

  /**
   * Fetches what is missing so, the first time that it is missing.
   *
   * @param source fetches the libraries and returns a loader of them
   */
  public static void fetchBy(Supplier<ClassLoader> source) {
    synchronized (LOCK) {
      fetch = Optional.of(source);
    }
  }

  /**
   * {@return a service if it is there already}
   *
   * @param <T> the service
   * @param search {@code loader -> ServiceLoader.load(Service.class, loader).findFirst()}, by the
   *     module that uses it
   */
  public static <T> Optional<T> find(Function<ClassLoader, Optional<T>> search) {
    synchronized (LOCK) {
      return search.apply(fetched.orElseGet(ImageSupport.class::getClassLoader));
    }
  }

  /**
   * {@return a service, fetched if need be}
   *
   * @param <T> the service
   * @param search as of {@link #find}
   * @throws IllegalStateException if it is not there
   */
  public static <T> T required(Function<ClassLoader, Optional<T>> search) {
    synchronized (LOCK) {
      Optional<T> there = find(search);
      if (there.isEmpty() && fetched.isEmpty() && fetch.isPresent()) {
        fetched = Optional.of(fetch.get().get());
        there = find(search);
      }
      return there.orElseThrow(
          () ->
              new IllegalStateException(
                  "the class path must hold io.diglm:diglm-images for models of images, got none"));
    }
  }
}
