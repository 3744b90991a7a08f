package io.diglm.experiments;

import io.diglm.chart.Axis;
import io.diglm.chart.Figure;
import io.diglm.chart.Histogram;
import io.diglm.chart.Ink;
import io.diglm.chart.Layer;
import io.diglm.chart.Layer.Mark;
import io.diglm.chart.Picture;
import io.diglm.chart.Range;
import java.util.List;

/** Figure 2: the process, the hybrid, and the densities of x. */
final class SimulatedPicture {
  private static final double[] X = SimulatedSeed.GRID;
  private static final Axis INPUT = new Axis("x", new Range(-6, 6));
  private static final Axis TARGET = new Axis("y", new Range(-150, 150));

  private SimulatedPicture() {}

  static Picture of(SimulatedSeed seed) {
    return new Picture(
        "figure-2",
        "Figure 2",
        "p(y|x) by the Gaussian process and by the hybrid, mean and central 90 %, and p(x) by the"
            + " hybrid and by the kernel density estimate.",
        List.of(
            regression("(a) Gaussian process", seed, seed.process(), Ink.SECOND),
            regression("(b) hybrid, Gaussian head", seed, seed.hybrid().band(), Ink.FIRST),
            regression("hybrid, mixture head", seed, seed.mixture().band(), Ink.FIRST),
            densities(seed)));
  }

  private static Figure regression(
      String title, SimulatedSeed seed, SimulatedSeed.Band band, Ink ink) {
    return new Figure(
        title,
        "The 250 points, the predicted mean and the predicted central 90 %.",
        INPUT,
        TARGET,
        List.of(
            Layer.band("central 90 %", ink, X, band.low(), band.high()),
            new Layer("data", Ink.MARK, Mark.POINTS, seed.x(), seed.y()),
            new Layer("mean", ink, Mark.LINE, X, band.mean())));
  }

  private static Figure densities(SimulatedSeed seed) {
    Histogram data = Histogram.of(seed.x(), INPUT.range(), 60);
    return new Figure(
        "(c) p(x)",
        "Histogram of the data and four densities.",
        INPUT,
        new Axis("p(x)", new Range(0, 0.6)),
        List.of(
            data.outline("data", Ink.THIRD),
            new Layer("truth", Ink.MARK, Mark.DASHED, X, Curve.of(X, SimulatedPicture::truth)),
            new Layer("KDE", Ink.SECOND, Mark.LINE, X, Curve.of(seed.kernel(), Math::exp)),
            hybrid("Gaussian head", Mark.DASHED, seed.hybrid()),
            hybrid("mixture head", Mark.LINE, seed.mixture())));
  }

  private static Layer hybrid(String name, Mark mark, SimulatedSeed.Hybrid model) {
    return new Layer(name, Ink.FIRST, mark, X, Curve.of(model.logDensity(), Math::exp));
  }

  private static double truth(double x) {
    return Math.exp(Truth.density().logDensity(x));
  }
}
