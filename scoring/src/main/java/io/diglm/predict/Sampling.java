package io.diglm.predict;

import io.diglm.density.CellDensity;
import io.diglm.model.Manifest;
import io.diglm.network.Scorer;
import io.diglm.schema.BoundTable;
import io.diglm.schema.Cells;
import io.diglm.schema.Encoder;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.schema.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Simulates rows: x ~ p(x), either cell by cell or by z ~ p_z and x = f^-1(z), and, if there is a
 * target, y ~ p(y|x).
 *
 * @param manifest of the model
 * @param encoder of its rows
 * @param ensemble its networks; where p(x) comes from the flows, each row is of a random one
 * @param density the density of cells, if log p(x) does not come from the flow
 */
record Sampling(
    Manifest manifest, Encoder encoder, Ensemble ensemble, Optional<CellDensity> density) {
  private static final int MOST_NUMBERS = 1 << 28;

  Table draw(int rows, long seed) {
    if (density.isPresent()) {
      return draw(density.get(), rows, seed);
    }
    double deviation = Math.sqrt(manifest.flow().latentVariance());
    return draw(rows, seed, ensemble.size(), (row, axis, normal) -> deviation * normal);
  }

  /**
   * Draws z about the means of the classes instead. Each class in turn gets the same number of
   * rows.
   *
   * @param classes their means (K, D), then the deviations (D) about them
   */
  Table drawTypical(int rows, long seed, double[] classes) {
    int d = manifest.width();
    int deviations = classes.length - d;
    long count = deviations / d;
    return draw(
        rows,
        seed,
        1,
        (row, axis, normal) ->
            classes[(int) (row * count / rows) * d + axis] + classes[deviations + axis] * normal);
  }

  /** Maps a standard normal number to one axis of the z of a row. */
  private interface Feature {
    double of(int row, int axis, double normal);
  }

  /** Draws cells. Targets are then drawn from p(y|x) of these rows, as in a prediction. */
  private Table draw(CellDensity density, int rows, long seed) {
    requireRows(rows);
    SplittableRandom random = new SplittableRandom(seed);
    Table decoded = encoder.decode(density.sample(rows, random), rows);
    BoundTable bound = encoder.bind(decoded);
    float[] v = new float[rows * encoder.dimension()];
    inBatches(
        rows,
        (from, to) -> {
          float[] part = encoder.bounded(encoder.encode(bound, from, to).v());
          System.arraycopy(part, 0, v, from * encoder.dimension(), part.length);
        });
    return withTargets(decoded, v, rows, random);
  }

  private void requireRows(int rows) {
    if (rows < 1) {
      throw new IllegalArgumentException("rows must be at least 1, got " + rows);
    }
    int most = MOST_NUMBERS / Math.max(encoder.dimension(), manifest.head().predictors());
    if (rows > most) {
      throw new IllegalArgumentException(
          "rows must be at most %,d at once, got %,d (draw them in parts)".formatted(most, rows));
    }
  }

  private Table withTargets(Table decoded, float[] v, int rows, SplittableRandom random) {
    List<TableColumn> columns = new ArrayList<>(decoded.columns());
    manifest.schema().target().ifPresent(y -> columns.add(targets(y, v, rows, random)));
    return new Table("sample", columns, rows, decoded.images());
  }

  /** Draws each row by one of the first networks at random. */
  private Table draw(int rows, long seed, int networks, Feature feature) {
    requireRows(rows);
    SplittableRandom random = new SplittableRandom(seed);
    int d = manifest.width();
    float[] latent = new float[rows * d];
    for (int i = 0; i < latent.length; i++) {
      latent[i] = (float) feature.of(i / d, i % d, random.nextGaussian());
    }
    int[] network = new int[rows];
    if (networks > 1) {
      Arrays.setAll(network, row -> random.nextInt(networks));
    }
    float[] v = new float[rows * encoder.dimension()];
    for (int k = 0; k < networks; k++) {
      decode(k, latent, network, v);
    }
    return withTargets(encoder.decode(v, rows), v, rows, random);
  }

  /** Returns v (N, D) of these features z of the first network. */
  float[] encoded(float[] latent, int rows) {
    float[] v = new float[rows * encoder.dimension()];
    decode(0, latent, new int[rows], v);
    return v;
  }

  /** Writes v of the rows of one network. */
  private void decode(int k, float[] latent, int[] network, float[] v) {
    int d = encoder.dimension();
    Scorer scorer = ensemble.member(k).scorer();
    int width = scorer.width();
    int[] own = IntStream.range(0, network.length).filter(row -> network[row] == k).toArray();
    inBatches(
        own.length,
        (from, to) -> {
          float[] z = new float[(to - from) * width];
          float[] decoded = new float[(to - from) * d];
          for (int i = from; i < to; i++) {
            System.arraycopy(latent, own[i] * width, z, (i - from) * width, width);
          }
          scorer.decode(z, to - from, decoded);
          for (int i = from; i < to; i++) {
            System.arraycopy(decoded, (i - from) * d, v, own[i] * d, d);
          }
        });
  }

  private TableColumn targets(Target target, float[] v, int rows, SplittableRandom random) {
    int d = encoder.dimension();
    double[] y = new double[rows];
    inBatches(
        rows,
        (from, to) -> {
          Scores scores = ensemble.score(Arrays.copyOfRange(v, from * d, to * d), to - from, false);
          for (int row = from; row < to; row++) {
            y[row] = ensemble.answer(scores, row - from).distribution().sample(random);
          }
        });
    if (target.type() == StorageType.INTEGER) {
      // The family is continuous but the target holds whole numbers, so the draws are rounded.
      Arrays.setAll(y, row -> Math.rint(y[row]));
    }
    return new TableColumn(
        target.name(), target.categorical() ? StorageType.TEXT : target.type(), cells(target, y));
  }

  /** Rows {@code from} to {@code to - 1} at once. */
  private interface Part {
    void of(int from, int to);
  }

  private void inBatches(int rows, Part part) {
    for (int from = 0; from < rows; from += encoder.batch()) {
      part.of(from, Math.min(rows, from + encoder.batch()));
    }
  }

  private static Cells cells(Target target, double[] y) {
    if (!target.categorical()) {
      return new Cells.Numbers(y);
    }
    int[] codes = new int[y.length];
    for (int row = 0; row < y.length; row++) {
      codes[row] = (int) y[row];
    }
    return new Cells.Texts(codes, target.classes());
  }
}
