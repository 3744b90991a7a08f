package io.diglm.gradient;

import java.util.Locale;

/**
 * Where models of images are computed in this JVM: what the system property {@code diglm.device}
 * says ({@code cpu}, the default, or {@code cuda}). Tables are plain Java on any.
 */
public enum Device {
  /** The processor. */
  CPU,
  /** An NVIDIA GPU; the class path must have the engine's natives for it. */
  CUDA;

  /** The system property. */
  public static final String PROPERTY = "diglm.device";

  /**
   * {@return the device of this JVM}
   *
   * @throws IllegalArgumentException if the property names none
   */
  public static Device current() {
    String wish = System.getProperty(PROPERTY, "cpu");
    return switch (wish.toLowerCase(Locale.ROOT)) {
      case "cpu" -> CPU;
      case "cuda" -> CUDA;
      default -> throw new IllegalArgumentException(PROPERTY + " must be cpu or cuda, got " + wish);
    };
  }

  /**
   * Makes this the device of this JVM.
   *
   * @throws IllegalArgumentException if it is not there
   */
  public void use() {
    if (this == CUDA) {
      ImageEngine.required().requireGpu();
    }
    System.setProperty(PROPERTY, name().toLowerCase(Locale.ROOT));
  }
}
