package io.diglm.train;

import io.diglm.glm.GaussianPosterior;
import io.diglm.glm.NormalEquations;
import io.diglm.glm.PosteriorMode;
import io.diglm.glm.WorkingRows;
import io.diglm.model.Bayes;
import io.diglm.model.GoldenRows;
import io.diglm.model.HeadConfig;
import io.diglm.model.Manifest;
import io.diglm.model.ModelFile;
import io.diglm.model.TensorData;
import io.diglm.model.UpdateRecord;
import io.diglm.network.Scorer;
import io.diglm.predict.GoldenCheck;
import io.diglm.predict.NoveltyReference;
import io.diglm.predict.Predictor;
import io.diglm.predict.Scores;
import io.diglm.schema.RowProblem;
import io.diglm.schema.Table;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Labelled rows for a fitted model: the posterior of its coefficients takes them in without
 * training anew, the flow staying as it is.
 *
 * <p>A conjugate posterior is then that of having seen all rows at once (Nalisnick et al. 2019,
 * equation 5), with the prior and the noise of the fit; rows can be taken away too. For classes the
 * old posterior is the new rows' prior.
 *
 * <pre>{@code
 * ModelFile updated = Update.of(predictor).add(table).model();
 * }</pre>
 */
public final class Update {
  /** How many scales of the head a target may lie from its shift. */
  private static final double FARTHEST = 1e9;

  private final Predictor predictor;
  private final HeadConfig head;
  private final WorkingRows working;
  private final List<Batch> batches = new ArrayList<>();
  private final List<String> fingerprints = new ArrayList<>();
  private NormalEquations sums;
  private long taken;
  private long skipped;
  private String source = "";

  /** Rows that have to be looked at more than once. */
  private record Batch(
      float[] latent, double[] eta, double[] y, double[] weights, double[] offsets) {}

  private Update(Predictor predictor) {
    this.predictor = predictor;
    Manifest manifest = predictor.manifest();
    head = manifest.head();
    working = WorkingRows.withKnownNoise(head, manifest.schema().dimension());
    sums = new NormalEquations(working.predictors(), working.width());
  }

  /**
   * Starts an update of a model that is open and stays so.
   *
   * @throws IllegalArgumentException if it has no target, or its coefficients no posterior that can
   *     take rows
   */
  public static Update of(Predictor predictor) {
    predictor.manifest().schema().requireTarget();
    Bayes bayes = predictor.manifest().head().bayes();
    if (bayes == Bayes.NONE || bayes == Bayes.ELBO) {
      throw new IllegalArgumentException(
          "model must have a posterior that takes rows, got bayes %s (fit with --bayes conjugate,"
                  .formatted(bayes.name().toLowerCase(java.util.Locale.ROOT))
              + " bound or laplace)");
    }
    return new Update(predictor);
  }

  /**
   * Takes the rows of a table that have a target and can be read, by their weights if the model has
   * a column of weights.
   */
  public Update add(Table table) {
    double[] y = predictor.manifest().schema().targets(table).values();
    double[] weights = predictor.manifest().schema().weights(table);
    double[] offsets =
        predictor
            .manifest()
            .schema()
            .offset()
            .map(offset -> offset.require(table, Double.POSITIVE_INFINITY))
            .orElse(new double[0]);
    requireNear(y);
    Scores scores = predictor.score(table);
    Set<Integer> unreadable = new HashSet<>();
    scores.problems().stream()
        .filter(problem -> !problem.hasDensity())
        .map(RowProblem::row)
        .forEach(unreadable::add);
    for (int row = 0; row < y.length; row++) {
      boolean usable = finite(scores, row) && !unreadable.contains(row) && !Double.isNaN(y[row]);
      if (!usable) {
        y[row] = Double.NaN;
        skipped++;
      } else {
        taken++;
      }
    }
    source = table.source();
    fingerprints.add(Fingerprint.of(table));
    Batch batch = new Batch(scores.latent(), scores.eta(), y, weights, offsets);
    if (working.iterative()) {
      batches.add(batch);
    }
    GaussianPosterior old = StoredPosterior.read(predictor.file().weights());
    sums = sums.plus(sums(batch, old, old.mean()));
    return this;
  }

