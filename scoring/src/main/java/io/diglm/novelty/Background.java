package io.diglm.novelty;

import io.diglm.schema.ImageShape;
import io.diglm.schema.Images;
import java.util.SplittableRandom;

/**
 * A model of images that knows only how a pixel depends on the pixels next to it. Each pixel has a
 * Laplace distribution about a linear function of its neighbours to the left and above and of the
 * channels before, with a deviation that depends on how much those differ. What this model finds
 * probable too does not depend on what an image shows (Ren et al. 2019, whose background model is a
 * deep network; as there, a tenth of the pixels it learns from are random).
 */
public final class Background {
  private static final double MUTATED = 0.1;
  private static final int OWN = 4;
  private static final int OTHER = 3;
  private static final int LEVELS = 256;

  /** Neighbours are classed by how much they differ, in half octaves. */
  private static final int KINDS = 24;

  /** The least mean error: pixels are whole numbers. */
  private static final double LEAST = 0.3;

  private static final double RIDGE = 1e-6;

  private final ImageShape shape;
  private final double[][] weights;
  private final double[][] scales;

  private Background(ImageShape shape) {
    this.shape = shape;
    weights = new double[shape.channels()][];
    scales = new double[shape.channels()][KINDS];
    for (int c = 0; c < weights.length; c++) {
      weights[c] = new double[OWN + OTHER * c + 1];
    }
  }

  /**
   * Learns from images. It replaces some of their pixels at random, by its own random stream.
   *
   * @param images training images
   * @return the background that they have
   */
  public static Background of(Images images) {
    Images mutated = mutated(images);
    Background model = new Background(images.shape());
    for (int c = 0; c < model.weights.length; c++) {
      model.learn(mutated, c);
    }
    return model;
  }

  private static Images mutated(Images images) {
    SplittableRandom random = new SplittableRandom(1);
    byte[] pixels = images.pixels().clone();
    for (int i = 0; i < pixels.length; i++) {
      if (random.nextDouble() < MUTATED) {
        pixels[i] = (byte) random.nextInt(LEVELS);
      }
    }
    return new Images(images.shape(), pixels);
  }

  /**
   * Reads what {@link #numbers} returned.
   *
   * @param shape of the images
   * @param numbers what {@link #numbers} returned
   * @return the background
   */
  public static Background of(ImageShape shape, double[] numbers) {
    Background model = new Background(shape);
    int at = 0;
    for (double[][] part : new double[][][] {model.weights, model.scales}) {
      for (double[] row : part) {
        System.arraycopy(numbers, at, row, 0, row.length);
        at += row.length;
      }
    }
    return model;
  }

  /** {@return what it learned: the weights of each channel, then the deviations of each channel} */
  public double[] numbers() {
    int size = 0;
    for (int c = 0; c < weights.length; c++) {
      size += weights[c].length + KINDS;
    }
    double[] numbers = new double[size];
    int at = 0;
    for (double[][] part : new double[][][] {weights, scales}) {
      for (double[] row : part) {
        System.arraycopy(row, 0, numbers, at, row.length);
        at += row.length;
      }
    }
    return numbers;
  }

  /**
   * Receives a pixel: its value, and the values that predict it, with 1 last. That array is reused.
   */
  private interface Pixel {
    void of(double value, double[] seen, int kind);
  }

  private void learn(Images images, int channel) {
    int n = weights[channel].length;
    double[][] products = new double[n][n];
    double[] withValue = new double[n];
    each(
        images,
        channel,
        (value, seen, kind) -> {
          for (int a = 0; a < n; a++) {
            withValue[a] += seen[a] * value;
            for (int b = 0; b <= a; b++) {
              products[a][b] += seen[a] * seen[b];
            }
          }
        });
    for (int a = 0; a < n; a++) {
      products[a][a] += RIDGE * (1 + products[a][a]);
    }
    System.arraycopy(SymmetricMatrix.solve(products, withValue), 0, weights[channel], 0, n);
    double[] errors = new double[KINDS];
    double[] counts = new double[KINDS];
    each(
        images,
        channel,
        (value, seen, kind) -> {
          errors[kind] += Math.abs(value - expected(channel, seen));
          counts[kind]++;
        });
    double before = LEAST;
    for (int kind = 0; kind < KINDS; kind++) {
      // A class that was not seen gets the deviation of the class before it.
      before = counts[kind] > 0 ? LEAST + errors[kind] / counts[kind] : before;
      scales[channel][kind] = before;
    }
  }

