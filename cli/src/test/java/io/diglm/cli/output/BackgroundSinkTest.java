package io.diglm.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diglm.schema.Table;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class BackgroundSinkTest {
  /** Hears what is done, and on which threads. */
  private static final class Heard implements RowSink {
    final List<String> acts = Collections.synchronizedList(new ArrayList<>());
    final Set<Thread> threads = Collections.synchronizedSet(new HashSet<>());
    private final int failing;

    Heard(int failing) {
      this.failing = failing;
    }

    @Override
    public void append(Table batch) {
      threads.add(Thread.currentThread());
      acts.add(batch.source());
      if (acts.size() == failing) {
        throw new IllegalArgumentException("disk must have room, got none");
      }
    }

    @Override
    public void commit() {
      threads.add(Thread.currentThread());
      acts.add("commit");
    }

    @Override
    public void close() {
      threads.add(Thread.currentThread());
      acts.add("close");
    }
  }

  private static Table batch(int number) {
    return new Table("batch " + number, List.of(), number);
  }

  @Test
  void keepsTheOrderOnOneThreadOfItsOwn() {
    Heard heard = new Heard(0);
    try (RowSink sink = new BackgroundSink(heard)) {
      for (int i = 1; i <= 3; i++) {
        sink.append(batch(i));
      }
      sink.commit();
    }
    assertEquals(List.of("batch 1", "batch 2", "batch 3", "commit", "close"), heard.acts);
    assertEquals(1, heard.threads.size());
    assertEquals("diglm-rows", heard.threads.iterator().next().getName());
  }

  @Test
  void whatGoesWrongIsThrownAtTheNextCallAndClosesTheSink() {
    Heard heard = new Heard(2);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> {
              try (RowSink sink = new BackgroundSink(heard)) {
                sink.append(batch(1));
                sink.append(batch(2));
                sink.commit();
              }
            });
    assertEquals("disk must have room, got none", e.getMessage());
    assertEquals(List.of("batch 1", "batch 2", "close"), heard.acts);
  }
}
