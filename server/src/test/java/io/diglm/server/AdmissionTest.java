package io.diglm.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

final class AdmissionTest {
  private final Queue<Runnable> handed = new ArrayDeque<>();
  private final Admission admission = new Admission(handed::add, 1, 2);
  private final List<String> ran = new ArrayList<>();

  @Test
  void runsAtOnceWhereThereIsACoreAndQueuesThenTurnsAway() {
    boolean[] admitted = new boolean[3];
    assertTrue(
        admission.admit(
            () -> {
              ran.add("first");
              admitted[0] = admission.admit(() -> ran.add("second"));
              assertFalse(admission.full());
              admitted[1] = admission.admit(() -> ran.add("third"));
              assertTrue(admission.full());
              assertEquals(2, admission.queued());
              admitted[2] = admission.admit(() -> ran.add("fourth"));
            }));
    assertEquals(List.of("first"), ran);
    assertTrue(admitted[0] && admitted[1]);
    assertFalse(admitted[2]);
    while (!handed.isEmpty()) {
      handed.remove().run();
    }
    assertEquals(List.of("first", "second", "third"), ran);
    assertFalse(admission.full());
    assertTrue(admission.admit(() -> ran.add("fifth")));
    assertEquals("fifth", ran.get(3));
  }

  @Test
  void aTaskThatFailsGivesItsPlaceOn() {
    assertThrows(
        IllegalStateException.class,
        () ->
            admission.admit(
                () -> {
                  throw new IllegalStateException();
                }));
    assertTrue(admission.admit(() -> ran.add("next")));
    assertEquals(List.of("next"), ran);
  }
}
