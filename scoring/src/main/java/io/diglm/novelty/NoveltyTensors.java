package io.diglm.novelty;

import io.diglm.model.TensorData;
import io.diglm.model.UnusableFileException;
import java.util.Map;

/** The names of the tensors that a model keeps to judge novelty. */
public final class NoveltyTensors {
  /** Tensors of a model file whose names start so belong here, not to the network. */
  public static final String PREFIX = "novelty.";

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

  private NoveltyTensors() {}

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
}
