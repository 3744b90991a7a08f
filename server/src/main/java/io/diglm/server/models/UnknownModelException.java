package io.diglm.server.models;

/** Thrown if there is no such model, no such version of it, or none that is ready. */
public final class UnknownModelException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnknownModelException(String message) {
    super(message);
  }
}
