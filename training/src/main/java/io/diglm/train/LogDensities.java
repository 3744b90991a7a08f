package io.diglm.train;

import io.diglm.density.CellDensity;
import io.diglm.distribution.Bounds;
import io.diglm.distribution.LogSum;
import io.diglm.model.HeadConfig;
import io.diglm.network.Scorer;
import io.diglm.schema.Encoded;
import io.diglm.schema.Noise;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** log p(x) of many rows, in the units of the user's columns. */
final class LogDensities {
  private final List<Scorer> scorers;
  private final TrainingData data;
  private final HeadConfig head;
  private final Optional<CellDensity> density;

  /**
   * Prepares.
   *
   * @param scorers the networks, over whose flows p(x) is averaged if it is theirs
   * @param density of cells, if log p(x) is not the flow's
   */
  LogDensities(
      List<Scorer> scorers, TrainingData data, HeadConfig head, Optional<CellDensity> density) {
    this.scorers = List.copyOf(scorers);
    this.density = density;
    this.data = data;
    this.head = head;
  }

  /** Returns them in nats, in the order of {@code rows}. */
  double[] of(int[] rows) {
    double[] logDensity = new double[rows.length];
    int batch = data.encoder().batch();
    IntStream.range(0, (rows.length + batch - 1) / batch)
        .parallel()
        .forEach(i -> score(rows, i * batch, logDensity));
    return logDensity;
  }

  private void score(int[] rows, int from, double[] logDensity) {
    int n = Math.min(data.encoder().batch(), rows.length - from);
    if (density.isPresent()) {
      double[] cells = data.encoder().cells(data.table(), rows, from, from + n);
      System.arraycopy(density.get().logDensity(cells), 0, logDensity, from, n);
      return;
    }
    Encoded encoded = data.encoder().encode(data.table(), rows, from, from + n, Noise.midpoint());
    double[][] parts = new double[scorers.size()][n];
    for (int k = 0; k < parts.length; k++) {
      double[] eta = new double[n * head.predictors()];
      scorers.get(k).score(encoded.v(), n, new float[n * scorers.get(k).width()], eta, parts[k]);
    }
    for (int i = 0; i < n; i++) {
      int row = i;
      double[] terms = Arrays.stream(parts).mapToDouble(part -> part[row]).toArray();
      double mean = terms.length == 1 ? terms[0] : LogSum.of(terms) - Math.log(terms.length);
      logDensity[from + i] = Bounds.logDensity(mean + encoded.logDet()[i]);
    }
  }
}
