package io.diglm.train;

import io.diglm.glm.GaussianPosterior;
import io.diglm.glm.NormalEquations;
import io.diglm.glm.PosteriorMode;
import io.diglm.glm.SeenRows;
import io.diglm.glm.WorkingRows;
import io.diglm.model.Bayes;
import io.diglm.model.GoldenRows;
import io.diglm.model.HeadConfig;
import io.diglm.model.Manifest;
import io.diglm.model.ModelFile;
import io.diglm.model.SavedMember;
import io.diglm.model.TensorData;
import io.diglm.model.UpdateRecord;
import io.diglm.network.Scorer;
import io.diglm.novelty.NoveltyTensors;
import io.diglm.predict.Features;
import io.diglm.predict.GoldenCheck;
import io.diglm.predict.Networks;
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
 * Adds labelled rows to a fitted model. The posterior of its coefficients, or of those of each
 * member of an ensemble, is updated without new training; the flow does not change.
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
  private final List<Member> members = new ArrayList<>();
  private final List<String> fingerprints = new ArrayList<>();
  private long taken;
  private long skipped;
  private String source = "";

  private Update(Predictor predictor) {
    this.predictor = predictor;
    Manifest manifest = predictor.manifest();
    head = manifest.head();
    working = WorkingRows.withKnownNoise(head, manifest.schema().dimension());
    for (int k = 1; k <= manifest.networks(); k++) {
      members.add(new Member(SavedMember.tensors(predictor.file().weights(), k)));
    }
  }

  /** One network, whose posterior takes the rows by its own features. */
  private final class Member {
    private final GaussianPosterior old;

    /** Rows that have to be looked at more than once. */
    private final List<SeenRows> kept = new ArrayList<>();

    private NormalEquations sums = none();

    Member(Map<String, TensorData> weights) {
      old = StoredPosterior.read(weights);
    }

    void add(SeenRows rows) {
      if (working.iterative()) {
        kept.add(rows);
      }
      sums = sums.plus(working.sums(rows, old, old.mean()));
    }

    GaussianPosterior updated() {
      return working.iterative()
          ? PosteriorMode.find(working, old, old.mean(), this::sums).posterior()
          : old.updated(sums, 1);
    }

    private NormalEquations sums(GaussianPosterior about, double[] point) {
      NormalEquations seen = none();
      for (SeenRows rows : kept) {
        seen = seen.plus(working.sums(rows, about, point));
      }
      return seen;
    }
  }

  private NormalEquations none() {
    return new NormalEquations(working.predictors(), working.width());
  }

  /**
   * Starts an update of a model that is open and stays so.
   *
   * @param predictor the model
   * @return an update that has taken no rows
   * @throws IllegalArgumentException if it has no target, or its coefficients no posterior that can
   *     take rows
   */
  public static Update of(Predictor predictor) {
    predictor.manifest().schema().requireTarget();
    predictor.manifest().schema().requireObserved("update");
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
   *
   * @param table rows to learn from
   * @return this update
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
    for (int k = 0; k < members.size(); k++) {
      Features own = scores.members().get(k);
      members.get(k).add(new SeenRows(own.latent(), own.eta(), y, weights, offsets));
    }
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
    for (Features own : scores.members()) {
      for (int i = row * dimension; i < (row + 1) * dimension; i++) {
        if (!Float.isFinite(own.latent()[i])) {
          return false;
        }
      }
    }
    return true;
  }

  /** {@return how many rows have been taken} */
  public long rows() {
    return taken;
  }

  /** {@return how many were not, for want of a target or because they could not be read} */
  public long skipped() {
    return skipped;
  }

  /**
   * {@return the model that has seen the rows}
   *
   * @throws IllegalArgumentException if no row was taken
   */
  public ModelFile model() {
    requireRows();
    return updated(members.stream().map(Member::updated).toList(), false);
  }

  /**
   * {@return the model that has never seen the rows, which must be among those it learned from}
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
    try {
      return updated(members.stream().map(m -> m.old.updated(m.sums, -1)).toList(), true);
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

  private ModelFile updated(List<GaussianPosterior> posteriors, boolean removed) {
    Manifest manifest = predictor.manifest();
    Map<String, TensorData> weights = new HashMap<>(predictor.file().weights());
    // It was measured on another p(y|x).
    weights.keySet().removeIf(name -> name.startsWith(NoveltyTensors.CONFORMITY));
    List<GoldenRows> golden = new ArrayList<>();
    for (int k = 1; k <= members.size(); k++) {
      Map<String, TensorData> own =
          StoredPosterior.with(
              head, SavedMember.tensors(weights, k), posteriors.get(k - 1), OptionalDouble.empty());
      golden.add(golden(k, own));
      weights = SavedMember.with(weights, k, own);
    }
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

  private GoldenRows golden(int member, Map<String, TensorData> weights) {
    Manifest manifest = predictor.manifest();
    float[][] encoded = manifest.golden(member).encoded();
    try (Scorer scorer = Networks.scorer(manifest.flow(member), head, manifest.schema(), weights)) {
      return GoldenCheck.record(scorer, encoded, head.predictors());
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
