package io.diglm.watch;

import io.diglm.watch.SeriesState.Place;
import java.util.Optional;

/** The stream of one score. */
final class Series {
  private final String name;
  private final long[] counts;
  private final Gaps gaps;
  private final Draws draws;
  private final Martingale martingale;
  private final double needed;
  private double growth;
  private double low;
  private boolean atLow;
  private Place lowAt;
  private double evidence;
  private double peak;
  private Optional<Place> alarm;

  Series(Reference reference, SeriesState state, long seed, long rows, double needed) {
    name = reference.name();
    counts = state.counts().clone();
    gaps = new Gaps(reference, counts, seed);
    draws = new Draws(~seed, 2 * rows);
    martingale = Martingale.resumed(state.capital(), state.scale(), rows);
    this.needed = needed;
    growth = state.growth();
    low = state.low();
    lowAt = state.lowAt();
    atLow = growth == low;
    peak = state.peak();
    alarm = state.alarm();
    evidence = martingale.log();
  }

  static SeriesState fresh(Reference reference) {
    Martingale start = Martingale.start();
    return new SeriesState(
        reference.name(),
        new long[reference.edges().length + 1],
        start.capital(),
        start.scale(),
        0,
        0,
        new Place(0, ""),
        0,
        Optional.empty());
  }

  void add(double score, long row, String label) {
    // A score that is not a number is more novel than any.
    double value = Double.isNaN(score) ? Double.POSITIVE_INFINITY : score;
    martingale.bet(gaps.pValue(value, draws.next(), draws.next()));
    if (atLow) {
      lowAt = new Place(row, label); // the first row after the least
    }
    growth += martingale.last();
    atLow = growth < low;
    low = Math.min(low, growth);
    evidence = martingale.log();
    if (evidence > peak) {
      peak = evidence;
      if (alarm.isEmpty() && peak >= needed) {
        alarm = Optional.of(new Place(row, label));
      }
    }
  }

  double evidence() {
    return evidence;
  }

  SeriesState state() {
    return new SeriesState(
        name,
        counts.clone(),
        martingale.capital(),
        martingale.scale(),
        growth,
        low,
        lowAt,
        peak,
        alarm);
  }

  /** The capital is the mean; the rest is that of the part with more evidence. */
  static SeriesState merged(
      SeriesState a, int partsOfA, SeriesState b, int partsOfB, double needed) {
    double all = partsOfA + partsOfB;
    double scale = Math.max(a.scale(), b.scale());
    double shareOfA = partsOfA / all * Math.exp(a.scale() - scale);
    double shareOfB = partsOfB / all * Math.exp(b.scale() - scale);
    double[] capital = new double[a.capital().length];
    double sum = 0;
    for (int k = 0; k < capital.length; k++) {
      capital[k] = shareOfA * a.capital()[k] + shareOfB * b.capital()[k];
      sum += capital[k];
    }
    long[] counts = new long[a.counts().length];
    for (int j = 0; j < counts.length; j++) {
      counts[j] = a.counts()[j] + b.counts()[j];
    }
    SeriesState leading = a.peak() >= b.peak() ? a : b;
    double peakOfA = a.peak() + Math.log(partsOfA / all);
    double peakOfB = b.peak() + Math.log(partsOfB / all);
    double now = scale + Math.log(sum);
    double peak = Math.max(Math.max(peakOfA, peakOfB), now);
    Optional<Place> alarm =
        peakOfA >= needed ? a.alarm() : peakOfB >= needed ? b.alarm() : Optional.empty();
    if (alarm.isEmpty() && peak >= needed) {
      alarm = Optional.of(leading.lowAt());
    }
    return new SeriesState(
        a.name(),
        counts,
        capital,
        scale,
        leading.growth(),
        leading.low(),
        leading.lowAt(),
        peak,
        alarm);
  }
}