  /** As a fit does: one number far out would move every coefficient. */
  private void requireNear(double[] y) {
    boolean numbers = predictor.manifest().schema().classes().isEmpty();
    for (int row = 0; numbers && row < y.length; row++) {
      if (Math.abs(y[row] - head.shift()) > FARTHEST * head.scale()) {
        throw new IllegalArgumentException(
            "target must lie within %.3g of %s, where the model's are, got %s (leave such rows out)"
                .formatted(FARTHEST * head.scale(), head.shift(), y[row]));
      }
    }
  }

  private boolean finite(Scores scores, int row) {
    int dimension = working.width() - 1;
    for (int i = row * dimension; i < (row + 1) * dimension; i++) {
      if (!Float.isFinite(scores.latent()[i])) {
        return false;
      }
    }
    return true;
  }

  private NormalEquations sums(Batch batch, GaussianPosterior about, double[] mean) {
    return working.sums(
        batch.latent(), batch.eta(), batch.y(), batch.weights(), batch.offsets(), about, mean);
  }

  /** Returns how many rows have been taken. */
  public long rows() {
    return taken;
  }

  /** Returns how many were not, for want of a target or because they could not be read. */
  public long skipped() {
    return skipped;
  }

  /**
   * Returns the model that has seen the rows.
   *
   * @throws IllegalArgumentException if no row was taken
   */
  public ModelFile model() {
    requireRows();
    GaussianPosterior old = StoredPosterior.read(predictor.file().weights());
    return updated(
        working.iterative()
            ? PosteriorMode.find(working, old, old.mean(), this::sums).posterior()
            : old.updated(sums, 1),
        false);
  }

  /**
   * Returns the model that has never seen the rows, which must be among those it learned from.
   *
   * @throws IllegalArgumentException if no row was taken, the posterior is not conjugate, or the
   *     rows cannot have been among them
   */
  public ModelFile modelWithout() {
    requireRows();
    if (working.iterative()) {
      throw new IllegalArgumentException(
          "posterior must be conjugate for rows to be taken away, got "
              + head.bayes().name().toLowerCase(java.util.Locale.ROOT));
    }
    GaussianPosterior old = StoredPosterior.read(predictor.file().weights());
    try {
      return updated(old.updated(sums, -1), true);
    } catch (IllegalStateException e) {
      throw new IllegalArgumentException(
          "rows to take away must be among those that the model learned from, got others", e);
    }
  }

  private void requireRows() {
    if (rows() == 0) {
      throw new IllegalArgumentException(
          "rows must include one that is readable and has a target, got none of " + skipped);
    }
  }

  private NormalEquations sums(GaussianPosterior about, double[] point) {
    NormalEquations seen = new NormalEquations(working.predictors(), working.width());
    for (Batch batch : batches) {
      seen = seen.plus(sums(batch, about, point));
    }
    return seen;
  }

  private ModelFile updated(GaussianPosterior posterior, boolean removed) {
    ModelFile file = predictor.file();
    Manifest manifest = file.manifest();
    Map<String, TensorData> weights =
        new HashMap<>(
            StoredPosterior.with(head, file.weights(), posterior, OptionalDouble.empty()));
    // It was measured on another p(y|x).
    weights.keySet().removeIf(name -> name.startsWith(NoveltyReference.CONFORMITY));
    try (Scorer scorer = Predictor.scorer(manifest.flow(), head, manifest.schema(), weights)) {
      GoldenRows golden =
          GoldenCheck.record(scorer, manifest.golden().encoded(), head.predictors());
      UpdateRecord update =
          new UpdateRecord(
              Instant.now().truncatedTo(ChronoUnit.SECONDS),
              removed,
              rows(),
              fingerprints.size() == 1
                  ? fingerprints.get(0)
                  : Fingerprint.of(String.join(",", fingerprints)),
              source);
      return answering(
          new ModelFile(
              manifest
                  .withThresholds(manifest.thresholds().withoutAnswers())
                  .withUpdate(update, golden),
              weights));
    }
  }

  /** Records what the model says now of the rows that it is held to. */
  private ModelFile answering(ModelFile updated) {
    if (predictor.manifest().answers().isEmpty()) {
      return updated;
    }
    try (Predictor now = Predictor.open(updated, "the updated model")) {
      return now.withAnswers(predictor.manifest().answers().get().rows());
    }
  }
}
