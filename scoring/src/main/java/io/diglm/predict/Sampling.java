package io.diglm.predict;

import io.diglm.model.Manifest;
import io.diglm.schema.Cells;
import io.diglm.schema.Encoder;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.schema.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Simulated rows: z ~ p_z, x = f^-1(z), y ~ p(y|z).
 *
 * @param manifest of the model
 * @param encoder of its rows
 * @param scorer its network
 * @param model its p(y|z)
 */
record Sampling(Manifest manifest, Encoder encoder, Scorer scorer, TargetModel model) {
  Table draw(int rows, long seed) {
    if (rows < 1) {
      throw new IllegalArgumentException("rows must be at least 1, got " + rows);
    }
    SplittableRandom random = new SplittableRandom(seed);
    double deviation = Math.sqrt(manifest.flow().latentVariance());
    float[] latent = new float[rows * encoder.dimension()];
    for (int i = 0; i < latent.length; i++) {
      latent[i] = (float) (deviation * random.nextGaussian());
    }
    float[] v = new float[latent.length];
    scorer.decode(latent, rows, v);
    List<TableColumn> columns = new ArrayList<>(encoder.decode(v, rows).columns());
    columns.add(targets(v, rows, random));
    return new Table("sample", columns, rows);
  }

  private TableColumn targets(float[] v, int rows, SplittableRandom random) {
    double[] eta = new double[rows * manifest.head().predictors()];
    float[] latent = new float[v.length];
    scorer.score(v, rows, latent, eta, new double[rows]);
    model.refine(latent, eta);
    double[] y = new double[rows];
    for (int row = 0; row < rows; row++) {
      y[row] = model.distribution(latent, eta, row).sample(random);
    }
    Target target = manifest.schema().target();
    if (target.type() == StorageType.INTEGER) {
      // A continuous family of a whole-numbered target: as its values are recorded.
      Arrays.setAll(y, row -> Math.rint(y[row]));
    }
    return new TableColumn(
        target.name(), target.categorical() ? StorageType.TEXT : target.type(), cells(target, y));
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
