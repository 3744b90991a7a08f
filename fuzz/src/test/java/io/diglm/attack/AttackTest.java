package io.diglm.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fair sample of the attack on model files; {@code -Ddiglm.fuzz=N} tries N times as many. */
final class AttackTest {
  private static final int TIMES = Integer.getInteger("diglm.fuzz", 1);

  @TempDir private Path folder = Path.of("");

  @Test
  void aDamagedOrEditedModelIsRefusedOrAnswersAsBefore() throws IOException {
    Attacked attacked = Attacked.fitted(folder);
    assertEquals(List.of(), new ModelAttack(attacked).flips(25 * TIMES).found());
    assertEquals(List.of(), new ModelAttack(attacked).truncations(5 * TIMES).found());
    assertEquals(List.of(), new ManifestAttack(attacked).edits(300 * TIMES).found());
  }

  @Test
  void aMutatedTableIsReadOrRefused() throws IOException {
    assertEquals(List.of(), new TableAttack(Attacked.fitted(folder)).mutations(80 * TIMES).found());
  }
}
