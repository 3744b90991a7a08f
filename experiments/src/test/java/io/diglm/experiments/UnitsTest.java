package io.diglm.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnitsTest {
  record Found(double value, double[] more) {}

  @TempDir private Path folder = Path.of("");

  @Test
  void aFinishedUnitIsTakenOver() {
    assertEquals(1, value("s", "c", true, 1));
    assertEquals(1, value("s", "c", true, 2));
  }

  @Test
  void withoutResumeItIsDoneAgain() {
    assertEquals(1, value("s", "c", false, 1));
    assertEquals(2, value("s", "c", false, 2));
  }

  @Test
  void aUnitOfOtherSettingsIsDoneAgain() {
    assertEquals(1, value("s", "c", true, 1));
    assertEquals(2, value("other", "c", true, 2));
    assertEquals(3, value("other", "d", true, 3));
  }

  @Test
  void aDamagedUnitIsDoneAgain() throws IOException {
    assertEquals(1, value("s", "c", true, 1));
    Files.writeString(folder.resolve("one.json"), "{\"fingerprint\": ");
    assertEquals(2, value("s", "c", true, 2));
  }

  @Test
  void saysWhatItDid() {
    List<String> said = new ArrayList<>();
    Units units = new Units(folder, "s", true, said::add);
    units.of("one", "c", Found.class, () -> new Found(1, new double[] {Double.NaN}));
    units.of("one", "c", Found.class, () -> new Found(2, new double[0]));
    assertEquals(2, said.size());
    assertEquals("one: taken over", said.get(1));
  }

  private double value(String settings, String config, boolean resume, double fresh) {
    Units units = new Units(folder, settings, resume, line -> {});
    return units
        .of("one", config, Found.class, () -> new Found(fresh, new double[] {Double.NaN}))
        .value();
  }
}
