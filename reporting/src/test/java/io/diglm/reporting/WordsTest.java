package io.diglm.reporting;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diglm.model.DataSummary;
import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import io.diglm.model.Link;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WordsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "4983|4,983",
        "0.1|0.1",
        "-0.25|−0.25",
        "12345.678|12,350",
        "0.00012|0.00012",
        "1e-9|1e−9",
        "0|0",
        "NaN|–",
        "Infinity|∞"
      })
  void printsNoIdleDigits(double value, String printed) {
    assertEquals(printed, Words.number(value));
  }

  @ParameterizedTest
  @CsvSource({"0.798512, 79.9", "0.001873, 0.19", "0.0349, 3.5", "1, 100", "0, 0"})
  void printsShares(double share, String printed) {
    assertEquals(printed + "\u00a0%", Words.percent(share));
  }

  @ParameterizedTest
  @CsvSource({"0, ''", "300, ', 300 trained without price'", "900, ''"})
  void countsRowsWithoutATargetIfOnlySomeLackIt(long unlabelled, String words) {
    assertEquals(
        "900 train, 100 validation, 200 test; 3 dropped" + words,
        MeasureText.of(
            new DataSummary.RowCounts(900, 100, 200, unlabelled, 3), Optional.of("price")));
  }

  @Test
  void saysWhatTheHeadIs() {
    HeadConfig head =
        HeadConfig.point(FamilyName.MIXTURE, Link.IDENTITY, Dispersion.MODELLED, 3, 6.5, 40);
    assertEquals(
        "Mixture of 3 Gaussians, identity link, dispersion predicted from z, y standardised by 6.5"
            + " and 40",
        Words.head(head));
  }

  @Test
  void saysWhatTheFlowIs() {
    assertEquals(
        "RealNVP (affine couplings), 12 dimensions, 8 layers, each a network (mlp of 2 × 128,"
            + " relu), 16 learned frequencies an input",
        Words.flow(FlowConfig.ofRows(), 12));
    assertEquals(
        "RealNVP (affine couplings), 12 dimensions, 8 layers, each a network (mlp of 2 × 128,"
            + " relu), 40 piecewise-linear features beside the columns",
        Words.flow(FlowConfig.ofRows().frequencies(0).hinges(40), 12));
    assertEquals(
        "realnvp of 8 layers, networks 2 x 128 (mlp, relu), 12 dimensions, 40 piecewise-linear"
            + " features",
        MeasureText.of(FlowConfig.ofRows().frequencies(0).hinges(40), 12));
  }
}
