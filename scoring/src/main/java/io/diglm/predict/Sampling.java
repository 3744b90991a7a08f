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

/**
 * Simulates rows: x ~ p(x), either cell by cell or by z ~ p_z and x = f^-1(z), and, if there is a
 * target, y ~ p(y|x).
 *
 * @param manifest of the model
 * @param encoder of its rows
 * @param scorer its network
 * @param density the density of cells, if log p(x) does not come from the flow
 * @param model its p(y|z)
 */
record Sampling(
    Manifest manifest,
    Encoder encoder,
    Scorer scorer,
    Optional<CellDensity> density,
    TargetModel model) {
  private static final int MOST_NUMBERS = 1 << 28;

  Table draw(int rows, long seed) {
    if (density.isPresent()) {
      return draw(density.get(), rows, seed);
    }
    double deviation = Math.sqrt(manifest.flow().latentVariance());
    return draw(rows, seed, (row, axis, normal) -> deviation * normal);
  }

  /**
   * Draws z about the means of the classes instead. Each class in turn gets the same number of
   * rows.
   *
   * @param classes their means (K, D), then the deviations (D) about them
   */
  Table drawTypical(int rows, long seed, double[] classes) {
    int d = encoder.dimension();
    int deviations = classes.length - d;
    long count = deviations / d;
    return draw(
        rows,
        seed,
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
          float[] part = encoder.encode(bound, from, to).v();
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

  private Table draw(int rows, long seed, Feature feature) {
    requireRows(rows);
    SplittableRandom random = new SplittableRandom(seed);
    int d = encoder.dimension();
    float[] latent = new float[rows * d];
    for (int i = 0; i < latent.length; i++) {
      latent[i] = (float) feature.of(i / d, i % d, random.nextGaussian());
    }
    float[] v = encoded(latent, rows);
    return withTargets(encoder.decode(v, rows), v, rows, random);
  }

  /** Returns v (N, D) of these features z. */
  float[] encoded(float[] latent, int rows) {
    float[] v = new float[latent.length];
    inBatches(rows, (from, to) -> decode(latent, from, to, v));
    return v;
  }

  private TableColumn targets(Target target, float[] v, int rows, SplittableRandom random) {
    double[] eta = new double[rows * manifest.head().predictors()];
    float[] latent = new float[v.length];
    inBatches(rows, (from, to) -> score(v, from, to, latent, eta));
    model.refine(latent, eta);
    double[] y = new double[rows];
    for (int row = 0; row < rows; row++) {
      y[row] = model.distribution(latent, eta, row).sample(random);
    }
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

  private void decode(float[] latent, int from, int to, float[] v) {
    int d = encoder.dimension();
    float[] decoded = new float[(to - from) * d];
    scorer.decode(Arrays.copyOfRange(latent, from * d, to * d), to - from, decoded);
    System.arraycopy(decoded, 0, v, from * d, decoded.length);
  }

  private void score(float[] v, int from, int to, float[] latent, double[] eta) {
    int d = encoder.dimension();
    int p = manifest.head().predictors();
    float[] z = new float[(to - from) * d];
    double[] scored = new double[(to - from) * p];
    float[] rows = Arrays.copyOfRange(v, from * d, to * d);
    scorer.score(rows, to - from, z, scored, new double[to - from]);
    System.arraycopy(z, 0, latent, from * d, z.length);
    System.arraycopy(scored, 0, eta, from * p, scored.length);
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
