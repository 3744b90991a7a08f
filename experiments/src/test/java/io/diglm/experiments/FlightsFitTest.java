package io.diglm.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diglm.distribution.Averaged;
import io.diglm.distribution.Distribution;
import io.diglm.distribution.Normal;
import io.diglm.selective.TwoSamples;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FlightsFitTest {
  private static final double[] Y = {1, -2, 40};

  private static FlightsFit fit(Distribution... answers) {
    Score none = new Score(0, 0);
    return new FlightsFit(
        none,
        none,
        none,
        0,
        Y.length,
        new double[0],
        new double[0],
        0,
        TwoSamples.of(Y, Y),
        IntStream.range(0, Y.length).mapToDouble(i -> answers[i].mean() - Y[i]).toArray(),
        IntStream.range(0, Y.length).mapToDouble(i -> answers[i].logDensity(Y[i])).toArray());
  }

  @Test
  void theAverageOfFitsIsThatOfTheirDistributions() {
    Distribution[] one = {new Normal(0, 1), new Normal(-1, 3), new Normal(30, 20)};
    Distribution[] other = {new Normal(2, 2), new Normal(0, 1), new Normal(20, 5)};
    Score expected =
        Score.of(
            new int[] {0, 1, 2}, Y, i -> new Averaged(List.<Distribution>of(one[i], other[i])));
    Score got = FlightsFit.averaged(List.of(fit(one), fit(other)));
    assertEquals(expected.rmse(), got.rmse(), 1e-12);
    assertEquals(expected.nll(), got.nll(), 1e-12);
  }
}
