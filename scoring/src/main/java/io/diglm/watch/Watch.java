package io.diglm.watch;

import io.diglm.watch.SeriesState.Place;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Watches the scores of a stream of rows, and gives an alarm when they are no longer exchangeable
 * with those of the reference rows. Each score has a conformal test martingale (Vovk et al. 2021).
 *
 * <p>While rows are exchangeable with the reference rows, the probability that there is ever an
 * alarm, at whichever times one looks, is at most alpha. The first score, of novelty, has half of
 * alpha, the others share the rest (Bonferroni), so that it holds however the scores depend on each
 * other.
 *
 * <p>Not safe to share between threads.
 */
public final class Watch {
  private final List<Reference> references;
  private final String fingerprint;
  private final double alpha;
  private final long seed;
  private int parts;
  private long rows;
  private long skipped;
  private double lastTime;
  private String lastLabel;
  private final List<Series> series = new ArrayList<>();

  private Watch(List<Reference> references, WatchState state) {
    this.references = List.copyOf(references);
    fingerprint = state.reference();
    alpha = state.alpha();
    seed = state.seed();
    parts = state.parts();
    rows = state.rows();
    skipped = state.skipped();
    lastTime = state.lastTime();
    lastLabel = state.lastLabel();
    for (int i = 0; i < references.size(); i++) {
      series.add(
          new Series(references.get(i), state.series().get(i), seed + i, rows, threshold(i)));
    }
  }

  /**
   * Starts to watch.
   *
   * @param references of the scores, that of novelty first
   * @param alpha in (0, 1)
   * @param seed the seed of the order of equal scores
   * @return a watch that has seen no row
   */
  public static Watch start(List<Reference> references, double alpha, long seed) {
    if (!(alpha > 0 && alpha < 1)) {
      throw new IllegalArgumentException("alpha must be between 0 and 1, got " + alpha);
    }
    List<SeriesState> series = references.stream().map(Series::fresh).toList();
    return new Watch(
        references,
        new WatchState(
            WatchState.VERSION,
            fingerprint(references),
            alpha,
            seed,
            1,
            0,
            0,
            Double.NaN,
            "",
            series));
  }

  /**
   * Continues from a state.
   *
   * @param references of the scores, that of novelty first
   * @param state what {@link #state} returned
   * @return a watch that continues from there
   * @throws IllegalArgumentException if the state is of other references: of another model
   */
  public static Watch resume(List<Reference> references, WatchState state) {
    if (!state.reference().equals(fingerprint(references))) {
      throw new IllegalArgumentException(
          "state must be of this model, got one of another (start anew, or watch with the model it is of)");
    }
    for (int i = 0; i < references.size(); i++) {
      SeriesState one = state.series().size() > i ? state.series().get(i) : state.series().get(0);
      long seen = 0;
      for (long count : one.counts()) {
        seen += count;
      }
      if (state.series().size() != references.size()
          || one.counts().length != references.get(i).edges().length + 1
          || seen != state.rows()) {
        throw new IllegalArgumentException(
            "state must count %,d rows in each series, got %,d of '%s' (it is damaged)"
                .formatted(state.rows(), seen, one.name()));
      }
    }
    return new Watch(references, state);
  }

  /**
   * Takes the next row.
   *
   * @param scores of the row, in the references' order; the higher the more novel
   * @param label when it was, or where it came from
   */
  public void add(double[] scores, String label) {
    rows++;
    for (int i = 0; i < scores.length; i++) {
      series.get(i).add(scores[i], rows, label);
    }
  }

  /**
   * Counts rows that could not be read.
   *
   * @param count of rows
   */
  public void skip(long count) {
    skipped += count;
  }

  /** {@return whether the time of a row is known} */
  public boolean timed() {
    return !Double.isNaN(lastTime);
  }

