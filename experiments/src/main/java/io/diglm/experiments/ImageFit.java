package io.diglm.experiments;

import io.diglm.distribution.ClassDistribution;
import io.diglm.explain.Interpolation;
import io.diglm.model.ModelFile;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.Images;
import io.diglm.schema.Table;
import io.diglm.selective.RejectionRule;
import io.diglm.selective.TwoSamples;
import io.diglm.train.FitResult;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * One model of images, measured.
 *
 * @param inside of the test images
 * @param outside of images of another kind, whose error has no meaning
 * @param insideStated of the test images under the rule of {@link #STATED} false alarms, by the
 *     default score
 * @param outsideStated of the others under that rule
 * @param auc probability that a test image is denser than one of another kind
 * @param tau the threshold, the least log p(x) of a training image
 * @param trainDensity log p(x) in nats, evenly picked quantiles; so the next two
 * @param pictures what there is to see
 * @param seconds of the training
 * @param lostPixels share of pixels that f^-1(f(x)) does not give back
 */
record ImageFit(
    Figures inside,
    Figures outside,
    Figures insideStated,
    Figures outsideStated,
    double auc,
    double tau,
    double[] trainDensity,
    double[] testDensity,
    double[] othersDensity,
    Confidences confidences,
    Pictures pictures,
    double seconds,
    double lostPixels) {
  /** The share of false alarms of the rule that states it. */
  static final double STATED = 0.01;

  private static final int KEPT = 4000;
  private static final int SAMPLES = 64;
  private static final int TYPICAL = 100;
  private static final int PAIRS = 8;
  private static final int STEPS = 10;

  /**
   * The quality of the answers to some images.
   *
   * @param error share whose most probable class was wrong
   * @param nll mean of -log p(y|x) in nats
   * @param selectiveNll the same of the answers where a rejected image gets p(y)
   * @param bits -log p(x) / (D ln 2)
   * @param entropy mean, of p(y|x)
   * @param selectiveEntropy mean, of the answers
   * @param rejected share
   */
  record Figures(
      double error,
      double nll,
      double selectiveNll,
      double bits,
      double entropy,
      double selectiveEntropy,
      double rejected) {

    static Figures of(List<Prediction.Answer> answers, double[] classes, int dimension) {
      double[] sums = new double[7];
      for (int i = 0; i < classes.length; i++) {
        Prediction.Answer answer = answers.get(i);
        ClassDistribution own = (ClassDistribution) answer.own();
        ClassDistribution selective = (ClassDistribution) answer.answer();
        sums[0] += own.mode() == classes[i] ? 0 : 1;
        sums[1] -= own.logDensity(classes[i]);
        sums[2] -= selective.logDensity(classes[i]);
        sums[3] -= answer.logDensity() / (dimension * Math.log(2));
        sums[4] += own.entropy();
        sums[5] += selective.entropy();
        sums[6] += answer.rejected() ? 1 : 0;
      }
      double[] means = Arrays.stream(sums).map(sum -> sum / classes.length).toArray();
      return new Figures(means[0], means[1], means[2], means[3], means[4], means[5], means[6]);
    }
  }

  /**
   * Confidence of the answers to test images and then to at most as many others, of p(y|x) and
   * after rejection.
   *
   * @param right whether the most probable class was the image's; others are of none
   */
  record Confidences(double[] own, double[] selective, boolean[] right) {
    static Confidences of(
        List<Prediction.Answer> test, double[] classes, List<Prediction.Answer> others) {
      int n = test.size() + others.size();
      Confidences all = new Confidences(new double[n], new double[n], new boolean[n]);
      for (int i = 0; i < n; i++) {
        Prediction.Answer answer = i < test.size() ? test.get(i) : others.get(i - test.size());
        all.own[i] = rounded(sureness(answer.own()));
        all.selective[i] = rounded(sureness(answer.answer()));
        all.right[i] = i < test.size() && ((ClassDistribution) answer.own()).mode() == classes[i];
      }
      return all;
    }

    private static double sureness(Object distribution) {
      ClassDistribution classes = (ClassDistribution) distribution;
      return classes.probability(classes.mode());
    }

    /** Rounds down to 1e-4, which is enough for the curve, because the numbers are kept as text. */
    private static double rounded(double confidence) {
      return Math.floor(confidence * 1e4) / 1e4;
    }
  }

  /**
   * Images for the page.
   *
   * @param samples of p(x)
   * @param typical samples about the classes' mean features, class by class
   * @param interpolations rows of {@value #STEPS}
   * @param reconstructions test images, then the same through f and back
   */
  record Pictures(
      Images samples,
      Images typical,
      Images interpolations,
      Images reconstructions,
      Images leastDense,
      Images mostDense) {}

  static int steps() {
    return STEPS;
  }

  static ImageFit of(FitResult result, ImageData data) {
    Predictor predictor = result.predictor();
    int dimension = predictor.manifest().schema().dimension();
    List<Prediction.Answer> test = Tables.answers(predictor, data.test());
    List<Prediction.Answer> others = Tables.answers(predictor, data.others());
    double[] classes = predictor.manifest().schema().targets(data.test()).values();
    double[] othersClasses = codes(data.others(), predictor);
    double[] testDensity = Tables.logDensities(test);
    double[] othersDensity = Tables.logDensities(others);
    ModelFile stated = result.model().withRejection(new RejectionRule.FalseAlarms(STATED));
    Figures insideStated;
    Figures outsideStated;
    try (Predictor other = Predictor.open(stated, "the fitted model")) {
      insideStated = Figures.of(Tables.answers(other, data.test()), classes, dimension);
      outsideStated = Figures.of(Tables.answers(other, data.others()), othersClasses, dimension);
    }
    Table few = data.test().take(any(data.test().rows(), 2 * PAIRS));
    Images back = Interpolation.reconstructed(predictor, few);
    return new ImageFit(
        Figures.of(test, classes, dimension),
        Figures.of(others, othersClasses, dimension),
        insideStated,
        outsideStated,
        TwoSamples.of(testDensity, othersDensity).auc(),
        predictor.manifest().thresholds().tau(),
        quantiles(result.trainLogDensity()),
        quantiles(testDensity),
        quantiles(othersDensity),
        Confidences.of(test, classes, asMany(others, test.size())),
        pictures(predictor, data.test(), testDensity, few, back),
        seconds(result),
        lost(ImageData.images(few).pixels(), back.pixels()));
  }

  /** Returns the seconds of training; members share the time equally. */
  private static double seconds(FitResult result) {
    double first = result.history().get(result.history().size() - 1).seconds();
    return first * result.model().manifest().networks();
  }

  /** Returns some rows in random order, because neighbours in a sorted set have the same class. */
  private static int[] any(int rows, int wanted) {
    return new SplittableRandom(1).ints(0, rows).distinct().limit(Math.min(rows, wanted)).toArray();
  }

  /** Returns at most this many images, evenly picked. */
  private static <T> List<T> asMany(List<T> all, int most) {
    int kept = Math.min(all.size(), most);
    return IntStream.range(0, kept)
        .mapToObj(i -> all.get((int) ((long) i * all.size() / kept)))
        .toList();
  }

  private static Pictures pictures(
      Predictor predictor, Table test, double[] density, Table few, Images back) {
    Images images = ImageData.images(test);
    return new Pictures(
        ImageData.images(predictor.sample(SAMPLES, 1)),
        ImageData.images(predictor.sampleTypical(TYPICAL, 1)),
        Interpolation.between(predictor, few.slice(0, few.rows() / 2 * 2), STEPS),
        joined(ImageData.images(few), back),
        images.take(extreme(density, false)),
        images.take(extreme(density, true)));
  }

  private static int[] extreme(double[] density, boolean most) {
    Comparator<Integer> order = Comparator.comparingDouble(i -> density[i]);
    return IntStream.range(0, density.length)
        .boxed()
        .sorted(most ? order.reversed() : order)
        .limit(SAMPLES)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static Images joined(Images first, Images second) {
    byte[] pixels = Arrays.copyOf(first.pixels(), first.pixels().length + second.pixels().length);
    System.arraycopy(second.pixels(), 0, pixels, first.pixels().length, second.pixels().length);
    return new Images(first.shape(), pixels);
  }

  private static double lost(byte[] there, byte[] back) {
    double different = 0;
    for (int i = 0; i < there.length; i++) {
      different += there[i] == back[i] ? 0 : 1;
    }
    return different / there.length;
  }

  /**
   * As in the paper, class k of other images counts as class k. A class that the model lacks counts
   * as 0.
   */
  private static double[] codes(Table others, Predictor predictor) {
    int known = predictor.manifest().schema().classes().size();
    Cells.Texts labels = (Cells.Texts) others.column("label").cells();
    return IntStream.of(labels.codes()).mapToDouble(k -> k < 0 || k >= known ? 0 : k).toArray();
  }

  static double[] quantiles(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int kept = Math.min(KEPT, sorted.length);
    return IntStream.range(0, kept)
        .mapToDouble(i -> sorted[(int) ((i + 0.5) * sorted.length / kept)])
        .toArray();
  }
}
