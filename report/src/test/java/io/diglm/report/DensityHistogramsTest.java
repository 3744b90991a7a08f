package io.diglm.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.chart.Figure;
import io.diglm.chart.Layer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DensityHistogramsTest {
  @Test
  void histogramsReachOverAllSamples() {
    double[] inside = IntStream.range(0, 100).mapToDouble(i -> i).toArray();
    double[] outside = IntStream.range(0, 100).mapToDouble(i -> -5000 + i).toArray();
    Figure figure =
        new DensityHistograms(
                "t",
                List.of(
                    new DensityHistograms.Sample("in", inside),
                    new DensityHistograms.Sample("out", outside)),
                -10)
            .figure();
    assertTrue(figure.x().range().contains(-5000) && figure.x().range().contains(99));
    assertArrayEquals(
        new String[] {"in", "out", "τ = −10"}, figure.layers().stream().map(Layer::name).toArray());
  }
}
