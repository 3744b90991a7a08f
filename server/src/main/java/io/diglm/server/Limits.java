package io.diglm.server;

import java.time.Duration;

/**
 * The limits of requests.
 *
 * @param body bytes of a request that is answered at once; a stream of rows has no limit
 * @param rows of a request to infer
 * @param elements of all tensors of a request
 * @param line bytes of a line of CSV or JSON
 * @param headers bytes
 * @param connections open at once
 * @param queued requests that wait for a core
 * @param streams of rows at once
 * @param time for a request to arrive completely and to be answered
 * @param idle time of a connection
 */
public record Limits(
    int body,
    int rows,
    int elements,
    int line,
    int headers,
    int connections,
    int queued,
    int streams,
    Duration time,
    Duration idle) {
  /** The defaults. */
  public static final Limits USUAL =
      new Limits(
          32 << 20,
          100_000,
          1 << 23,
          1 << 20,
          16 << 10,
          1000,
          256,
          16,
          Duration.ofSeconds(30),
          Duration.ofSeconds(30));

  /** Checks that all are positive. */
  public Limits {
    require("max-body", body);
    require("max-rows", rows);
    require("max-elements", elements);
    require("max-line", line);
    require("max-headers", headers);
    require("max-connections", connections);
    require("max-queue", queued);
    require("max-streams", streams);
    require("timeout", time.toMillis());
    require("idle-timeout", idle.toMillis());
  }

  private static void require(String what, long value) {
    if (value < 1) {
      throw new IllegalArgumentException("%s must be at least 1, got %d".formatted(what, value));
    }
  }

  /**
   * {@return the same limits with this many bytes per body}
   *
   * @param body bytes
   */
  public Limits withBody(int body) {
    return new Limits(
        body, rows, elements, line, headers, connections, queued, streams, time, idle);
  }

  /**
   * {@return the same limits with this many rows per request}
   *
   * @param rows at least 1
   */
  public Limits withRows(int rows) {
    return new Limits(
        body, rows, elements, line, headers, connections, queued, streams, time, idle);
  }

  /**
   * {@return the same limits with this many connections}
   *
   * @param connections at least 1
   */
  public Limits withConnections(int connections) {
    return new Limits(
        body, rows, elements, line, headers, connections, queued, streams, time, idle);
  }

  /**
   * {@return the same limits with this many waiting requests}
   *
   * @param queued 0 for none
   */
  public Limits withQueued(int queued) {
    return new Limits(
        body, rows, elements, line, headers, connections, queued, streams, time, idle);
  }

  /**
   * {@return the same limits with this much time per request}
   *
   * @param time from the first byte of a request to the end of its answer
   */
  public Limits withTime(Duration time) {
    return new Limits(
        body, rows, elements, line, headers, connections, queued, streams, time, idle);
  }
}
