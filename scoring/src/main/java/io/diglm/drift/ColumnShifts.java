package io.diglm.drift;

import io.diglm.novelty.Evidence;
import io.diglm.predict.Predictor;
import io.diglm.schema.Feature;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.selective.TwoSamples;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** How each column of a batch differs from the kept training rows. */
final class ColumnShifts {
  private static final int FEW = 40;

  private ColumnShifts() {}

  static List<Drift.ColumnShift> of(
      Predictor predictor, Table table, List<Evidence> found, BatchEvidence evidence) {
    float[] kept = predictor.reference().rows();
    int dimension = predictor.encoder().dimension();
    if (kept.length == 0) {
      return List.of();
    }
    Table before = predictor.encoder().decode(kept, kept.length / dimension);
    List<Drift.ColumnShift> shifts = new ArrayList<>();
    int from = 0;
    for (Feature feature : predictor.manifest().schema().features()) {
      TwoSamples worst = new TwoSamples(0, 1, 0.5, 0, 1);
      for (int axis = from; axis < from + feature.axes().size(); axis++) {
        int at = axis;
        double[] old =
            IntStream.range(0, kept.length / dimension)
                .mapToDouble(row -> kept[row * dimension + at])
                .toArray();
        double[] now = found.stream().mapToDouble(r -> r.encoded()[r.offset() + at]).toArray();
        TwoSamples samples = TwoSamples.of(now, old);
        worst = samples.ks() > worst.ks() ? samples : worst;
      }
      from += feature.axes().size();
      int[] rows = found.stream().mapToInt(Evidence::index).toArray();
      TableColumn old = before.column(feature.name());
      TableColumn now = table.column(feature.name());
      shifts.add(
          new Drift.ColumnShift(
              feature.name(),
              worst.ks(),
              worst.ksP(),
              words(old, now, rows),
              evidence.logE(feature.name()),
              ColumnHistogram.of(old, now, rows)));
    }
    shifts.sort(Comparator.comparingDouble(Drift.ColumnShift::distance).reversed());
    return shifts;
  }

  static String words(TableColumn before, TableColumn now, int[] rows) {
    Map<String, Double> old = shares(before, IntStream.range(0, before.cells().size()).toArray());
    Map<String, Double> seen = shares(now, rows);
    boolean few = old.size() <= FEW && seen.size() <= FEW;
    if (!few) {
      return "median %s, was %s"
          .formatted(
              median(now, rows),
              median(before, IntStream.range(0, before.cells().size()).toArray()));
    }
    String most = "";
    double rise = 0;
    for (Map.Entry<String, Double> value : seen.entrySet()) {
      double change = value.getValue() - old.getOrDefault(value.getKey(), 0.0);
      if (change > rise) {
        rise = change;
        most = value.getKey();
      }
    }
    return most.isEmpty()
        ? "as before"
        : String.format(
            Locale.ROOT,
            "%s in %.1f %% of rows, was %.1f %%",
            most,
            100 * seen.getOrDefault(most, 0.0),
            100 * old.getOrDefault(most, 0.0));
  }

  private static Map<String, Double> shares(TableColumn column, int[] rows) {
    Map<String, Double> shares = new HashMap<>();
    for (int row : rows) {
      shares.merge(column.text(row).orElse("(missing)"), 1.0 / rows.length, Double::sum);
    }
    return shares;
  }

  /** The median of the cells that are present, as text. */
  private static String median(TableColumn column, int[] rows) {
    List<Integer> there =
        IntStream.of(rows).boxed().filter(row -> column.text(row).isPresent()).toList();
    if (there.isEmpty()) {
      return "missing";
    }
    List<Integer> ordered =
        column.cells() instanceof io.diglm.schema.Cells.Numbers numbers
            ? there.stream()
                .sorted(Comparator.comparingDouble(row -> numbers.values()[row]))
                .toList()
            : there;
    return column.text(ordered.get(ordered.size() / 2)).orElse("missing");
  }
}
