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

  /** A task of a kind, which tells with how many others it ran. */
  private final class Kind implements Admission.Joining {
    private final String kind;

    Kind(String kind) {
      this.kind = kind;
    }

    @Override
    public boolean joins(Admission.Joining other) {
      return other instanceof Kind k && k.kind.equals(kind);
    }

    @Override
    public void run() {
      ran.add(kind);
    }

    @Override
    public void runWith(List<Admission.Joining> others) {
      ran.add(kind + " and " + others.size());
    }
  }

  @Test
  void whatWaitedTakesOthersOfItsKindAlong() {
    Admission roomy = new Admission(handed::add, 1, 100);
    assertTrue(
        roomy.admit(
            () -> {
              assertTrue(roomy.admit(new Kind("a")));
              assertTrue(roomy.admit(new Kind("b")));
              assertTrue(roomy.admit(() -> ran.add("alone")));
              for (int i = 0; i < Admission.TOGETHER + 2; i++) {
                assertTrue(roomy.admit(new Kind("a")));
              }
            }));
    while (!handed.isEmpty()) {
      handed.remove().run();
    }
    int others = Admission.TOGETHER - 1;
    assertEquals(List.of("a and " + others, "b", "alone", "a and 2"), ran);
    assertEquals(0, roomy.queued());
    assertTrue(roomy.admit(new Kind("c")));
    assertEquals("c", ran.get(4));
  }
}
