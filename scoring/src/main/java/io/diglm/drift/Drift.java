package io.diglm.drift;

import io.diglm.distribution.ClassDistribution;
import io.diglm.novelty.Evidence;
import io.diglm.novelty.NoveltyReference;
import io.diglm.predict.Predictor;
import io.diglm.schema.Table;
import io.diglm.selective.Calibration;
import io.diglm.selective.NoveltyScore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Tests without labels whether a batch of rows comes from the distribution of the training rows.
 *
 * @param rows how many rows were tested
 * @param unreadable how many rows could not be read
 * @param drifted whether the shift of some score is significant (p &lt; 0.01 over all scores) and
 *     large enough to count
 * @param rejected share of the rows that the model refuses
 * @param pValues for each twentieth of (0, 1), the number of rows whose p-value lies in it,
 *     relative to the expected number
 * @param scores the shift of each novelty score, the largest first
 * @param columns how each column differs, the largest difference first; empty for images
 * @param periods the drift of each period, in order of time
 * @param expected the error that the model expects: the share of wrong classes, or the root mean
 *     squared error. It cannot see a change of p(y|x). NaN for a model without a target
 */
public record Drift(
    long rows,
    long unreadable,
    boolean drifted,
    double rejected,
    double[] pValues,
    List<ScoreShift> scores,
    List<ColumnShift> columns,
    List<Period> periods,
    double expected) {
  /** The least effect that counts (a smaller effect is negligible, Romano et al. 2006). */
  public static final double SMALL = 0.147;

  private static final double CHANCE = 0.01;
  static final int TWENTIETHS = 20;

  public Drift {
    scores = List.copyOf(scores);
    columns = List.copyOf(columns);
    periods = List.copyOf(periods);
  }

  /**
   * How much more novel the rows are than the validation rows.
   *
   * @param score by which the rows are compared
   * @param effect P(more novel) - P(less novel), in -1 to 1
   * @param pValue of the test of Mann and Whitney
   * @param logE log of the e-value, in nats: what a bet of 1 against "as the validation rows" has
   *     become, row by row in the table's order (Vovk and Wang 2021); it may be looked at any time
   */
  public record ScoreShift(NoveltyScore score, double effect, double pValue, double logE) {
    /**
     * {@return whether the shift is large enough to count} Rows that are denser than validation
     * rows, or nearer to the training rows, are most likely training rows themselves. That is not
     * drift.
     */
    public boolean counts() {
      return switch (score) {
        case DENSITY, NEIGHBOURS, OUTLYING, TEXTURE, COMBINED, CELLS -> effect >= SMALL;
        case TYPICALITY, NORM, SHAPE, VOLUMES, CLASSES, ENTROPY, IGNORANCE, COMPLEXITY, RATIO ->
            Math.abs(effect) >= SMALL;
      };
    }
  }

  /**
   * How a column differs from the kept training rows.
   *
   * @param column its name
   * @param distance the largest difference between both distribution functions, in 0 to 1
   * @param pValue of the test of Kolmogorov and Smirnov
   * @param words what differs most
   * @param logE log of the e-value, in nats: what a bet of 1 against "as in training" has become,
   *     row by row in the table's order; the mean over the column's axes
   * @param histogram the values of the rows beside those of the kept training rows
   */
  public record ColumnShift(
      String column,
      double distance,
      double pValue,
      String words,
      double logE,
      ColumnHistogram histogram) {}

  /**
   * The rows of one period.
   *
   * @param label of the period
   * @param rows how many
   * @param effect of the model's novelty score
   * @param logDensity the mean of log p(x) in nats
   * @param rejected share of the rows
   * @param pValue of the effect, by the test of Mann and Whitney
   */
  public record Period(
      String label, int rows, double effect, double logDensity, double rejected, double pValue) {}

  /**
   * {@return the period whose rows differ most in novelty; empty if what differs between periods is
   * chance, or too small to matter}
   */
  public Optional<Period> farthest() {
    return periods.stream()
        .filter(period -> period.pValue() * periods.size() < CHANCE)
        .filter(period -> Math.abs(period.effect()) >= SMALL)
        .max(Comparator.comparingDouble(period -> Math.abs(period.effect())));
  }

  /**
   * Tests a batch.
   *
   * @param predictor the model, which must have a calibration
   * @param table the batch; it needs no target
   * @param time a column with the time of each row
   * @return the drift of the batch
   * @throws IllegalArgumentException if fewer than two rows can be read, or the model has no
   *     calibration
   */
  public static Drift of(Predictor predictor, Table table, Optional<String> time) {
    NoveltyReference reference = predictor.reference();
    if (table.rows() < 2) {
      throw new IllegalArgumentException(
          "rows must be at least 2 to tell drift, got %d (predict tells of one)"
              .formatted(table.rows()));
    }
    time.ifPresent(table::column);
    List<Evidence> found = predictor.evidence(table);
    BatchEvidence evidence = BatchEvidence.of(predictor, found);
    List<ScoreShift> scores = new ArrayList<>();
    for (NoveltyScore score : reference.calibrated()) {
      Calibration.Shift shift = reference.calibration(score).shift(evidence.values(score));
      scores.add(new ScoreShift(score, shift.effect(), shift.pValue(), evidence.logE(score)));
    }
    scores.sort(Comparator.comparingDouble((ScoreShift s) -> Math.abs(s.effect())).reversed());
    boolean drifted = drifted(scores);
    return new Drift(
        found.size(),
        (long) table.rows() - found.size(),
        drifted,
        rejected(predictor, found),
        spread(pValues(reference, predictor.manifest().thresholds().novelty(), found)),
        scores,
        ColumnShifts.of(predictor, table, found, evidence),
        time.map(column -> Periods.of(predictor, table.column(column), found)).orElse(List.of()),
        expected(found));
  }

  static boolean drifted(List<ScoreShift> scores) {
    return scores.stream().anyMatch(s -> s.pValue() * scores.size() < CHANCE && s.counts());
  }

  private static double[] spread(double... pValues) {
    double[] spread = new double[TWENTIETHS];
    for (double p : pValues) {
      spread[Math.min(TWENTIETHS - 1, (int) (p * TWENTIETHS))] +=
          (double) TWENTIETHS / pValues.length;
    }
    return spread;
  }

  static double[] pValues(NoveltyReference reference, NoveltyScore score, List<Evidence> rows) {
    return rows.parallelStream()
        .mapToDouble(row -> reference.pValue(score, reference.score(score, row)))
        .toArray();
  }

  static double rejected(Predictor predictor, List<Evidence> rows) {
    var thresholds = predictor.manifest().thresholds();
    double[] p = pValues(predictor.reference(), thresholds.novelty(), rows);
    int rejected = 0;
    for (int i = 0; i < p.length; i++) {
      double margin = thresholds.margin(rows.get(i).logDensity());
      rejected += thresholds.rejection().rejects(margin, p[i]) ? 1 : 0;
    }
    return (double) rejected / p.length;
  }

  private static double expected(List<Evidence> rows) {
    OptionalDouble mean = rows.stream().mapToDouble(Drift::doubt).average();
    boolean classes = rows.get(0).own() instanceof ClassDistribution;
    return classes ? mean.orElse(Double.NaN) : Math.sqrt(mean.orElse(Double.NaN));
  }

  static double doubt(Evidence row) {
    return row.own() instanceof ClassDistribution classes
        ? 1 - classes.probability(classes.mode())
        : row.own().sd() * row.own().sd();
  }
}
