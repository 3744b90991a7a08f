package io.diglm.glm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.model.HeadConfig;
import io.diglm.model.Link;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Log-likelihoods from SciPy; the script is beside the numbers. */
final class GoldenLogLikelihoodTest {
  @ParameterizedTest
  @CsvFileSource(resources = "golden.csv", numLinesToSkip = 1)
  void agreesWithSciPy(
      FamilyName family,
      Link link,
      int count,
      double shift,
      double scale,
      String eta,
      double y,
      double expected) {
    HeadConfig config = HeadConfig.point(family, link, Dispersion.MODELLED, count, shift, scale);
    double[] row = Arrays.stream(eta.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
    double actual = Heads.evaluate(config, row, y).values()[0];
    assertEquals(expected, actual, 1e-11 * Math.max(1, Math.abs(expected)));
  }
}
