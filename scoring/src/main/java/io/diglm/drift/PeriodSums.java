package io.diglm.drift;

import io.diglm.novelty.Evidence;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.TableColumn;
import io.diglm.selective.Calibration;
import io.diglm.selective.NoveltyScore;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** Sums over the rows of each period, which add up over parts of a table. */
final class PeriodSums implements Serializable {
  private static final long serialVersionUID = 1;
  private static final int MOST_PERIODS = 40;

  private final TreeMap<String, Period> periods = new TreeMap<>();

  /** Sums over the rows of a period. */
  private static final class Period implements Serializable {
    private static final long serialVersionUID = 1;

    private final double order;
    private long rows;
    private long rejected;
    private double lessNovel;
    private double logDensity;

    Period(double order) {
      this.order = order;
    }

    void add(Period other) {
      rows += other.rows;
      rejected += other.rejected;
      lessNovel += other.lessNovel;
      logDensity += other.logDensity;
    }
  }

  /** Adds a row to its period. */
  void add(Predictor predictor, TableColumn time, Evidence row, double pValue) {
    var thresholds = predictor.manifest().thresholds();
    double order =
        time.cells() instanceof Cells.Numbers numbers ? numbers.values()[row.index()] : 0;
    String label = time.text(row.index()).orElse("");
    Period period = periods.computeIfAbsent(label, text -> new Period(order));
    requireFew();
    NoveltyScore score = thresholds.novelty();
    period.rows++;
    period.rejected +=
        thresholds.rejection().rejects(thresholds.margin(row.logDensity()), pValue) ? 1 : 0;
    period.logDensity += row.logDensity();
    period.lessNovel +=
        predictor.reference().calibration(score).lessNovel(predictor.reference().score(score, row));
  }

  void add(PeriodSums other) {
    other.periods.forEach(
        (label, period) ->
            periods.computeIfAbsent(label, text -> new Period(period.order)).add(period));
    requireFew();
  }

  private void requireFew() {
    if (periods.size() > MOST_PERIODS) {
      throw new IllegalArgumentException(
          "time must have at most %d values in parts of a table, got more (such as months)"
              .formatted(MOST_PERIODS));
    }
  }

  /** Returns the drift of each period. */
  List<Drift.Period> drift(Predictor predictor) {
    Calibration calibration =
        predictor.reference().calibration(predictor.manifest().thresholds().novelty());
    return periods.entrySet().stream()
        .sorted(Comparator.comparingDouble(e -> e.getValue().order))
        .map(
            e -> {
              Period p = e.getValue();
              Calibration.Shift shift = calibration.shift(p.lessNovel / p.rows, (double) p.rows);
              return new Drift.Period(
                  e.getKey(),
                  (int) Math.min(Integer.MAX_VALUE, p.rows),
                  shift.effect(),
                  p.logDensity / p.rows,
                  (double) p.rejected / p.rows,
                  shift.pValue());
            })
        .toList();
  }
}
