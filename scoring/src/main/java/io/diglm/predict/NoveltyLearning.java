package io.diglm.predict;

import io.diglm.model.Manifest;
import io.diglm.model.ModelFile;
import io.diglm.model.TensorData;
import io.diglm.model.Thresholds;
import io.diglm.novelty.Background;
import io.diglm.novelty.CellTails;
import io.diglm.novelty.ClassMeans;
import io.diglm.novelty.Evidence;
import io.diglm.novelty.NoveltyReference;
import io.diglm.novelty.NoveltyTensors;
import io.diglm.novelty.Outlying;
import io.diglm.novelty.PossibleScores;
import io.diglm.novelty.Texture;
import io.diglm.schema.ImageShape;
import io.diglm.schema.Images;
import io.diglm.schema.Schema;
import io.diglm.schema.Table;
import io.diglm.selective.Calibration;
import io.diglm.selective.Conformity;
import io.diglm.selective.NoveltyScore;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Computes what a {@link NoveltyReference} keeps of the training and validation rows. */
final class NoveltyLearning {
  private NoveltyLearning() {}

  /**
   * Returns a model together with the tensors that are needed to measure novelty and to calibrate
   * intervals, see {@link Predictor#calibrated}.
   */
  static ModelFile calibrated(Predictor predictor, Table train, Table others, Table heldOut) {
    ModelFile file = predictor.file();
    Schema schema = file.manifest().schema();
    Table some = train.evenly(PossibleScores.looked(schema));
    double[] classes = schema.classes().isEmpty() ? new double[0] : schema.targets(some).values();
    List<Evidence> calibration = predictor.evidence(others);
    Map<String, TensorData> weights = new HashMap<>(file.weights());
    weights.putAll(learn(file.manifest(), predictor.evidence(some), classes, calibration));
    double[] conformity = conformity(predictor, heldOut);
    if (conformity.length > 0) {
      double[] scores = Calibration.of(conformity).kept();
      weights.put(NoveltyTensors.CONFORMITY, TensorData.of(scores, scores.length));
    }
    Thresholds thresholds =
        file.manifest().thresholds().withCalibrated(calibration.size(), conformity.length);
    return new ModelFile(file.manifest().withThresholds(thresholds), weights);
  }

  /** The scores of the rows that have a target; none if no row has one or some are censored. */
  private static double[] conformity(Predictor predictor, Table heldOut) {
    if (predictor.manifest().schema().censoring().isPresent()) {
      return new double[0];
    }
    double[] y = predictor.manifest().schema().targets(heldOut).values();
    return Arrays.stream(y).allMatch(Double::isNaN)
        ? new double[0]
        : predictor.evidence(heldOut).stream()
            .filter(row -> !Double.isNaN(y[row.index()]))
            .mapToDouble(row -> Conformity.score(row.own(), y[row.index()]))
            .toArray();
  }

  /**
   * Returns the tensors that a model keeps.
   *
   * @param train training rows
   * @param labels their classes by index in the table, NaN if missing; empty for numbers
   * @param calibration rows that did not train, at least 1
   */
  static Map<String, TensorData> learn(
      Manifest manifest, List<Evidence> train, double[] labels, List<Evidence> calibration) {
    int dimension = manifest.schema().dimension();
    Map<String, TensorData> tensors = new TreeMap<>();
    put(tensors, NoveltyTensors.DENSITIES, sorted(train, row -> -row.logDensity()));
    put(tensors, NoveltyTensors.CLASSES, ClassMeans.of(train, labels, manifest.width()));
    put(tensors, NoveltyTensors.VOLUMES, moments(train));
    manifest
        .schema()
        .image()
        .ifPresentOrElse(
            shape -> keepImages(tensors, train, shape), () -> keepRows(tensors, train, dimension));
    boolean alone = PossibleScores.encodedAlone(manifest.schema(), manifest.density().isPresent());
    if (alone) {
      float[] kept = NoveltyTensors.require(tensors, NoveltyTensors.ROWS).floats();
      tensors.put(NoveltyTensors.OUTLYING, Outlying.learn(kept, dimension));
    }
    NoveltyReference bare = new NoveltyReference(manifest, tensors);
    // A training row is its own nearest neighbour, so the next one counts.
    put(
        tensors,
        NoveltyTensors.DISTANCES,
        sorted(train, row -> bare.distance(row, NoveltyReference.NEIGHBOUR + 1)));
    if (manifest.schema().image().isPresent() || alone) {
      put(tensors, NoveltyTensors.CLASS_DISTANCES, sorted(train, bare::nearestClass));
    }
    if (manifest.density().isPresent()) {
      int columns = manifest.schema().features().size();
      tensors.put(NoveltyTensors.CELLS, CellTails.learn(train, columns));
    }
    Manifest calibrated =
        manifest.withThresholds(manifest.thresholds().withCalibrated(calibration.size(), 0));
    NoveltyReference reference = new NoveltyReference(calibrated, tensors);
    for (NoveltyScore score : PossibleScores.of(manifest)) {
      double[] sorted = sorted(calibration, row -> reference.score(score, row));
      put(
          tensors,
          NoveltyTensors.CALIBRATION + NoveltyReference.name(score),
          Calibration.of(sorted).kept());
    }
    return tensors;
  }

  private static void keepRows(
      Map<String, TensorData> tensors, List<Evidence> train, int dimension) {
    float[] kept = new float[train.size() * dimension];
    for (int row = 0; row < train.size(); row++) {
      Evidence found = train.get(row);
      System.arraycopy(found.encoded(), found.offset(), kept, row * dimension, dimension);
    }
    tensors.put(NoveltyTensors.ROWS, TensorData.of(kept, train.size(), dimension));
  }

  private static void keepImages(
      Map<String, TensorData> tensors, List<Evidence> train, ImageShape shape) {
    Texture texture = new Texture(shape);
    float[] kept = new float[train.size() * texture.size()];
    IntStream.range(0, train.size())
        .parallel()
        .forEach(
            row -> {
              float[] numbers = NoveltyReference.texture(texture, train.get(row));
              System.arraycopy(numbers, 0, kept, row * numbers.length, numbers.length);
            });
    tensors.put(NoveltyTensors.TEXTURES, TensorData.of(kept, train.size(), texture.size()));
    Images images = train.get(0).images().orElseThrow();
    int[] rows = train.stream().mapToInt(Evidence::index).toArray();
    put(tensors, NoveltyTensors.BACKGROUND, Background.of(images.take(rows)).numbers());
  }

  /** Returns the mean log-determinant of each block, then their standard deviations. */
  private static double[] moments(List<Evidence> rows) {
    int blocks = rows.get(0).volumes().length;
    double[] moments = new double[2 * blocks];
    for (int k = 0; k < blocks; k++) {
      int block = k;
      double mean = rows.stream().mapToDouble(row -> row.volumes()[block]).average().orElse(0);
      double variance =
          rows.stream()
              .mapToDouble(row -> row.volumes()[block] - mean)
              .map(gap -> gap * gap)
              .average()
              .orElse(0);
      moments[k] = mean;
      moments[blocks + k] = Math.sqrt(variance);
    }
    return moments;
  }

  private static double[] sorted(List<Evidence> rows, ToDoubleFunction<Evidence> value) {
    return rows.parallelStream().mapToDouble(value).sorted().toArray();
  }

  private static void put(Map<String, TensorData> tensors, String name, double[] values) {
    tensors.put(name, TensorData.of(values, values.length));
  }
}