  /**
   * Moves on to a time.
   *
   * @param time on a scale that never falls
   * @param label the same time in words
   * @throws IllegalArgumentException if it is before the last one
   */
  public void time(double time, String label) {
    if (time < lastTime) {
      throw new IllegalArgumentException(
          "time must not go back, got %s after %s".formatted(label, lastLabel));
    }
    lastTime = time;
    lastLabel = label;
  }

  /**
   * Starts again and forgets all rows and all evidence. An alarm afterwards costs alpha again.
   *
   * @return a watch that has seen no row
   */
  public Watch reset() {
    return start(references, alpha, seed);
  }

  /**
   * {@return the two streams, of other rows each, as one: the rows of both are then ranked among,
   * and the capital is the mean over all parts} Of each part that had an alarm it stays one if its
   * evidence is enough for its share of the whole, so that the chance of a false alarm of the whole
   * is at most alpha.
   *
   * @param other the state of the other stream
   * @throws IllegalArgumentException if the other is of another model or alpha
   */
  public Watch merge(WatchState other) {
    Watch second = resume(references, other);
    if (other.alpha() != alpha) {
      throw new IllegalArgumentException(
          "states to merge must have one alpha, got %s and %s".formatted(alpha, other.alpha()));
    }
    WatchState mine = state();
    List<SeriesState> merged = new ArrayList<>();
    for (int i = 0; i < series.size(); i++) {
      merged.add(
          Series.merged(
              mine.series().get(i),
              parts,
              second.state().series().get(i),
              other.parts(),
              threshold(i)));
    }
    boolean mineIsLast = !(other.lastTime() > lastTime);
    return new Watch(
        references,
        new WatchState(
            WatchState.VERSION,
            fingerprint,
            alpha,
            seed,
            parts + other.parts(),
            rows + other.rows(),
            skipped + other.skipped(),
            mineIsLast ? lastTime : other.lastTime(),
            mineIsLast ? lastLabel : other.lastLabel(),
            merged));
  }

  /** {@return the state to store} */
  public WatchState state() {
    return new WatchState(
        WatchState.VERSION,
        fingerprint,
        alpha,
        seed,
        parts,
        rows,
        skipped,
        lastTime,
        lastLabel,
        series.stream().map(Series::state).toList());
  }

  /**
   * The result for one score.
   *
   * @param name of the score
   * @param evidence the log of the capital now, in nats: e^evidence is an e-value
   * @param peak its maximum so far
   * @param needed the level at which there is an alarm
   * @param since the estimated row at which the stream changed
   * @param alarm where there was one, if ever
   */
  public record Finding(
      String name,
      double evidence,
      double peak,
      double needed,
      Place since,
      Optional<Place> alarm) {}

  /** {@return the findings, in the references' order} */
  public List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < series.size(); i++) {
      SeriesState one = series.get(i).state();
      findings.add(
          new Finding(
              one.name(),
              series.get(i).evidence(),
              one.peak(),
              threshold(i),
              one.lowAt(),
              one.alarm()));
    }
    return findings;
  }

  /** {@return the first alarm of any score, if there ever was one} */
  public Optional<Place> alarm() {
    return findings().stream()
        .flatMap(finding -> finding.alarm().stream())
        .min(Comparator.comparingLong(Place::row));
  }

  private double threshold(int i) {
    double share = references.size() == 1 ? 1 : i == 0 ? 0.5 : 0.5 / (references.size() - 1);
    return -Math.log(alpha * share);
  }

  private static String fingerprint(List<Reference> references) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Reference reference : references) {
        digest.update(reference.name().getBytes(StandardCharsets.UTF_8));
        ByteBuffer numbers = ByteBuffer.allocate(4 + 12 * reference.edges().length);
        numbers.putInt(reference.rows());
        for (int j = 0; j < reference.edges().length; j++) {
          numbers.putDouble(reference.edges()[j]).putInt(reference.ranks()[j]);
        }
        digest.update(numbers.array());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must have SHA-256", e);
    }
  }
}
