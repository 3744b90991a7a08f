package io.diglm.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
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

  private final Limits limits;
  private final Router router;
  private final Guard guard;
  private final Admission admission;
  private final Streams streams;
  private final Consumer<Call> done;
  private final Problems problems;
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
    this.done = done;
    problems = new Problems(told);
    streams = new Streams(limits.streams(), executor, problems);
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
            refuse(
                call,
                Problems.bare(failure) instanceof IllegalStateException ? tooLarge() : failure);
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
                  Problems.CLOSE));
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
    if (!streams.start(call, action)) {
      throw busy();
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
    return new Refusal(
        503, "server must have room, got as many requests as it takes", Problems.LATER);
  }

  private Refusal tooLarge() {
    return new Refusal(
        413, "body must be at most %,d bytes, got more".formatted(limits.body()), Problems.CLOSE);
  }

  private void refuse(Call call, Throwable problem) {
    call.reply(problems.reply(call, problem));
  }
}
