package io.diglm.onnx;

import io.diglm.model.ModelFile;
import io.diglm.model.TensorData;
import io.diglm.novelty.CellTails;
import io.diglm.novelty.Neighbours;
import io.diglm.novelty.NoveltyReference;
import io.diglm.novelty.NoveltyTensors;
import io.diglm.novelty.Outlying;
import io.diglm.selective.Calibration;
import io.diglm.selective.NoveltyScore;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** How novel rows are by one score, and its p-value, in a graph. */
final class Novelty {
  /** Log-dets that deviate by less, relative to their mean, vary only by rounding. */
  private static final double ROUNDING = 1e-6;

  /** Beyond the largest finite scores. */
  private static final double LARGEST = 1e300;

  /** The most kept training rows that a graph searches. */
  static final int MOST_KEPT = 8000;

  private static final String ROWS = "train.encoded";

  /** The neighbour whose distance counts. */
  private static final int NEIGHBOUR = 2;

  private final Ops ops;
  private final ModelFile file;
  private final int dimension;

  /** The width of z. */
  private final int width;

  Novelty(Ops ops, ModelFile file) {
    this.ops = ops;
    this.file = file;
    dimension = file.manifest().schema().dimension();
    width = file.manifest().width();
  }

  /**
   * Returns the score that a graph of this model gives: the model's own, or, where that needs more
   * training rows than a graph searches, log p(x); none if the model has no calibration.
   */
  static Optional<NoveltyScore> scoreOf(ModelFile file) {
    if (file.manifest().thresholds().calibrated() == 0) {
      return Optional.empty();
    }
    NoveltyScore own = file.manifest().thresholds().novelty();
    NoveltyScore used =
        switch (own) {
          case DENSITY, TYPICALITY, NORM, SHAPE, VOLUMES, CLASSES, ENTROPY, IGNORANCE -> own;
          case NEIGHBOURS, OUTLYING, COMBINED, CELLS ->
              searchable(file) ? own : NoveltyScore.DENSITY;
          case COMPLEXITY, RATIO, TEXTURE -> NoveltyScore.DENSITY;
        };
    return Optional.of(used).filter(score -> file.weights().containsKey(calibration(score)));
  }

  private static boolean searchable(ModelFile file) {
    TensorData kept = file.weights().get(NoveltyTensors.PREFIX + ROWS);
    return kept != null && kept.floats().length <= MOST_KEPT * file.manifest().schema().dimension();
  }

  private static String calibration(NoveltyScore score) {
    return NoveltyTensors.PREFIX + "calibration." + score.name().toLowerCase(Locale.ROOT);
  }

  /** Returns the score of rows (N, 1). */
  Value score(NoveltyScore score, Evidence rows) {
    Value logDensity = rows.logDensity();
    Value encoded = rows.encoded();
    Value latent = rows.latent();
    return switch (score) {
      case DENSITY -> ops.neg(logDensity);
      case TYPICALITY -> {
        double[] kept = tensor("train.density").doubles();
        yield ops.abs(ops.add(logDensity, kept[kept.length / 2]));
      }
      case NORM -> {
        double unit = 1.0 / width / file.manifest().flow().latentVariance();
        yield ops.mul(ops.sum(ops.square(latent), 1), unit);
      }
      case SHAPE -> shape(latent);
      case VOLUMES -> volumes(rows.steps());
      case CLASSES -> nearestClass(latent);
      case ENTROPY -> rows.answer().entropy(ops);
      case IGNORANCE ->
          rows.answer().uncertainty().map(Answer.Parts::model).orElseGet(() -> ops.real(0));
      case NEIGHBOURS -> distance(encoded);
      case OUTLYING -> outlying(encoded, latent);
      case COMBINED -> combined(logDensity, encoded, latent);
      case CELLS -> mostSurprising(rows.byColumn().orElseThrow(), encoded);
      case COMPLEXITY, RATIO, TEXTURE ->
          throw new IllegalStateException("score must not be " + score);
    };
  }

  private Value distance(Value encoded) {
    Neighbours kept = Neighbours.ofRows(tensor(ROWS).floats(), file.manifest().schema());
    Value found = new KeptRows(ops, kept, NEIGHBOUR).distances(encoded);
    return ops.columns(found, -1, Integer.MAX_VALUE);
  }

  private Value outlying(Value encoded, Value latent) {
    double[] learned = tensor("train.outlying").doubles();
    Outlying known = Outlying.of(tensor(ROWS).floats(), dimension, learned);
    Value squares = ops.div(ops.sum(ops.square(latent), 1), ops.real(dimension));
    return new OutlyingRows(ops, known).score(encoded, squares);
  }

