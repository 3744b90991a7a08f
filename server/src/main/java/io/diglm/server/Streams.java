package io.diglm.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.QuietException;
import org.eclipse.jetty.server.Response;

/** The streams of rows that are being answered, each by a thread of its own. */
final class Streams {
  private final Semaphore room;
  private final Executor executor;
  private final Problems problems;

  /**
   * @param most how many may be at once
   */
  Streams(int most, Executor executor, Problems problems) {
    room = new Semaphore(most);
    this.executor = executor;
    this.problems = problems;
  }

  /** Starts to answer a stream. Returns whether there was room. */
  boolean start(Call call, Action.OfStream action) {
    if (!room.tryAcquire()) {
      return false;
    }
    try {
      executor.execute(
          () -> {
            try {
              copy(call, action);
            } finally {
              room.release();
            }
          });
    } catch (RuntimeException e) {
      room.release();
      throw e;
    }
    return true;
  }

  /**
   * A failure before the first answer is reported as an error; after it, the connection is closed.
   */
  private void copy(Call call, Action.OfStream action) {
    call.response().getHeaders().put(HttpHeader.CONTENT_TYPE, action.type());
    InputStream from = Content.Source.asInputStream(call.request());
    OutputStream to = Response.asBufferedOutputStream(call.request(), call.response());
    try {
      action.copy(from, to);
      to.close(); // only now, because a request that is refused before its first answer must not
      // look like an empty answer
    } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
      if (call.response().isCommitted()) {
        if (call.claim()) {
          call.callback().failed(new Cut(String.valueOf(e.getMessage())));
        }
      } else {
        call.response().reset();
        call.reply(problems.reply(call, e));
      }
      return;
    }
    if (call.claim()) {
      call.callback().succeeded();
    }
  }

  /** Closes a connection after the client has been told as much as possible. */
  private static final class Cut extends IOException implements QuietException {
    private static final long serialVersionUID = 1;

    Cut(String message) {
      super(message);
    }
  }
}
