package io.diglm.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How the attempts of one kind ended, and what must not have been. */
final class Tally {
  /** Whatever takes longer hangs. */
  private static final int SECONDS = Integer.getInteger("diglm.attack.seconds", 10);

  private final String kind;
  private final Map<String, Integer> outcomes = new TreeMap<>();
  private final List<String> found = new ArrayList<>();
  private int attempts;
  private double slowest;

  Tally(String kind) {
    this.kind = kind;
  }

  /** Tries something. */
  @FunctionalInterface
  interface Attempt {
    /**
     * Returns in a few words how it ended.
     *
     * @throws AssertionError if it must not have ended so
     */
    String tried() throws Exception;
  }

  /**
   * Tries, and counts how it ended.
   *
   * @param what names the attempt among others, so that it can be made again
   */
  void attempt(String what, Attempt attempt) {
    attempts++;
    long begun = System.nanoTime();
    String outcome = outcome(what, attempt);
    slowest = Math.max(slowest, (System.nanoTime() - begun) / 1e9);
    outcomes.merge(outcome, 1, Integer::sum);
  }

  private String outcome(String what, Attempt attempt) {
    ExecutorService thread =
        Executors.newSingleThreadExecutor(
            run -> {
              Thread worker = new Thread(run, kind);
              worker.setDaemon(true);
              return worker;
            });
    Future<String> ended = thread.submit(attempt::tried);
    try {
      return ended.get(SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      ended.cancel(true);
      found.add("%s: took over %d s".formatted(what, SECONDS));
      return "HANG";
    } catch (ExecutionException e) {
      Throwable cause = Optional.ofNullable(e.getCause()).orElse(e);
      found.add("%s: %s".formatted(what, cause));
      return "FOUND";
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      thread.shutdownNow();
    }
  }

  List<String> found() {
    return found;
  }

  /** Returns a line of counts. */
  String line() {
    return String.format(
        Locale.ROOT,
        "%-28s %6d  slowest %5.2f s  found %d  %s",
        kind,
        attempts,
        slowest,
        found.size(),
        outcomes);
  }
}
