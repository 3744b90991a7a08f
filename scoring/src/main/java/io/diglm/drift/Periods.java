package io.diglm.drift;

import io.diglm.novelty.Evidence;
import io.diglm.novelty.NoveltyReference;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.TableColumn;
import io.diglm.selective.Calibration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Groups rows by time. */
final class Periods {
  private static final int MOST_VALUES = 40;
  private static final int SLICES = 12;

  /** The least rows of a slice, where there are rows for two. */
  private static final int LEAST = 20;

  private Periods() {}

  /**
   * Returns one period per value of the column if there are few values, otherwise up to twelve
   * periods with equally many rows.
   */
  static List<Drift.Period> of(Predictor predictor, TableColumn time, List<Evidence> found) {
    List<Evidence> ordered =
        found.stream()
            .filter(row -> time.text(row.index()).isPresent())
            .sorted(Comparator.comparingDouble(row -> order(time, row.index())))
            .toList();
    Map<String, List<Evidence>> values = new LinkedHashMap<>();
    for (Evidence row : ordered) {
      values.computeIfAbsent(label(time, row), text -> new ArrayList<>()).add(row);
    }
    List<Drift.Period> periods = new ArrayList<>();
    if (values.size() <= MOST_VALUES) {
      values.forEach((label, rows) -> periods.add(period(predictor, label, rows)));
      return periods;
    }
    int slices = Math.max(2, Math.min(SLICES, ordered.size() / LEAST));
    for (int slice = 0; slice < slices; slice++) {
      int from = (int) ((long) slice * ordered.size() / slices);
      int to = (int) ((slice + 1L) * ordered.size() / slices);
      List<Evidence> rows = ordered.subList(from, to);
      periods.add(period(predictor, "from " + label(time, rows.get(0)), rows));
    }
    return periods;
  }

  private static double order(TableColumn time, int row) {
    // Texts keep the order of the table; numbers and dates are sorted.
    return time.cells() instanceof Cells.Numbers numbers ? numbers.values()[row] : row;
  }

  private static String label(TableColumn time, Evidence row) {
    return time.text(row.index()).orElse("");
  }

  private static Drift.Period period(Predictor predictor, String label, List<Evidence> rows) {
    NoveltyReference reference = predictor.reference();
    var score = predictor.manifest().thresholds().novelty();
    double density = rows.stream().mapToDouble(Evidence::logDensity).average().orElse(Double.NaN);
    Calibration.Shift shift = reference.shift(score, rows);
    return new Drift.Period(
        label,
        rows.size(),
        shift.effect(),
        density,
        Drift.rejected(predictor, rows),
        shift.pValue());
  }
}
