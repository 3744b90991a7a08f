package io.diglm.reporting;

import io.diglm.chart.ImageGrid;
import io.diglm.distribution.ClassDistribution;
import io.diglm.explain.Interpolation;
import io.diglm.predict.Prediction;
import io.diglm.report.ConfidenceCurve;
import io.diglm.report.DensityHistograms;
import io.diglm.report.ImageReport;
import io.diglm.report.Thumbnail;
import io.diglm.schema.Images;
import io.diglm.schema.Schema;
import io.diglm.schema.Table;
import io.diglm.schema.Target;
import io.diglm.train.FitResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The content of the report of a fit to images.
 *
 * @param outside images of another kind
 */
record ImageReports(FitResult result, HeldOut heldOut, Optional<Table> outside) {
  private static final int TYPICAL = 100;
  private static final int SAMPLES = 64;
  private static final int PAIRS = 8;
  private static final int STEPS = 8;
  private static final int SHOWN = 24;
  private static final long SEED = 1;

  ImageReport report() {
    Optional<List<Prediction>> others = outside.map(result.predictor()::predict);
    return new ImageReport(
        grids(),
        thumbnails(Comparator.comparingDouble(i -> answers().logDensity()[i])),
        thumbnails(Comparator.comparingDouble(i -> -answers().logDensity()[i])),
        others.map(this::histograms),
        others.map(this::curves).orElse(List.of()));
  }

  private Answers answers() {
    return heldOut.answers();
  }

  private List<ImageGrid> grids() {
    List<ImageGrid> grids = new ArrayList<>();
    Images samples = result.predictor().sample(SAMPLES, SEED).images().orElseThrow();
    grids.add(
        ImageGrid.square(
            "samples", "Samples", "Images that the model made up, none chosen.", samples));
    grids.add(
        ImageGrid.square(
            "typical",
            "Typical samples",
            "Made up too, none chosen, with features spread about those of each class's training images rather than by p(z).",
            result.predictor().sampleTypical(TYPICAL, SEED).images().orElseThrow()));
    int pairs = Math.min(PAIRS, answers().size() / 2);
    if (pairs > 0) {
      int[] rows = IntStream.range(0, 2 * pairs).map(i -> answers().row()[i]).toArray();
      Table held = result.table().take(rows);
      grids.add(
          new ImageGrid(
              "interpolations",
              "Interpolations",
              "Left and right held-out images, between them the way from one to the other in z.",
              Interpolation.between(result.predictor(), held, STEPS),
              STEPS));
    }
    return grids;
  }

  private List<Thumbnail> thumbnails(Comparator<Integer> order) {
    return IntStream.range(0, answers().size())
        .boxed()
        .sorted(order)
        .limit(SHOWN)
        .map(this::thumbnail)
        .toList();
  }

  private Thumbnail thumbnail(int i) {
    int row = answers().row()[i];
    Schema schema = result.predictor().manifest().schema();
    double actual = answers().actual()[i];
    List<String> lines = new ArrayList<>();
    schema.target().ifPresent(target -> lines.add(said(target, i)));
    lines.add("log p(x) " + Words.nats(answers().logDensity()[i]));
    if (answers().rejected()[i]) {
      lines.add("rejected");
    }
    String title =
        Double.isNaN(actual) || schema.classes().isEmpty()
            ? "image " + (row + 1)
            : schema.classes().get((int) actual);
    return new Thumbnail(result.table().images().orElseThrow().slice(row, row + 1), title, lines);
  }

  private String said(Target target, int i) {
    String said =
        target.categorical()
            ? "said " + target.classes().get((int) answers().predicted()[i])
            : "said " + Words.number(answers().predicted()[i]);
    return said + ", p = " + Words.number(1 - answers().doubt()[i]);
  }

  private DensityHistograms histograms(List<Prediction> others) {
    double[] densities =
        answered(others).stream().mapToDouble(Prediction.Answer::logDensity).toArray();
    return new DensityHistograms(
        "log p(x)",
        List.of(
            new DensityHistograms.Sample(heldOut.part() + " images", answers().logDensity()),
            new DensityHistograms.Sample("images of another kind", densities)),
        result.predictor().manifest().thresholds().tau());
  }

  private List<ConfidenceCurve> curves(List<Prediction> others) {
    if (result.predictor().manifest().schema().classes().isEmpty()) {
      return List.of();
    }
    int[] labelled = answers().labelled();
    List<Prediction.Answer> all = answered(others);
    List<Prediction.Answer> other =
        Arrays.stream(EvenStride.indices(all.size(), labelled.length)).mapToObj(all::get).toList();
    boolean[] right = new boolean[labelled.length + other.size()];
    double[] own = new double[right.length];
    double[] selective = new double[right.length];
    double floor = sureness((ClassDistribution) result.predictor().manifest().marginal());
    for (int k = 0; k < labelled.length; k++) {
      int i = labelled[k];
      right[k] = answers().predicted()[i] == answers().actual()[i];
      own[k] = 1 - answers().doubt()[i];
      selective[k] = answers().rejected()[i] ? floor : own[k];
    }
    for (int k = 0; k < other.size(); k++) {
      own[labelled.length + k] = sureness((ClassDistribution) other.get(k).own());
      selective[labelled.length + k] = sureness((ClassDistribution) other.get(k).answer());
    }
    return List.of(
        ConfidenceCurve.of("without rejection", own, right),
        ConfidenceCurve.of("with rejection", selective, right));
  }

  private static double sureness(ClassDistribution classes) {
    return classes.probability(classes.mode());
  }

  private static List<Prediction.Answer> answered(List<Prediction> predictions) {
    return predictions.stream()
        .filter(Prediction.Answer.class::isInstance)
        .map(Prediction.Answer.class::cast)
        .toList();
  }
}
