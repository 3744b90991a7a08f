package io.diglm.server.models;

/** A model that is asked for while the server starts. The client may ask again soon. */
public final class LoadingException extends RuntimeException {
  private static final long serialVersionUID = 1;

  LoadingException(String message) {
    super(message, null, false, false);
  }
}
