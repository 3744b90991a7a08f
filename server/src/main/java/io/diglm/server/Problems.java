package io.diglm.server;

import io.diglm.server.models.LoadingException;
import io.diglm.server.models.UnknownModelException;
import java.io.EOFException;
import java.nio.channels.ClosedChannelException;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.EofException;

/**
 * What a client is told when its request fails, and what the operator.
 *
 * @param told receives messages for the operator
 */
record Problems(Consumer<String> told) {
  /** A client may try again. */
  static final Map<String, String> LATER = Map.of("Retry-After", "1");

  /** The connection cannot be used again. */
  static final Map<String, String> CLOSE = Map.of("Connection", "close");

  /** Returns the answer to a request that failed. */
  Reply reply(Call call, Throwable problem) {
    Throwable cause = bare(problem);
    String message = oneLine(cause);
    if (cause instanceof Refusal refusal) {
      return Reply.error(refusal.status(), message, refusal.headers());
    }
    if (cause instanceof LoadingException) {
      return Reply.error(503, message, LATER);
    }
    if (cause instanceof UnknownModelException) {
      return Reply.error(404, message, Map.of());
    }
    if (cause instanceof IllegalArgumentException) {
      return Reply.error(400, message, Map.of());
    }
    if (cause instanceof HttpException http) {
      return Reply.error(http.getCode(), String.valueOf(http.getReason()), CLOSE);
    }
    if (cause instanceof TimeoutException || cause.getCause() instanceof TimeoutException) {
      return Reply.error(408, "request must arrive in time, got only a part", CLOSE);
    }
    if (cause instanceof EofException
        || cause instanceof EOFException
        || cause instanceof ClosedChannelException) {
      return Reply.error(400, "request must arrive whole, got a part", CLOSE);
    }
    if (cause instanceof OutOfMemoryError) {
      told.accept(
          "memory must be enough for requests, got " + message + " (give Java more by -Xmx)");
      return Reply.error(503, "server must have memory for the request, got too little", LATER);
    }
    told.accept(
        "request %s must not fail, got %s: %s"
            .formatted(call.id(), cause.getClass().getName(), message));
    return Reply.error(
        500,
        "server must not fail, got %s (request %s)"
            .formatted(cause.getClass().getSimpleName(), call.id()),
        Map.of());
  }

  /** Returns a problem without the exception that a future wraps around it. */
  static Throwable bare(Throwable problem) {
    return problem instanceof CompletionException && problem.getCause() != null
        ? problem.getCause()
        : problem;
  }

  private static String oneLine(Throwable cause) {
    return String.valueOf(cause.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
