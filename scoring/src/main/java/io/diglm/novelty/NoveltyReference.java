package io.diglm.novelty;

import io.diglm.distribution.ClassDistribution;
import io.diglm.distribution.StandardNormal;
import io.diglm.model.Manifest;
import io.diglm.model.ModelFile;
import io.diglm.model.TensorData;
import io.diglm.model.UnusableFileException;
import io.diglm.schema.Schema;
import io.diglm.selective.Calibration;
import io.diglm.selective.NoveltyScore;
import io.diglm.selective.Surprise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a model keeps of its training and validation rows, to measure how novel another row is.
 *
 * <p>At most 8,000 training rows, or 4,000 images, are used; they are picked evenly. The model
 * keeps their log p(x), the means of the classes, and their encoded rows v or, for images, their
 * {@link Texture}. Of the validation rows it keeps the {@link Calibration} of each score.
 */
public final class NoveltyReference {
  /** Tensors of a model file whose names start so belong here, not to the network. */
  public static final String PREFIX = "novelty.";

  /**
   * The most training rows that are used, and the most numbers in them; 1,000 rows are always used.
   */
  private static final int MOST = 8000;

  private static final int MOST_NUMBERS = 64_000;
  private static final int ALWAYS = 1000;
  private static final int MOST_IMAGES = 4000;

  /** -log p(x) of the training rows, in nats. */
  public static final String DENSITIES = PREFIX + "train.density";

  /** The distances of training rows from their neighbours. */
  public static final String DISTANCES = PREFIX + "train.neighbours";

  /** The distances of training rows from the nearest mean of a class. */
  public static final String CLASS_DISTANCES = PREFIX + "train.classes";

  /** The encoded training rows v (M, D) that a model of tables keeps. */
  public static final String ROWS = PREFIX + "train.encoded";

  /** The texture of the kept training images (M, T). */
  public static final String TEXTURES = PREFIX + "train.texture";

  /** The numbers of {@link Background}, for images. */
  public static final String BACKGROUND = PREFIX + "background";

  /** Means and standard deviations of the log-determinants of blocks (2 blocks). */
  public static final String VOLUMES = PREFIX + "volumes";

  /** The means of the classes in z, then the standard deviations about them (K + 1, D). */
  public static final String CLASSES = PREFIX + "classes";

  /** The three measures of {@link Outlying} for the kept rows, each sorted (3, M). */
  public static final String OUTLYING = PREFIX + "train.outlying";

  /** What {@link CellTails} keeps of the training rows (J, 2). */
  public static final String CELLS = PREFIX + "train.cells";

  /** Beginning of the names of the calibration scores, which end with the name of the score. */
  public static final String CALIBRATION = PREFIX + "calibration.";

  /**
   * The scores (K) of {@link io.diglm.selective.Conformity} for the validation rows that have a
   * target.
   */
  public static final String CONFORMITY = PREFIX + "conformity";

  /** The same scores, and the weights that they have towards other rows. */
  public static final String WEIGHTED_SCORES = CONFORMITY + ".weighted";

  /** The weights of {@link #WEIGHTED_SCORES} (K). */
  public static final String WEIGHTS = CONFORMITY + ".weights";

  /** Scores of a group of rows, by its number. */
  public static final String GROUP = CONFORMITY + ".group.";

  /** The neighbour whose distance counts. */
  public static final int NEIGHBOUR = 2;

  /** For images, the allowed number of false alarms by texture for each false alarm by class. */
  private static final double BY_TEXTURE = 19;

  /** Log-determinants whose relative deviation is smaller vary only by rounding. */
  private static final double ROUNDING = 1e-6;

  /**
   * Weight of the surprise of the density relative to that of the distance. The density of a flow
   * is smooth. The density of cells is sharp and, with few training rows, a worse judge of far
   * rows.
   */
  public static final double BY_CELLS = 0.25;

  /** Weight of the surprise by the distance of the encoded row from the mean of all. */
  public static final double BY_MEAN = 0.5;

  private final Manifest manifest;
  private final double densityShare;
  private final int dimension;

  /** The width of z. */
  private final int width;

  private final Surprise densities;
  private final Optional<Surprise> distances;
  private final Optional<Surprise> classDistances;
  private final Optional<Neighbours> neighbours;
  private final Optional<Outlying> outlying;

  private final Optional<CellTails> tails;

