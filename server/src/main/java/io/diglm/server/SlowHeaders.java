package io.diglm.server;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;

/**
 * Closes connections whose next request head is not complete in time. A byte now and then keeps a
 * connection from being idle, and many such connections would leave no room for others.
 */
final class SlowHeaders implements Connection.Listener {
  private final long mostNanos;
  private final Map<Connection, State> states = new ConcurrentHashMap<>();

  SlowHeaders(long mostMillis) {
    mostNanos = mostMillis * 1_000_000;
  }

  /** How one connection stands. */
  private static final class State {
    private boolean busy;
    private boolean begun = true; // a new connection owes a request at once
    private long bytes;
    private long since;

    State(long since) {
      this.since = since;
    }

    synchronized void taken() {
      busy = true;
    }

    synchronized void answered(long bytes) {
      busy = false;
      begun = false;
      this.bytes = bytes;
    }

    /** Returns whether nothing was asked since the last answer. */
    synchronized boolean idle(long bytes) {
      return !busy && !begun && bytes == this.bytes;
    }

    /** Returns whether part of a head has been there for too long. */
    synchronized boolean late(long now, long bytes, long most) {
      if (busy) {
        return false;
      }
      if (!begun && bytes > this.bytes) {
        begun = true;
        since = now;
      }
      return begun && now - since > most;
    }
  }

  @Override
  public void onOpened(Connection connection) {
    if (!(connection instanceof SslConnection)) { // of HTTPS what lies above it is watched
      states.put(connection, new State(System.nanoTime()));
    }
  }

  @Override
  public void onClosed(Connection connection) {
    states.remove(connection);
  }

  /** The head of a request is complete. Its body has its own deadline. */
  void taken(Connection connection) {
    State state = states.get(connection);
    if (state != null) {
      state.taken();
    }
  }

  /** It was answered. */
  void answered(Connection connection) {
    State state = states.get(connection);
    if (state != null) {
      state.answered(connection.getBytesIn());
    }
  }

  /** Looks at all connections. */
  void sweep() {
    long now = System.nanoTime();
    states.forEach(
        (connection, state) -> {
          if (state.late(now, connection.getBytesIn(), mostNanos)) {
            connection.getEndPoint().close();
          }
        });
  }

  /** Closes the connections on which nothing was asked since their last answer. */
  void closeIdle() {
    states.forEach(
        (connection, state) -> {
          if (state.idle(connection.getBytesIn())) {
            connection.getEndPoint().close();
          }
        });
  }
}
