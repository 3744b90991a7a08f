package io.diglm.train;

import io.diglm.glm.GaussianPosterior;
import io.diglm.glm.NormalEquations;
import io.diglm.glm.PosteriorMode;
import io.diglm.glm.SeenRows;
import io.diglm.glm.WorkingRows;
import io.diglm.model.HeadConfig;
import io.diglm.network.Scorer;
import io.diglm.schema.Noise;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What training rows say of the coefficients under a trained network, one pass over them each time.
 *
 * @param head of the network
 * @param data whose training rows count
 * @param scorer the network
 */
record PosteriorSums(HeadConfig head, TrainingData data, Scorer scorer)
    implements PosteriorMode.Pass {

  /** Returns how rows become sums. */
  WorkingRows working() {
    return new WorkingRows(head, data.dimension());
  }

  @Override
  public NormalEquations sums(GaussianPosterior about, double[] point) {
    WorkingRows working = working();
    int rows = data.train().length;
    // Added up in order, so that rounding repeats.
    int batch = data.encoder().batch();
    return IntStream.range(0, (rows + batch - 1) / batch)
        .parallel()
        .mapToObj(i -> working.sums(seen(i * batch), about, point))
        .reduce(new NormalEquations(working.predictors(), working.width()), NormalEquations::plus);
  }

  /** Returns a batch of rows as the head sees them. */
  private SeenRows seen(int from) {
    int[] rows = data.train();
    int n = Math.min(data.encoder().batch(), rows.length - from);
    float[] v = data.encoder().encode(data.table(), rows, from, from + n, Noise.midpoint()).v();
    float[] latent = new float[v.length];
    double[] eta = new double[n * head.predictors()];
    scorer.score(v, n, latent, eta, new double[n]);
    double[] y = new double[n];
    Arrays.setAll(y, i -> data.targets()[rows[from + i]]);
    int[] some = Arrays.copyOfRange(rows, from, from + n);
    return new SeenRows(latent, eta, y, data.weights(some), data.offsets(some));
  }
}