  private final Optional<Texture> texture;
  private final Optional<Background> background;
  private final float[] rows;
  private final double[] classes;
  private final double[] volumes;
  private final Map<NoveltyScore, Calibration> calibrations;

  /**
   * Takes the tensors that a model keeps, or those that have been learned so far.
   *
   * @param manifest of the model
   * @param weights the tensors, by name
   */
  public NoveltyReference(Manifest manifest, Map<String, TensorData> weights) {
    this.manifest = manifest;
    densityShare = manifest.density().isPresent() ? BY_CELLS : 1;
    dimension = manifest.schema().dimension();
    width = manifest.width();
    densities = new Surprise(require(weights, DENSITIES).doubles());
    distances = surprise(weights, DISTANCES);
    classDistances = surprise(weights, CLASS_DISTANCES);
    rows = Optional.ofNullable(weights.get(ROWS)).map(TensorData::floats).orElse(new float[0]);
    outlying =
        Optional.ofNullable(weights.get(OUTLYING))
            .map(t -> Outlying.of(rows, dimension, t.doubles()));
    tails =
        Optional.ofNullable(weights.get(CELLS))
            .map(t -> CellTails.of(t.doubles(), manifest.schema().features().size()));
    texture = manifest.schema().image().map(Texture::new);
    neighbours =
        rows.length > 0
            ? Optional.of(Neighbours.ofRows(rows, manifest.schema()))
            : Optional.ofNullable(weights.get(TEXTURES))
                .map(t -> Neighbours.inDeviations(t.floats(), texture.orElseThrow().size()));
    background =
        Optional.ofNullable(weights.get(BACKGROUND))
            .map(t -> Background.of(manifest.schema().image().orElseThrow(), t.doubles()));
    classes = require(weights, CLASSES).doubles();
    volumes =
        Optional.ofNullable(weights.get(VOLUMES)).map(TensorData::doubles).orElse(new double[0]);
    calibrations = new EnumMap<>(NoveltyScore.class);
    for (NoveltyScore score : NoveltyScore.values()) {
      TensorData kept = weights.get(CALIBRATION + name(score));
      if (kept != null) {
        Calibration calibration =
            new Calibration(manifest.thresholds().calibrated(), kept.doubles());
        calibrations.put(score, calibration);
      }
    }
  }

  private static Optional<Surprise> surprise(Map<String, TensorData> weights, String name) {
    return Optional.ofNullable(weights.get(name)).map(t -> new Surprise(t.doubles()));
  }

  /**
   * Reads what a model keeps. The result is empty if it was saved without a calibration.
   *
   * @param file the model
   * @return what it keeps to judge novelty
   * @throws UnusableFileException if a part is missing
   */
  public static Optional<NoveltyReference> of(ModelFile file) {
    if (file.manifest().thresholds().calibrated() == 0) {
      return Optional.empty();
    }
    NoveltyReference reference = new NoveltyReference(file.manifest(), file.weights());
    reference.calibration(file.manifest().thresholds().novelty());
    return Optional.of(reference);
  }

  /**
   * {@return the default score of a model}
   *
   * @param schema of the rows
   * @param cells whether its log p(x) is that of cells
   */
  public static NoveltyScore usual(Schema schema, boolean cells) {
    if (encodedAlone(schema, cells)) {
      return NoveltyScore.OUTLYING;
    }
    return cells && schema.image().isEmpty() ? NoveltyScore.CELLS : NoveltyScore.COMBINED;
  }

  /**
   * {@return whether a model is of p(x) alone by its cells, so that it has no features but v}
   *
   * @param schema of the rows
   * @param cells whether its log p(x) is that of cells
   */
  public static boolean encodedAlone(Schema schema, boolean cells) {
    return cells && schema.target().isEmpty() && schema.image().isEmpty();
  }

  /**
   * {@return the scores that a model can give}
   *
   * @param manifest of the model
   */
  public static List<NoveltyScore> scores(Manifest manifest) {
    boolean images = manifest.schema().image().isPresent();
    return Arrays.stream(NoveltyScore.values())
        .filter(
            score ->
                switch (score) {
                  case DENSITY, TYPICALITY, NORM, SHAPE, VOLUMES, CLASSES, COMBINED -> true;
                  case ENTROPY -> manifest.schema().target().isPresent();
                  case IGNORANCE -> manifest.tellsIgnorance();
                  case NEIGHBOURS -> !images;
                  case CELLS -> manifest.density().isPresent();
                  case OUTLYING -> encodedAlone(manifest.schema(), manifest.density().isPresent());
                  case COMPLEXITY, RATIO, TEXTURE -> images;
                })
        .toList();
  }

