package io.diglm.train;

/** A training whose numbers did not stay finite. */
final class DivergedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  DivergedException(String message) {
    super(message);
  }
}
