package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CrewTest {
  @Test
  void tasksRunAtOnceAndAnswerInOrder() {
    try (Crew crew = new Crew(3)) {
      for (int repeat = 0; repeat < 1000; repeat++) {
        CountDownLatch all = new CountDownLatch(4);
        List<Callable<Integer>> tasks =
            IntStream.range(0, 4)
                .<Callable<Integer>>mapToObj(
                    i ->
                        () -> {
                          all.countDown();
                          all.await(); // for ever, unless the others run too
                          return i;
                        })
                .toList();
        assertEquals(List.of(0, 1, 2, 3), crew.run(tasks));
      }
    }
  }

  @Test
  void aMemberThatSleptWakes() throws InterruptedException {
    try (Crew crew = new Crew(1)) {
      for (int repeat = 0; repeat < 5; repeat++) {
        Thread.sleep(5); // a hundred times as long as it watches
        assertEquals(List.of("a", "b"), crew.run(List.of(() -> "a", () -> "b")));
      }
    }
  }

  @Test
  void theFirstFailureIsThrownWhenAllAreDone() {
    try (Crew crew = new Crew(2)) {
      RuntimeException first = new IllegalArgumentException("first");
      AtomicInteger done = new AtomicInteger();
      List<Callable<Integer>> tasks = new ArrayList<>();
      tasks.add(
          () -> {
            throw first;
          });
      tasks.add(
          () -> {
            Thread.sleep(20);
            return done.incrementAndGet();
          });
      tasks.add(
          () -> {
            throw new IllegalArgumentException("second");
          });
      assertSame(first, assertThrows(RuntimeException.class, () -> crew.run(tasks)));
      assertEquals(1, done.get());
      assertEquals(List.of(1, 2, 3), crew.run(List.of(() -> 1, () -> 2, () -> 3)));
    }
  }

  @Test
  void aMemberEndsWithItsCrew() throws InterruptedException {
    List<Thread> members = new ArrayList<>();
    try (Crew crew = new Crew(1)) {
      crew.run(List.of(() -> true, () -> members.add(Thread.currentThread())));
    }
    members.get(0).join(5_000);
    assertEquals(Thread.State.TERMINATED, members.get(0).getState());
  }
}
