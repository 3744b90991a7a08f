package io.diglm.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.report.ClassPredictions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConfusionMatrixTest {

  @Test
  void foldsRareClassesTogetherAndLosesNoRow() {
    ClassPredictions all = (ClassPredictions) Samples.classes(100).predictions();
    ConfusionMatrix folded = ConfusionMatrix.of(all);
    assertEquals(20, folded.counts().length);
    assertEquals("81 others", folded.names().get(19));
    assertEquals(sum(all.confusion()), sum(folded.counts()));
  }

  @Test
  void keepsTheMostFrequentClassFirst() {
    long[][] counts = new long[30][30];
    counts[17][17] = 9;
    List<String> names = Samples.classNames(30);
    ClassPredictions all = new ClassPredictions(names, counts, Samples.noReliability());
    ConfusionMatrix folded = ConfusionMatrix.of(all);
    assertEquals("class 17", folded.names().get(0));
    assertEquals(9, folded.counts()[0][0]);
  }

  @Test
  void refusesCountsOfAnotherShape() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new ClassPredictions(
                    List.of("a", "b"), new long[][] {{1, 2}, {3}}, Samples.noReliability()));
    assertEquals(
        "confusion must be 2 by 2, one for each class, got a row of 1", error.getMessage());
  }

  private static long sum(long[][] counts) {
    return Arrays.stream(counts).flatMapToLong(Arrays::stream).sum();
  }

  @Test
  void theMatrixHasRecallAndPrecision() {
    Page page = new Page();
    long[][] counts = {{8, 2}, {0, 0}};
    new ConfusionMatrix(List.of("no", "yes"), counts).write(page);
    String text = page.toString().replace('\u00a0', ' ');
    assertTrue(text.contains(">80.0 %<"), text);
    assertTrue(text.contains(">100.0 %<") && text.contains(">0 %<"), text);
  }
}