  /**
   * {@return how many training rows of a model are used} Wide models use fewer rows, because
   * finding the nearest rows takes longer.
   *
   * @param schema of the rows
   */
  public static int looked(Schema schema) {
    return schema.image().isPresent()
        ? MOST_IMAGES
        : Math.max(ALWAYS, Math.min(MOST, MOST_NUMBERS / schema.dimension()));
  }

  /**
   * {@return how novel a row is, or NaN if it has no density}
   *
   * @param score by which to judge
   * @param row what the model says of the row
   */
  public double score(NoveltyScore score, Evidence row) {
    if (Double.isNaN(row.logDensity())) {
      return Double.NaN;
    }
    return switch (score) {
      case DENSITY -> -row.logDensity();
      case TYPICALITY -> Math.abs(row.logDensity() + densities.kept()[densities.kept().length / 2]);
      case NORM -> norm(row);
      case SHAPE -> shape(row);
      case VOLUMES -> volumes(row);
      case CLASSES -> nearestClass(row);
      case ENTROPY ->
          row.own() instanceof ClassDistribution k ? k.entropy() : Math.log(row.own().sd());
      case IGNORANCE -> row.uncertainty().map(Uncertainty::model).orElse(0.0);
      case NEIGHBOURS, TEXTURE -> distance(row, NEIGHBOUR);
      case OUTLYING -> outlying.orElseThrow().score(row.encoded(), row.offset(), row.latent());
      case COMPLEXITY ->
          -row.logDensity() - Complexity.nats(row.images().orElseThrow(), row.index());
      case RATIO ->
          -row.logDensity()
              - background.orElseThrow().nats(row.images().orElseThrow(), row.index());
      case CELLS -> mostSurprising(row);
      case COMBINED -> combined(row, distances.orElseThrow().nats(distance(row, NEIGHBOUR)));
    };
  }

  /**
   * {@return the share of validation rows that are at least as novel, see {@link
   * Calibration#pValue}}
   *
   * @param score by which novelty was measured
   * @param novelty of a row, by that score
   */
  public double pValue(NoveltyScore score, double novelty) {
    return calibration(score).pValue(novelty);
  }

  /**
   * {@return what calibrates a score}
   *
   * @param score one that is calibrated
   */
  public Calibration calibration(NoveltyScore score) {
    Calibration calibration = calibrations.get(score);
    if (calibration == null) {
      throw new UnusableFileException(
          "model must be calibrated for the score, one of %s, got %s"
              .formatted(
                  calibrations.keySet().stream().map(NoveltyReference::name).toList(),
                  name(score)));
    }
    return calibration;
  }

  /** {@return the measures of the training rows from which surprise is computed, each sorted} */
  public List<double[]> surprises() {
    // Every load asks for these: see AnswerCheck.
    List<double[]> kept = new ArrayList<>();
    kept.add(densities.kept());
    if (distances.isPresent()) {
      kept.add(distances.get().kept());
    }
    if (classDistances.isPresent()) {
      kept.add(classDistances.get().kept());
    }
    if (outlying.isPresent()) {
      for (Surprise surprise : outlying.get().surprises()) {
        kept.add(surprise.kept());
      }
    }
    if (tails.isPresent()) {
      double[] excesses = tails.get().excesses();
      for (int column = 0; column < excesses.length; column++) {
        kept.add(new double[] {tails.get().starts()[column], excesses[column]});
      }
    }
    return kept;
  }

  /** {@return the scores that are calibrated} */
  public Set<NoveltyScore> calibrated() {
    return calibrations.keySet();
  }

  /**
   * Tests by a score whether rows are as novel as the calibration rows.
   *
   * @param score one that is calibrated
   * @param rows what the model says of the rows
   * @return the shift of these rows
   */
  public Calibration.Shift shift(NoveltyScore score, List<Evidence> rows) {
    return calibration(score)
        .shift(rows.parallelStream().mapToDouble(row -> score(score, row)).toArray());
  }

  /** {@return the kept training rows v (M, D); empty for images} */
  public float[] rows() {
    return rows;
  }

