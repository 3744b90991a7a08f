package io.diglm.server;

import io.diglm.server.models.LoadingException;
import io.diglm.server.models.UnknownModelException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.io.QuietException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Receives every request. It checks who asks, for what, and whether there is room, and then lets
 * the request be answered.
 */
final class Front extends Handler.Abstract {
  private static final int SMALL = 1 << 16;
  private static final Map<String, String> LATER = Map.of("Retry-After", "1");
  private static final Map<String, String> CLOSE = Map.of("Connection", "close");

  private final Limits limits;
  private final Router router;
  private final Guard guard;
  private final Admission admission;
  private final Semaphore streams;
  private final Executor executor;
  private final Consumer<Call> done;
  private final Consumer<String> told;
  private final SlowHeaders slow;
  private final AtomicLong ids = new AtomicLong();
  private final String prefix = Long.toString(System.currentTimeMillis(), 36);

  /**
   * @param executor runs streams
   * @param done takes every request once it is answered
   * @param told receives messages for the operator
   * @param slow hears of requests whose head is there
   */
  Front(
      Limits limits,
      Router router,
      Guard guard,
      Admission admission,
      Executor executor,
      Consumer<Call> done,
      Consumer<String> told,
      SlowHeaders slow) {
    this.slow = slow;
    this.limits = limits;
    this.router = router;
    this.guard = guard;
    this.admission = admission;
    this.executor = executor;
    this.done = done;
    this.told = told;
    streams = new Semaphore(limits.streams());
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Call call = new Call(request, response, callback, id(request));
    response.getHeaders().put("X-Request-Id", call.id());
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    Connection connection = request.getConnectionMetaData().getConnection();
    slow.taken(connection);
    Request.addCompletionListener(
        request,
        failure -> {
          done.accept(call);
          slow.answered(connection);
        });
    try {
      guard.allowOrigin(call);
      if (request.getMethod().equals("OPTIONS")) {
        call.reply(guard.preflight(call));
        return true;
      }
      Action action = router.find(call);
      guard.requireToken(call);
      begin(call, action);
    } catch (RuntimeException e) {
      refuse(call, e);
    }
    return true;
  }

  /** The id that the client gave is returned, if it is plain text. */
  private String id(Request request) {
    String given = request.getHeaders().get("X-Request-Id");
    return given != null && given.matches("[A-Za-z0-9._-]{1,64}")
        ? given
        : prefix + "-" + Long.toString(ids.incrementAndGet(), 36);
  }

  private void begin(Call call, Action action) {
    if (action instanceof Action.AtOnce now) {
      call.reply(now.reply());
    } else if (action instanceof Action.OfBody of) {
      body(call, of);
    } else if (action instanceof Action.OfStream of) {
      stream(call, of);
    } else if (action instanceof Action.Chosen later) {
      begin(call, later.choose());
    }
  }

  // The replacement of asByteArrayAsync has no size limit. The code that receives the body handles
  // all its exceptions.
  @SuppressWarnings({"removal", "FutureReturnValueIgnored"})
  private void body(Call call, Action.OfBody action) {
    if (admission.full()) {
      throw busy();
    }
    requirePlain(call);
    if (call.request().getLength() > limits.body()) {
      throw tooLarge();
    }
    CompletableFuture<byte[]> body = Content.Source.asByteArrayAsync(call.request(), limits.body());
    Optional<Scheduler.Task> deadline = body.isDone() ? Optional.empty() : deadline(call);
    body.whenComplete(
        (bytes, failure) -> {
          deadline.ifPresent(Scheduler.Task::cancel);
          if (failure != null) {
            refuse(call, bare(failure) instanceof IllegalStateException ? tooLarge() : failure);
          } else if (!admission.admit(task(call, action, bytes))) {
            refuse(call, busy());
          }
        });
  }

  private Optional<Scheduler.Task> deadline(Call call) {
    Scheduler scheduler = call.request().getComponents().getScheduler();
    Runnable late =
        () -> {
          refuse(
              call,
              new Refusal(
                  408,
                  "request must arrive within %d s, got only a part"
                      .formatted(limits.time().toSeconds()),
                  CLOSE));
          call.request().fail(new TimeoutException("request must arrive in time"));
        };
    return Optional.of(scheduler.schedule(late, limits.time().toMillis(), TimeUnit.MILLISECONDS));
  }

  private Runnable task(Call call, Action.OfBody action, byte[] body) {
    return action instanceof Action.OfRows rows
        ? new Rows(call, rows, body)
        : () -> answer(call, () -> action.reply(body));
  }

  /** A request of rows, which is answered together with others if it has to wait. */
  private final class Rows implements Admission.Joining {
    private final Call call;
    private final Action.OfRows action;
    private final byte[] body;

    Rows(Call call, Action.OfRows action, byte[] body) {
      this.call = call;
      this.action = action;
      this.body = body;
    }

    @Override
    public void run() {
      answer(call, () -> action.reply(body));
    }

    @Override
    public boolean joins(Admission.Joining other) {
      return other instanceof Rows rows
          && small()
          && rows.small()
          && rows.action.kind().equals(action.kind());
    }

    /** One row is small, and large bodies must not be read at once. */
    private boolean small() {
      return body.length <= SMALL;
    }

    @Override
    public void runWith(List<Admission.Joining> others) {
      List<Rows> all = new ArrayList<>(List.of(this));
      others.forEach(other -> all.add((Rows) other));
      List<Supplier<Reply>> replies;
      try {
        replies =
            action.replies(
                all.stream().map(rows -> rows.action).toList(),
                all.stream().map(rows -> rows.body).toList());
      } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
        all.forEach(rows -> refuse(rows.call, e));
        return;
      }
      for (int i = 0; i < all.size(); i++) {
        answer(all.get(i).call, replies.get(i));
      }
    }
  }

  private void answer(Call call, Supplier<Reply> reply) {
    try {
      if (call.seconds() > limits.time().toMillis() / 1e3) {
        throw busy();
      }
      call.reply(reply.get());
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
      refuse(call, e);
    }
  }

  private void stream(Call call, Action.OfStream action) {
    requirePlain(call);
    if (!streams.tryAcquire()) {
      throw busy();
    }
    try {
      executor.execute(
          () -> {
            try {
              copy(call, action);
            } finally {
              streams.release();
            }
          });
    } catch (RuntimeException e) {
      streams.release();
      throw e;
    }
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
        refuse(call, e);
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

  private static void requirePlain(Call call) {
    call.header("Content-Encoding")
        .filter(encoding -> !encoding.equalsIgnoreCase("identity"))
        .ifPresent(
            encoding -> {
              throw new Refusal(415, "Content-Encoding must be identity, got " + encoding);
            });
  }

  private Refusal busy() {
    return new Refusal(503, "server must have room, got as many requests as it takes", LATER);
  }

  private Refusal tooLarge() {
    return new Refusal(
        413, "body must be at most %,d bytes, got more".formatted(limits.body()), CLOSE);
  }

  private void refuse(Call call, Throwable problem) {
    call.reply(reply(call, bare(problem)));
  }

  private static Throwable bare(Throwable problem) {
    return problem instanceof CompletionException && problem.getCause() != null
        ? problem.getCause()
        : problem;
  }

  private Reply reply(Call call, Throwable cause) {
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

  private static String oneLine(Throwable cause) {
    return String.valueOf(cause.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
