package io.diglm.server;

/** What listens beside HTTP and answers from the same {@link Inference}. */
public interface Transport extends AutoCloseable {
  /** {@return the port on which it listens} */
  int port();

  /** Refuses new requests and waits until those under way end. */
  @Override
  void close();
}