  /**
   * {@return the mean of each class in z (K, D), then the standard deviations (D) about these
   * means}
   */
  public double[] classes() {
    return classes;
  }

  /**
   * {@return the distance from a near training row: for rows of a table in v, for images in
   * texture}
   *
   * @param row what the model says of the row
   * @param neighbour 1 for the nearest kept row, 2 for the second
   */
  public double distance(Evidence row, int neighbour) {
    return texture.isPresent()
        ? neighbours.orElseThrow().distance(texture(texture.get(), row), 0, neighbour)
        : neighbours.orElseThrow().distance(row.encoded(), row.offset(), neighbour);
  }

  /**
   * {@return the texture of the image of a row (T)}
   *
   * @param texture measures images of this shape
   * @param row a row that is an image
   */
  public static float[] texture(Texture texture, Evidence row) {
    return texture.of(row.images().orElseThrow(), row.index());
  }

  private double mostSurprising(Evidence row) {
    if (tails.isEmpty()) {
      throw new UnusableFileException("weights must hold " + CELLS + ", got none");
    }
    double far = distances.orElseThrow().nats(distance(row, NEIGHBOUR));
    return Math.max(far, tails.get().most(row.surprises()));
  }

  private double combined(Evidence row, double distance) {
    return texture.isPresent()
        ? Math.max(
            distance, classDistances.orElseThrow().nats(nearestClass(row)) - Math.log(BY_TEXTURE))
        : densityShare * Math.log1p(densities.nats(-row.logDensity()))
            + Math.log1p(distance)
            + (classDistances.isPresent()
                ? BY_MEAN * Math.log1p(classDistances.get().nats(nearestClass(row)))
                : 0);
  }

  /** The means of the blocks, then their standard deviations. */
  private double volumes(Evidence row) {
    int blocks = row.volumes().length;
    double sum = 0;
    int counted = 0;
    for (int k = 0; k < blocks; k++) {
      double deviation = volumes[blocks + k];
      if (deviation > ROUNDING * (1 + Math.abs(volumes[k]))) {
        double gap = (row.volumes()[k] - volumes[k]) / deviation;
        sum += gap * gap;
        counted++;
      }
    }
    return counted == 0 ? 0 : sum / counted;
  }

  private double norm(Evidence row) {
    double sum = 0;
    for (int d = row.latentOffset(); d < row.latentOffset() + width; d++) {
      sum += (double) row.latent()[d] * row.latent()[d];
    }
    return sum / width / manifest.flow().latentVariance();
  }

  private double shape(Evidence row) {
    double deviation = Math.sqrt(manifest.flow().latentVariance());
    float[] sorted =
        Arrays.copyOfRange(row.latent(), row.latentOffset(), row.latentOffset() + width);
    Arrays.sort(sorted);
    double farthest = 0;
    for (int d = 0; d < width; d++) {
      double expected = StandardNormal.cdf(sorted[d] / deviation);
      double gap = Math.max((d + 1.0) / width - expected, expected - (double) d / width);
      farthest = Math.max(farthest, gap);
    }
    return farthest;
  }

  /**
   * {@return the mean square distance of z from the nearest mean of a class, in standard deviations
   * about the means}
   *
   * @param row what the model says of the row
   */
  public double nearestClass(Evidence row) {
    int deviations = classes.length - width;
    double nearest = Double.POSITIVE_INFINITY;
    for (int from = 0; from < deviations; from += width) {
      double sum = 0;
      for (int d = 0; d < width; d++) {
        double gap =
            (row.latent()[row.latentOffset() + d] - classes[from + d]) / classes[deviations + d];
        sum += gap * gap;
      }
      nearest = Math.min(nearest, sum / width);
    }
    return nearest;
  }

  /**
   * {@return the tensor of this name}
   *
   * @param weights tensors by name
   * @param name of the tensor
   * @throws UnusableFileException if there is none
   */
  public static TensorData require(Map<String, TensorData> weights, String name) {
    TensorData tensor = weights.get(name);
    if (tensor == null) {
      throw new UnusableFileException("weights must hold " + name + ", got none");
    }
    return tensor;
  }

  /**
   * {@return the name of a score in files and options}
   *
   * @param score the score
   */
  public static String name(NoveltyScore score) {
    return score.name().toLowerCase(Locale.ROOT);
  }
}
