package io.diglm.page;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.report.ThresholdCurve;
import org.junit.jupiter.api.Test;

final class ThresholdSectionTest {
  @Test
  void aPageOfTwoClassesHasTheSection() {
    Page page = new Page();
    double[] probability = {0.1, 0.4, 0.35, 0.8};
    boolean[] actual = {false, false, true, true};
    new ThresholdSection(ThresholdCurve.of("yes", probability, actual).orElseThrow()).write(page);
    assertTrue(page.toString().contains("AUROC 0.75"), page.toString());
    assertTrue(page.toString().contains("Average precision 0.833"), page.toString());
  }
}
