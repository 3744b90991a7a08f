package io.diglm.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.junit.jupiter.api.Test;

final class SlowHeadersTest {
  private final SlowHeaders headers = new SlowHeaders(60_000);

  /** A connection over which so many bytes came. */
  private static final class Bytes extends AbstractConnection {
    private long in;

    Bytes() {
      super(new ByteArrayEndPoint(), Runnable::run);
    }

    @Override
    public long getBytesIn() {
      return in;
    }

    @Override
    public void onFillable() {}

    boolean open() {
      return getEndPoint().isOpen();
    }
  }

  private Bytes opened() {
    Bytes connection = new Bytes();
    headers.onOpened(connection);
    return connection;
  }

  private Bytes asked() {
    Bytes connection = opened();
    connection.in = 40;
    headers.taken(connection);
    return connection;
  }

  private Bytes answered() {
    Bytes connection = asked();
    headers.answered(connection);
    return connection;
  }

  @Test
  void onlyConnectionsOnWhichNothingIsAskedAreIdle() {
    Bytes idle = answered();
    Bytes again = answered();
    again.in++; // the first byte of its next request
    Bytes busy = asked();
    Bytes fresh = opened();
    headers.closeIdle();
    assertFalse(idle.open());
    assertEquals(
        List.of(true, true, true), Stream.of(again, busy, fresh).map(Bytes::open).toList());
    headers.answered(busy);
    headers.closeIdle();
    assertFalse(busy.open());
    assertTrue(again.open());
  }
}