  private void each(Images images, int channel, Pixel pixel) {
    for (int index = 0; index < images.size(); index++) {
      each(images, index, channel, pixel);
    }
  }

  private void each(Images images, int index, int channel, Pixel pixel) {
    int width = shape.width();
    int size = width * shape.height();
    int from = index * shape.size();
    double[] seen = new double[weights[channel].length];
    seen[seen.length - 1] = 1;
    byte[] pixels = images.pixels();
    for (int i = 0; i < shape.height(); i++) {
      for (int j = 0; j < width; j++) {
        // Pixels outside the image repeat the edge pixel.
        int here = i * width + j;
        int up = i == 0 ? here : here - width;
        int left = j == 0 ? (i == 0 ? here : up) : here - 1;
        int corner = j == 0 ? up : up - 1;
        int right = j == width - 1 ? up : up + 1;
        double activity = 0;
        for (int c = 0; c <= channel; c++) {
          int start = from + c * size;
          boolean first = i == 0 && j == 0;
          if (c == channel) {
            seen[0] = first ? LEVELS / 2.0 : pixels[start + left] & 0xFF;
            seen[1] = i == 0 ? seen[0] : pixels[start + up] & 0xFF;
            seen[2] = i == 0 ? seen[0] : pixels[start + corner] & 0xFF;
            seen[3] = i == 0 ? seen[0] : pixels[start + right] & 0xFF;
            activity += Math.abs(seen[0] - seen[2]) + Math.abs(seen[1] - seen[2]);
            activity += Math.abs(seen[1] - seen[3]);
          } else {
            int at = OWN + OTHER * c;
            seen[at] = pixels[start + here] & 0xFF;
            seen[at + 1] = pixels[start + left] & 0xFF;
            seen[at + 2] = pixels[start + up] & 0xFF;
            activity += Math.abs(seen[at] - seen[at + 1]) + Math.abs(seen[at] - seen[at + 2]);
          }
        }
        pixel.of(pixels[from + channel * size + here] & 0xFF, seen, kind((long) activity));
      }
    }
  }

  /** Returns 2 log2(1 + a) rounded down, exactly. */
  private static int kind(long activity) {
    long square = (activity + 1) * (activity + 1);
    return Math.min(KINDS - 1, Long.SIZE - 1 - Long.numberOfLeadingZeros(square));
  }

  private double expected(int channel, double[] seen) {
    double sum = 0;
    for (int a = 0; a < seen.length; a++) {
      sum += weights[channel][a] * seen[a];
    }
    return Math.max(0, Math.min(LEVELS - 1.0, sum));
  }

  /** Returns the negative log-probability of an image. */
  double nats(Images images, int index) {
    double[] sum = new double[1];
    for (int c = 0; c < weights.length; c++) {
      int channel = c;
      each(
          images,
          index,
          channel,
          (value, seen, kind) ->
              sum[0] -= logMass(value - expected(channel, seen), scales[channel][kind]));
    }
    return sum[0];
  }

  /** Returns the log of the mass of a Laplace distribution within a half of a point. */
  private static double logMass(double place, double scale) {
    double far = Math.abs(place);
    return far >= 0.5
        ? -far / scale + Math.log(Math.sinh(0.5 / scale))
        : Math.log(1 - Math.exp(-0.5 / scale) * Math.cosh(far / scale));
  }
}
