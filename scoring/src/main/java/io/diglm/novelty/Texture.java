package io.diglm.novelty;

import io.diglm.schema.ImageShape;
import io.diglm.schema.Images;
import java.util.Arrays;

/**
 * Describes how images look in small regions, independently of what they show. In these numbers,
 * images of one origin are near each other.
 *
 * <p>For each channel (of three channels: their mean, red minus green, yellow minus blue) they are
 * the logs of the mean energies of its cosine transform (Ahmed et al. 1974), by thirds of an octave
 * of frequency and by three orientations. Then follows the logarithm of the covariance matrix
 * (Arsigny et al. 2006) of 2 x 2 pixels of all channels, over all positions.
 */
public final class Texture {
  /**
   * Added to energies and variances, for pixels from 0 to 1, so that noise of one grey level has no
   * effect.
   */
  private static final double FLOOR = 1e-4;

  private static final int ORIENTATIONS = 3;
  private static final int SIDE = 2;

  private final ImageShape shape;

  /** (H, H): row k is the k-th cosine, with norm 1. */
  private final double[][] down;

  /** (W, W): column k is the k-th cosine, with norm 1. */
  private final double[][] across;

  /** The band of each coefficient (H W). */
  private final int[] bands;

  private final int[] sizes;

  /**
   * Prepares to measure images of a shape.
   *
   * @param shape of the images
   */
  public Texture(ImageShape shape) {
    this.shape = shape;
    down = cosines(shape.height());
    across = transposed(cosines(shape.width()));
    bands = new int[shape.height() * shape.width()];
    for (int i = 0; i < shape.height(); i++) {
      for (int j = 0; j < shape.width(); j++) {
        bands[i * shape.width() + j] = ORIENTATIONS * third(Math.max(i, j)) + orientation(i, j);
      }
    }
    int[] used = Arrays.stream(bands).sorted().distinct().toArray();
    sizes = new int[used.length];
    for (int at = 0; at < bands.length; at++) {
      bands[at] = Arrays.binarySearch(used, bands[at]);
      sizes[bands[at]]++;
    }
  }

  /**
   * Returns the third of an octave in which a frequency lies: 3 log2(1 + k) rounded down, exactly.
   */
  private static int third(long k) {
    return Long.SIZE - 1 - Long.numberOfLeadingZeros((k + 1) * (k + 1) * (k + 1));
  }

  /** Returns the third of the right angle into which (i, j) points, exactly. */
  private static int orientation(long i, long j) {
    if (3 * i * i < j * j) {
      return 0;
    }
    return i * i < 3 * j * j ? 1 : 2;
  }

  private static double[][] cosines(int size) {
    double[][] rows = new double[size][size];
    for (int k = 0; k < size; k++) {
      double norm = Math.sqrt((k == 0 ? 1.0 : 2.0) / size);
      for (int i = 0; i < size; i++) {
        rows[k][i] = norm * Math.cos(Math.PI * k * (i + 0.5) / size);
      }
    }
    return rows;
  }

  private static double[][] transposed(double[][] rows) {
    double[][] columns = new double[rows.length][rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows.length; j++) {
        columns[j][i] = rows[i][j];
      }
    }
    return columns;
  }

  /** {@return how many numbers describe an image} */
  public int size() {
    int width = patch();
    return shape.channels() * sizes.length + width * (width + 1) / 2;
  }

  private int patch() {
    return shape.channels() * SIDE * SIDE;
  }

  /**
   * {@return the numbers of an image}
   *
   * @param images of this shape
   * @param index of the image, from 0
   */
  public float[] of(Images images, int index) {
    double[][] channels = channels(images, index);
    float[] numbers = new float[size()];
    int at = 0;
    double[][] opponents = channels.length == 3 ? opponents(channels) : channels;
    for (double[] channel : opponents) {
      for (double energy : energies(channel)) {
        numbers[at++] = (float) Math.log(energy + FLOOR);
      }
    }
    double[][] logarithm = SymmetricMatrix.log(covariance(channels));
    for (int a = 0; a < logarithm.length; a++) {
      for (int b = 0; b <= a; b++) {
        numbers[at++] = (float) logarithm[a][b];
      }
    }
    return numbers;
  }

  private double[][] channels(Images images, int index) {
    int size = shape.height() * shape.width();
    double[][] channels = new double[shape.channels()][size];
    int from = index * shape.size();
    for (int c = 0; c < channels.length; c++) {
      for (int i = 0; i < size; i++) {
        channels[c][i] = (images.pixels()[from + c * size + i] & 0xFF) / 255.0;
      }
    }
    return channels;
  }

  private static double[][] opponents(double[][] colours) {
    int size = colours[0].length;
    double[][] opponents = new double[3][size];
    for (int i = 0; i < size; i++) {
      double red = colours[0][i];
      double green = colours[1][i];
      double blue = colours[2][i];
      opponents[0][i] = (red + green + blue) / 3;
      opponents[1][i] = red - green;
      opponents[2][i] = (red + green) / 2 - blue;
    }
    return opponents;
  }

  /** Returns the mean square of the coefficients of each band. */
  private double[] energies(double[] channel) {
    int height = shape.height();
    int width = shape.width();
    double[][] half = new double[height][width];
    for (int i = 0; i < height; i++) {
      for (int j = 0; j < width; j++) {
        add(channel[i * width + j], across[j], half[i]);
      }
    }
    double[] energies = new double[sizes.length];
    double[] row = new double[width];
    for (int k = 0; k < height; k++) {
      Arrays.fill(row, 0);
      for (int i = 0; i < height; i++) {
        add(down[k][i], half[i], row);
      }
      for (int j = 0; j < width; j++) {
        energies[bands[k * width + j]] += row[j] * row[j];
      }
    }
    for (int band = 0; band < energies.length; band++) {
      energies[band] /= sizes[band];
    }
    return energies;
  }

  /** A separate loop, which the compiler vectorises. */
  private static void add(double factor, double[] from, double[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] += factor * from[i];
    }
  }

  /** Returns the covariance of the pixels of a patch; an image of one row or column repeats it. */
  private double[][] covariance(double[][] channels) {
    int width = shape.width();
    int places = Math.max(1, shape.height() - 1) * Math.max(1, width - 1);
    double[][] pixels = new double[patch()][places];
    for (int p = 0; p < pixels.length; p++) {
      double[] channel = channels[p / (SIDE * SIDE)];
      int lower = p / SIDE % SIDE;
      int right = p % SIDE;
      double mean = 0;
      for (int place = 0; place < places; place++) {
        int i = Math.min(place / Math.max(1, width - 1) + lower, shape.height() - 1);
        int j = Math.min(place % Math.max(1, width - 1) + right, width - 1);
        pixels[p][place] = channel[i * width + j];
        mean += pixels[p][place] / places;
      }
      for (int place = 0; place < places; place++) {
        pixels[p][place] -= mean;
      }
    }
    double[][] covariance = new double[pixels.length][pixels.length];
    for (int a = 0; a < pixels.length; a++) {
      for (int b = 0; b <= a; b++) {
        double sum = 0;
        for (int place = 0; place < places; place++) {
          sum += pixels[a][place] * pixels[b][place];
        }
        covariance[a][b] = sum / places + (a == b ? FLOOR : 0);
        covariance[b][a] = covariance[a][b];
      }
    }
    return covariance;
  }
}
