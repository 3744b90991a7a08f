package io.diglm.server.rows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The lines of a stream, with a limit on their length. */
final class Lines {
  private final InputStream from;
  private final int longest;
  private final byte[] buffer = new byte[1 << 14];
  private int at;
  private int end;
  private long number;

  Lines(InputStream from, int longest) {
    this.from = from;
    this.longest = longest;
  }

  /** Returns the number of the last line, counted from 1. */
  long number() {
    return number;
  }

  /** Returns whether the next line may have to be waited for. */
  boolean waits() throws IOException {
    return at == end && from.available() == 0;
  }

  /** Returns the next line without its end; empty at the end of the stream. */
  Optional<byte[]> next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    boolean any = false;
    while (fill()) {
      any = true;
      int stop = at;
      while (stop < end && buffer[stop] != '\n') {
        stop++;
      }
      if (line.size() + stop - at > longest) {
        throw new IllegalArgumentException(
            "line %d must be at most %,d bytes, got more".formatted(number + 1, longest));
      }
      line.write(buffer, at, stop - at);
      boolean whole = stop < end;
      at = whole ? stop + 1 : stop;
      if (whole) {
        break;
      }
    }
    number += any ? 1 : 0;
    return any ? Optional.of(line.toByteArray()) : Optional.empty();
  }

  private boolean fill() throws IOException {
    if (at == end) {
      at = 0;
      end = Math.max(0, from.read(buffer));
    }
    return at < end;
  }
}