  private Value mostSurprising(Value byColumn, Value encoded) {
    int columns = file.manifest().schema().features().size();
    CellTails tails = CellTails.of(tensor("train.cells").doubles(), columns);
    Value excess = ops.sub(ops.neg(byColumn), ops.row(tails.starts()));
    Value most = ops.max(ops.greatest(ops.div(excess, ops.row(tails.excesses())), 1), 0);
    Value far =
        new Surprises(ops).nats(tensor("train.neighbours").doubles(), distance(encoded), true);
    return ops.max(far, ops.add(most, -tails.slack()));
  }

  private Value combined(Value logDensity, Value encoded, Value latent) {
    Surprises surprises = new Surprises(ops);
    double share = file.manifest().density().isPresent() ? NoveltyReference.BY_CELLS : 1;
    Value dense = surprises.nats(tensor("train.density").doubles(), ops.neg(logDensity), false);
    Value far = surprises.nats(tensor("train.neighbours").doubles(), distance(encoded), true);
    Value sum = ops.add(ops.mul(ops.log1p(dense), share), ops.log1p(far));
    if (!file.weights().containsKey(NoveltyTensors.PREFIX + "train.classes")) {
      return sum;
    }
    double[] means = tensor("train.classes").doubles();
    Value off = surprises.nats(means, nearestClass(latent), false);
    return ops.add(sum, ops.mul(ops.log1p(off), NoveltyReference.BY_MEAN));
  }

  private TensorData tensor(String name) {
    TensorData tensor = file.weights().get(NoveltyTensors.PREFIX + name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "weights must hold " + NoveltyTensors.PREFIX + name + ", got none");
    }
    return tensor;
  }

  private Value shape(Value latent) {
    double deviation = Math.sqrt(file.manifest().flow().latentVariance());
    List<Value> sorted =
        ops.graph()
            .ops(
                "TopK",
                2,
                List.of(Attribute.of("largest", 0), Attribute.of("axis", 1)),
                latent,
                ops.graph().list(width));
    Value expected = new Normals(ops).cdf(ops.div(sorted.get(0), ops.real(deviation)));
    double[] above = new double[width];
    double[] below = new double[width];
    for (int d = 0; d < width; d++) {
      above[d] = (d + 1.0) / width;
      below[d] = (double) d / width;
    }
    Value gap = ops.max(ops.sub(ops.row(above), expected), ops.sub(expected, ops.row(below)));
    return ops.max(ops.greatest(gap, 1), 0);
  }

  private Value volumes(List<Moved> steps) {
    double[] kept = tensor("volumes").doubles();
    int blocks = steps.size();
    Value sum = ops.real(0);
    int counted = 0;
    for (int k = 0; k < blocks; k++) {
      double deviation = kept[blocks + k];
      if (deviation > ROUNDING * (1 + Math.abs(kept[k]))) {
        Moved step = steps.get(k);
        Value volume =
            step.logDet()
                .map(v -> ops.add(v, step.constant()))
                .orElseGet(() -> ops.real(step.constant()));
        Value gap = ops.div(ops.add(volume, -kept[k]), ops.real(deviation));
        sum = ops.add(sum, ops.square(gap));
        counted++;
      }
    }
    return counted == 0 ? sum : ops.div(sum, ops.real(counted));
  }

  /** The classes' means, one after the other, end with their deviations. */
  private Value nearestClass(Value latent) {
    double[] classes = tensor("classes").doubles();
    int count = classes.length / width - 1;
    double[] means = new double[count * width];
    double[] deviations = new double[width];
    System.arraycopy(classes, 0, means, 0, means.length);
    System.arraycopy(classes, means.length, deviations, 0, width);
    Value centres = ops.graph().doubles(new long[] {1, count, width}, means);
    Value gaps =
        ops.div(
            ops.sub(ops.reshape(latent, -1, 1, width), centres),
            ops.graph().doubles(new long[] {width}, deviations));
    Value distances = ops.div(ops.sum(ops.square(gaps), 2), ops.real(width));
    return ops.reshape(ops.least(distances, 1), -1, 1);
  }

  /** Returns the p-value of scores (N, 1), see {@link Calibration#pValue}. */
  Value pValue(NoveltyScore score, Value novelty) {
    double[] kept = Objects.requireNonNull(file.weights().get(calibration(score))).doubles();
    return pValue(ops, new Calibration(file.manifest().thresholds().calibrated(), kept), novelty);
  }

  static Value pValue(Ops ops, Calibration calibration, Value novelty) {
    double[] kept = calibration.kept();
    double[] byCount = new double[kept.length + 1];
    Arrays.setAll(byCount, calibration::pValueAbove);
    Value size = ops.clip(ops.abs(novelty), calibration.unit(), LARGEST);
    Value room = ops.mul(size, Calibration.SAME);
    Value below = new Search(ops).of(ops.sub(novelty, room), new double[][] {kept}, false);
    Value table = ops.graph().doubles(new long[] {byCount.length}, byCount);
    Value least = ops.real(calibration.pValue(Double.NaN));
    return ops.where(ops.isNan(novelty), least, ops.look(table, below));
  }
}
