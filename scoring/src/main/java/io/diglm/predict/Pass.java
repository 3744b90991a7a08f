package io.diglm.predict;

import io.diglm.density.CellDensity;
import io.diglm.distribution.Bounds;
import io.diglm.model.HeadConfig;
import io.diglm.model.Manifest;
import io.diglm.schema.BoundTable;
import io.diglm.schema.Encoded;
import io.diglm.schema.Encoder;
import io.diglm.schema.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The way from the rows of a table to numbers. A row is encoded once, and the density of cells,
 * where log p(x) is that, is evaluated once, however many networks there are.
 *
 * @param manifest of the model
 * @param encoder of its rows
 * @param ensemble its networks
 * @param density the density of cells; empty if log p(x) comes from the flows
 */
record Pass(Manifest manifest, Encoder encoder, Ensemble ensemble, Optional<CellDensity> density) {
  /** Encoded rows v (N, D), and what the networks make of them. */
  record Batch(float[] v, Scores scores) {}

  /**
   * Returns the same way for few rows, with its networks checked (see {@link Ensemble#checked}).
   */
  Pass checked(String source) {
    return new Pass(manifest, encoder, ensemble.checked(manifest, source), density);
  }

  /**
   * Runs some rows.
   *
   * @param blocks whether log|det| of each block is wanted
   */
  Batch over(BoundTable bound, int from, int to, boolean blocks) {
    Encoded encoded = encoded(bound, from, to);
    // The density of the flow uses the row unchanged. With a density of cells, the row is bounded
    // for the answers.
    float[] v = density.isPresent() ? encoder.bounded(encoded.v()) : encoded.v();
    Scores scores = ensemble.score(v, to - from, blocks);
    HeadConfig head = manifest.head();
    for (Features own : scores.members()) {
      for (int row = 0; row < encoded.offsets().length; row++) {
        head.addOffset(own.eta(), row * head.predictors(), encoded.offsets()[row]);
      }
    }
    double[] ofFlow = scores.logDensity();
    double[] surprises = {};
    double[] reported = ofFlow;
    if (density.isPresent()) {
      double[] byAxis = density.get().logProbabilities(encoded.cells());
      reported = density.get().logDensity(encoded.cells(), byAxis);
      surprises = manifest.schema().byColumn(byAxis);
    }
    for (int row = 0; row < reported.length; row++) {
      double found = density.isPresent() ? reported[row] : ofFlow[row] + encoded.logDet()[row];
      reported[row] = Bounds.logDensity(found);
    }
    for (int i = 0; i < surprises.length; i++) {
      surprises[i] = -Bounds.logDensity(surprises[i]);
    }
    return new Batch(
        encoded.v(),
        new Scores(scores.members(), reported, scores.volumes(), surprises, List.of()));
  }

  /** Encodes rows, and reads their cells if the density is one of cells. */
  private Encoded encoded(BoundTable bound, int from, int to) {
    Encoded encoded = encoder.encode(bound, from, to);
    return density.isPresent() ? encoded.withCells(encoder.cells(bound, from, to)) : encoded;
  }

  /** Runs all rows of a table, with an offset of 0 where it lacks the column of offsets. */
  Scores over(Table table) {
    BoundTable bound = encoder.bind(manifest.schema().completed(table));
    int rows = table.rows();
    int p = manifest.head().predictors();
    List<Features> members = new ArrayList<>();
    for (int k = 0; k < ensemble.size(); k++) {
      int width = ensemble.member(k).scorer().width();
      members.add(new Features(new float[rows * width], new double[rows * p]));
    }
    double[] logDensity = new double[rows];
    for (int from = 0; from < rows; from += encoder.batch()) {
      int n = Math.min(rows - from, encoder.batch());
      Scores part = over(bound, from, from + n, false).scores();
      for (int k = 0; k < members.size(); k++) {
        Features own = part.members().get(k);
        int width = ensemble.member(k).scorer().width();
        System.arraycopy(own.latent(), 0, members.get(k).latent(), from * width, n * width);
        System.arraycopy(own.eta(), 0, members.get(k).eta(), from * p, n * p);
      }
      System.arraycopy(part.logDensity(), 0, logDensity, from, n);
    }
    return new Scores(members, logDensity, new double[0], new double[0], bound.problems());
  }
}
