package io.diglm.novelty;

import io.diglm.distribution.ClassDistribution;
import io.diglm.model.Manifest;
import io.diglm.model.ModelFile;
import io.diglm.model.TensorData;
import io.diglm.model.UnusableFileException;
import io.diglm.selective.Calibration;
import io.diglm.selective.NoveltyScore;
import io.diglm.selective.Surprise;
import java.util.ArrayList;
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
  /** The neighbour whose distance counts. */
  public static final int NEIGHBOUR = 2;

  /** For images, the allowed number of false alarms by texture for each false alarm by class. */
  private static final double BY_TEXTURE = 19;

  /**
   * Weight of the surprise of the density relative to that of the distance. The density of a flow
   * is smooth. The density of cells is sharp and, with few training rows, a worse judge of far
   * rows.
   */
  public static final double BY_CELLS = 0.25;

  /** Weight of the surprise by the distance of the encoded row from the mean of all. */
  public static final double BY_MEAN = 0.5;

  private final double densityShare;
  private final Surprise densities;
  private final Optional<Surprise> distances;
  private final Optional<Surprise> classDistances;
  private final Optional<Neighbours> neighbours;
  private final Optional<Outlying> outlying;
  private final Optional<CellTails> tails;
  private final Optional<Texture> texture;
  private final Optional<Background> background;
  private final float[] rows;
  private final LatentScores latent;
  private final Calibrations calibrations;

  /**
   * Takes the tensors that a model keeps, or those that have been learned so far.
   *
   * @param manifest of the model
   * @param weights the tensors, by name
   */
  public NoveltyReference(Manifest manifest, Map<String, TensorData> weights) {
    densityShare = manifest.density().isPresent() ? BY_CELLS : 1;
    densities =
        Surprise.ofRounded(NoveltyTensors.require(weights, NoveltyTensors.DENSITIES).doubles());
    distances = surprise(weights, NoveltyTensors.DISTANCES);
    classDistances = surprise(weights, NoveltyTensors.CLASS_DISTANCES);
    rows =
        Optional.ofNullable(weights.get(NoveltyTensors.ROWS))
            .map(TensorData::floats)
            .orElse(new float[0]);
    outlying =
        Optional.ofNullable(weights.get(NoveltyTensors.OUTLYING))
            .map(t -> Outlying.of(rows, manifest.schema().dimension(), t.doubles()));
    tails =
        Optional.ofNullable(weights.get(NoveltyTensors.CELLS))
            .map(t -> CellTails.of(t.doubles(), manifest.schema().features().size()));
    texture = manifest.schema().image().map(Texture::new);
    neighbours =
        rows.length > 0
            ? Optional.of(Neighbours.ofRows(rows, manifest.schema()))
            : Optional.ofNullable(weights.get(NoveltyTensors.TEXTURES))
                .map(t -> Neighbours.inDeviations(t.floats(), texture.orElseThrow().size()));
    background =
        Optional.ofNullable(weights.get(NoveltyTensors.BACKGROUND))
            .map(t -> Background.of(manifest.schema().image().orElseThrow(), t.doubles()));
    latent =
        new LatentScores(
            manifest.width(),
            manifest.flow().latentVariance(),
            NoveltyTensors.require(weights, NoveltyTensors.CLASSES).doubles(),
            Optional.ofNullable(weights.get(NoveltyTensors.VOLUMES))
                .map(TensorData::doubles)
                .orElse(new double[0]));
    calibrations = Calibrations.of(manifest, weights);
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
      case NORM -> latent.norm(row);
      case SHAPE -> latent.shape(row);
      case VOLUMES -> latent.volumes(row);
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
    return calibrations.of(score);
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
    return calibrations.scores();
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
    return latent.classes();
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
      throw new UnusableFileException("weights must hold " + NoveltyTensors.CELLS + ", got none");
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

  /**
   * {@return the mean square distance of z from the nearest mean of a class, in standard deviations
   * about the means}
   *
   * @param row what the model says of the row
   */
  public double nearestClass(Evidence row) {
    return latent.nearestClass(row);
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
