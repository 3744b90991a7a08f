package io.diglm.experiments;

import io.diglm.chart.Figure;
import io.diglm.chart.ImageGrid;
import io.diglm.chart.Picture;
import io.diglm.config.DensitySettings;
import io.diglm.report.ConfidenceCurve;
import io.diglm.report.DensityHistograms;
import io.diglm.report.Measured;
import io.diglm.report.ResultTable;
import io.diglm.report.ResultTable.Better;
import io.diglm.report.ResultTable.Column;
import io.diglm.report.ResultTable.Row;
import io.diglm.report.ResultTable.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Tables and pictures of an experiment on images.
 *
 * @param density settings of the best model
 * @param best the model that is trained for all purposes
 * @param fixed one model for each lambda of the paper
 */
record ImagePage(
    ImageTask task, ImageData data, DensitySettings density, ImageFit best, List<ImageFit> fixed) {
  private static final String STATED =
      "at 1 %: by the default novelty score, calibrated to refuse at most 1 % of what is like the training images";

  List<ResultTable> tables() {
    List<Row> inside = new ArrayList<>();
    List<Row> outside = new ArrayList<>();
    add(inside, outside, hybrid(), best);
    for (int i = 0; i < fixed.size(); i++) {
      add(inside, outside, lambda(task.weights().get(i)) + ", shorter", fixed.get(i));
    }
    for (ImageTask.Published paper : task.published()) {
      String name = "the paper's, " + lambda(paper.weight()) + task.caveat();
      inside.add(
          Row.of(
              name,
              Source.PUBLISHED,
              Measured.of(paper.error()),
              Measured.of(paper.nll()),
              Measured.of(paper.bits()),
              Measured.NONE,
              Measured.NONE,
              Measured.NONE));
      outside.add(
          Row.of(
              name,
              Source.PUBLISHED,
              Measured.NONE,
              Measured.NONE,
              Measured.of(paper.otherBits()),
              Measured.NONE,
              Measured.of(paper.otherEntropy()),
              Measured.of(paper.otherNll()),
              Measured.NONE,
              Measured.NONE));
    }
    return List.of(
        new ResultTable(
            data.inside() + " test images",
            "Bits per dimension: −log p(x) / (D ln 2). Rejected: less dense than every training image; "
                + STATED
                + ".",
            List.of(
                new Column("error", "%", Better.LOWER),
                new Column("NLL", "nats", Better.LOWER),
                new Column("BPD", "bits", Better.LOWER),
                new Column("rejected", "%", Better.LOWER),
                new Column("rejected at 1 %", "%", Better.LOWER),
                new Column("training", "s", Better.NEITHER)),
            inside),
        new ResultTable(
            data.outside() + ", of another kind",
            "AUROC: the probability that a test image is denser. Entropy and NLL are of the answers, p(y)"
                + " where rejected (equations 9 and 10), own entropy of p(y|x) always; ln 10 = 2.303. Class k is taken for class k; "
                + STATED
                + ".",
            List.of(
                new Column("AUROC", "", Better.HIGHER),
                new Column("rejected", "%", Better.HIGHER),
                new Column("BPD", "bits", Better.NEITHER),
                new Column("own entropy", "nats", Better.HIGHER),
                new Column("entropy", "nats", Better.HIGHER),
                new Column("NLL", "nats", Better.LOWER),
                new Column("rejected at 1 %", "%", Better.HIGHER),
                new Column("entropy at 1 %", "nats", Better.HIGHER)),
            outside));
  }

  private String hybrid() {
    String name = "hybrid, λ falling to %s/D".formatted(text(density.weight()));
    OptionalDouble last = density.weightLast();
    return last.isPresent() ? name + ", and " + lambda(last.getAsDouble()) : name;
  }

  private static void add(List<Row> inside, List<Row> outside, String name, ImageFit fit) {
    inside.add(
        Row.of(
            name,
            Source.OURS,
            Measured.of(100 * fit.inside().error()),
            Measured.of(fit.inside().nll()),
            Measured.of(fit.inside().bits()),
            Measured.of(100 * fit.inside().rejected()),
            Measured.of(100 * fit.insideStated().rejected()),
            Measured.of(fit.seconds())));
    outside.add(
        Row.of(
            name,
            Source.OURS,
            Measured.of(fit.auc()),
            Measured.of(100 * fit.outside().rejected()),
            Measured.of(fit.outside().bits()),
            Measured.of(fit.outside().entropy()),
            Measured.of(fit.outside().selectiveEntropy()),
            Measured.of(fit.outside().selectiveNll()),
            Measured.of(100 * fit.outsideStated().rejected()),
            Measured.of(fit.outsideStated().selectiveEntropy())));
  }

  private static String lambda(double weight) {
    return weight == 0 ? "λ = 0" : "λ = %s/D".formatted(text(weight));
  }

  static String text(double weight) {
    return weight == Math.rint(weight) ? "" + (long) weight : "" + weight;
  }

  List<Picture> pictures() {
    String figure = "figure-" + task.figure();
    List<Figure> histograms = new ArrayList<>();
    if (!fixed.isEmpty()) {
      histograms.add(histogram(lambda(task.weights().get(0)), fixed.get(0)));
    }
    histograms.add(histogram("hybrid", best));
    return List.of(
        new Picture(
            figure + "-densities",
            "log p(x) of %s and %s".formatted(data.inside(), data.outside()),
            "Left of τ an image is less dense than every training image. A purely"
                + " discriminative model does not learn p(x).",
            histograms),
        new Picture(
            figure + "-confidence",
            "Accuracy over confidence",
            "Accuracy over %s and at most as many of %s together of the answers that are at least so sure; every answer to %s is"
                    .formatted(data.inside(), data.outside(), data.outside())
                + " wrong.",
            ConfidenceCurve.figures(
                List.of(
                    curve("without rejection", best.confidences().own()),
                    curve("with rejection", best.confidences().selective())))));
  }

  private ConfidenceCurve curve(String name, double[] confidence) {
    return ConfidenceCurve.of(name, confidence, best.confidences().right());
  }

  private Figure histogram(String title, ImageFit fit) {
    return new DensityHistograms(
            title,
            List.of(
                new DensityHistograms.Sample("test", fit.testDensity()),
                new DensityHistograms.Sample(data.outside(), fit.othersDensity()),
                new DensityHistograms.Sample("training", fit.trainDensity())),
            fit.tau())
        .figure();
  }

  List<ImageGrid> grids() {
    ImageFit.Pictures seen = best.pictures();
    return List.of(
        ImageGrid.square(
            "samples", "Samples", "Made up by the hybrid, none chosen.", seen.samples()),
        ImageGrid.square(
            "typical-samples",
            "Typical samples",
            "Made up too, none chosen, class by class: z normal about the mean of a class's training images, with their deviations, instead of by p(z).",
            seen.typical()),
        new ImageGrid(
            "interpolations",
            "Interpolations",
            "Left and right test images, between them z = a z1 + (1 − a) z2 decoded.",
            seen.interpolations(),
            ImageFit.steps()),
        new ImageGrid(
            "reconstructions",
            "Reconstructions",
            "Test images, below each the same through the flow and back.",
            seen.reconstructions(),
            seen.reconstructions().size() / 2),
        ImageGrid.square(
            "least-dense",
            "Least ordinary",
            "Test images of the lowest log p(x).",
            seen.leastDense()),
        ImageGrid.square(
            "most-dense",
            "Most ordinary",
            "Test images of the highest log p(x).",
            seen.mostDense()));
  }
}
