package io.diglm.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diglm.train.EpochRecord;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProgressLinesTest {
  private final StringWriter shown = new StringWriter();
  private final ProgressLines lines = new ProgressLines(new PrintWriter(shown));

  @Test
  void aLongTrainingOfShortEpochsTakesFewLines() {
    for (int epoch = 1; epoch <= 285; epoch++) {
      lines.epoch(record(epoch, 0.04 * epoch));
    }
    assertEquals(
        List.of("1", "2", "5", "10", "20", "50", "100", "200"),
        shown.toString().lines().map(line -> line.split("[ ,]", 3)[1]).toList());
  }

  @Test
  void longEpochsAreNotSilentForLong() {
    for (int epoch = 1; epoch <= 6; epoch++) {
      lines.epoch(record(epoch, 70 * epoch));
    }
    assertEquals(6, shown.toString().lines().count());
  }

  private static EpochRecord record(int epoch, double seconds) {
    return new EpochRecord(epoch, epoch, 0, 1, 1, 1, 1, 1, 1, 0, seconds);
  }
}
