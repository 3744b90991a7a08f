package io.diglm.predict;

import io.diglm.model.ModelFile;
import io.diglm.model.Recalibration;
import io.diglm.model.Recalibration.Level;
import io.diglm.model.TensorData;
import io.diglm.novelty.Evidence;
import io.diglm.novelty.NoveltyTensors;
import io.diglm.schema.Schema;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.selective.AdaptiveCoverage;
import io.diglm.selective.Calibration;
import io.diglm.selective.Conformity;
import io.diglm.selective.WeightedScores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Calibrates the intervals and label sets of a model again, by labelled rows that arrived after the
 * fit, or by groups of the validation rows at its end. It returns new models and does not change
 * the given one.
 */
public final class IntervalLearning {
  /** The most labelled rows whose scores are kept, the latest ones. */
  public static final int WINDOW = 2000;

  /** The least rows of a group that has a calibration of its own. */
  public static final int LEAST_GROUP = 100;

  /** The least rows of equal weight that weighted ones must be worth. */
  private static final double LEAST_EFFECTIVE = 30;

  /** The least share of the other rows that some labelled row is like. */
  private static final double LEAST_ALIKE = 0.5;

  /** Labels over which a saved level is averaged: the level of one moment swings. */
  private static final int LATEST = 500;

  private final Predictor predictor;
  private final Table labelled;
  private final List<Evidence> rows = new ArrayList<>();
  private final double[] scores;

  /**
   * Scores the labelled rows.
   *
   * @param predictor the model
   * @param labelled the labelled rows in order of arrival
   * @throws IllegalArgumentException if the model has no target or one that may be censored, or no
   *     row has one and can be read
   */
  public IntervalLearning(Predictor predictor, Table labelled) {
    this.predictor = predictor;
    this.labelled = labelled;
    predictor.manifest().schema().requireTarget();
    predictor.manifest().schema().requireObserved("recalibrate");
    double[] y = predictor.manifest().schema().targets(labelled).values();
    for (Evidence row : predictor.evidence(labelled)) {
      if (!Double.isNaN(y[row.index()])) {
        rows.add(row);
      }
    }
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(
          "rows must include one that has a target and can be read, got none of "
              + labelled.rows());
    }
    scores = rows.stream().mapToDouble(row -> score(row, y)).toArray();
  }

  private static double score(Evidence row, double[] y) {
    return Math.max(0, Math.min(1, Conformity.score(row.own(), y[row.index()])));
  }

  /** {@return how many rows have a target and could be read} */
  public int rows() {
    return rows.size();
  }

  /**
   * Adapts the intervals: the kept scores become those of the latest rows, and each coverage gets
   * the level that would recently have given it.
   *
   * @param coverages each in (0, 1)
   * @return the model with these intervals
   * @throws IllegalArgumentException if the model has no calibration to start from
   */
  public ModelFile adapted(List<Double> coverages) {
    Conformity before = predictor.conformity();
    List<Level> levels = new ArrayList<>();
    double[] kept = before.scores().evenly(WINDOW);
    double[] window = kept;
    for (double coverage : coverages) {
      double level = before.levels().getOrDefault(coverage, coverage);
      AdaptiveCoverage adaptive = new AdaptiveCoverage(coverage, level, kept);
      double sum = 0;
      int latest = Math.min(LATEST, scores.length);
      for (int i = 0; i < scores.length; i++) {
        adaptive.add(scores[i]);
        sum += i >= scores.length - latest ? adaptive.level() : 0;
      }
      levels.add(new Level(coverage, Math.max(0, Math.min(1, sum / latest))));
      window = adaptive.scores();
    }
    return model(Calibration.of(window), WeightedScores.NONE, levels, 0, "", Map.of());
  }

  /**
   * Calibrates by the labelled rows alone.
   *
   * @return the model with these intervals
   */
  public ModelFile renewed() {
    return model(Calibration.of(scores), WeightedScores.NONE, List.of(), 0, "", Map.of());
  }

  /**
   * Weights the labelled rows towards others without a label, to whose rows the intervals then are
   * to apply: right if only p(x) has changed, and all of the new rows' x is among the labelled.
   *
   * @param others the new rows, which need no label
   * @return the model with these intervals
   * @throws IllegalArgumentException if the labelled rows say too little of the others
   */
  public ModelFile towards(Table others) {
    int dimension = predictor.encoder().dimension();
    List<Evidence> recent = predictor.evidence(others);
    double[] weights = DensityRatio.of(rows, recent, dimension);
    WeightedScores weighted = WeightedScores.of(scores, weights);
    double alike = Arrays.stream(weights).average().orElse(0);
    if (alike < LEAST_ALIKE) {
      throw new IllegalArgumentException(
          "labelled rows must be like those they are weighted towards, got a share of %.2g of those that is (weights cannot help: take labels of such rows)"
              .formatted(alike));
    }
    if (weighted.effectiveRows() < LEAST_EFFECTIVE) {
      throw new IllegalArgumentException(
          "labelled rows must be like those they are weighted towards, got %,d worth %.1f of them, %.0f needed (weights cannot help: take labels of such rows)"
              .formatted(rows.size(), weighted.effectiveRows(), LEAST_EFFECTIVE));
    }
    return model(Calibration.of(scores), weighted, List.of(), recent.size(), "", Map.of());
  }

  /**
   * Calibrates each group of rows by its own labelled rows, so that each has the coverage; groups
   * of fewer than {@link #LEAST_GROUP} rows, or than a coverage needs, are calibrated by all rows.
   *
   * @param column of the model's features
   * @return the model with these intervals
   * @throws IllegalArgumentException if it is none, or no group has enough rows
   */
  public ModelFile by(String column) {
    Map<String, List<Double>> groups = scores(column);
    Map<String, Calibration> enough = new TreeMap<>();
    groups.forEach(
        (name, of) -> {
          if (of.size() >= LEAST_GROUP) {
            enough.put(name, Calibration.of(of.stream().mapToDouble(s -> s).toArray()));
          }
        });
    if (enough.isEmpty()) {
      throw new IllegalArgumentException(
          "groups of '%s' must have at least %,d labelled rows, got at most %,d"
              .formatted(
                  column,
                  LEAST_GROUP,
                  groups.values().stream().mapToInt(List::size).max().orElse(0)));
    }
    return model(Calibration.of(scores), WeightedScores.NONE, List.of(), 0, column, enough);
  }

  /**
   * {@return how many labelled rows each group has, by name} Rows without a value are in none.
   *
   * @param column of the model's features
   * @throws IllegalArgumentException if it is none
   */
  public Map<String, Integer> groups(String column) {
    Map<String, Integer> sizes = new TreeMap<>();
    scores(column).forEach((name, of) -> sizes.put(name, of.size()));
    return sizes;
  }

  /**
   * Requires a column to be one whose groups can be calibrated.
   *
   * @param schema of the model
   * @param column whose values are the groups
   * @throws IllegalArgumentException if it is no feature of the model
   */
  public static void requireGroups(Schema schema, String column) {
    if (schema.features().stream().noneMatch(feature -> feature.name().equals(column))) {
      throw new IllegalArgumentException(
          "coverage-by must be a feature of the model, got '%s'".formatted(column));
    }
  }

  private Map<String, List<Double>> scores(String column) {
    requireGroups(predictor.manifest().schema(), column);
    TableColumn cells = labelled.column(column);
    Map<String, List<Double>> groups = new TreeMap<>();
    for (int i = 0; i < scores.length; i++) {
      Optional<String> group = cells.text(rows.get(i).index());
      if (group.isPresent()) {
        groups.computeIfAbsent(group.get(), name -> new ArrayList<>()).add(scores[i]);
      }
    }
    return groups;
  }

  private ModelFile model(
      Calibration all,
      WeightedScores weighted,
      List<Level> levels,
      int shifted,
      String column,
      Map<String, Calibration> groups) {
    ModelFile file = predictor.file();
    Map<String, TensorData> weights = new HashMap<>(file.weights());
    weights.keySet().removeIf(name -> name.startsWith(NoveltyTensors.CONFORMITY));
    weights.put(NoveltyTensors.CONFORMITY, tensor(all.kept()));
    if (weighted.rows() > 0) {
      weights.put(NoveltyTensors.WEIGHTED_SCORES, tensor(weighted.scores()));
      weights.put(NoveltyTensors.WEIGHTS, tensor(weighted.weights()));
    }
    List<String> names = List.copyOf(groups.keySet());
    List<Integer> sizes = new ArrayList<>();
    for (int k = 0; k < names.size(); k++) {
      Calibration one = groups.getOrDefault(names.get(k), all);
      sizes.add(one.rows());
      weights.put(NoveltyTensors.GROUP + k, tensor(one.kept()));
    }
    Recalibration how = new Recalibration(rows.size(), levels, shifted, column, names, sizes);
    ModelFile learned =
        new ModelFile(
            file.manifest()
                .withIntervals(file.manifest().thresholds().withIntervals(all.rows(), how)),
            weights);
    if (file.manifest().answers().isEmpty()) {
      return learned;
    }
    try (Predictor now = Predictor.open(learned, "the recalibrated model")) {
      return now.withAnswers(file.manifest().answers().get().rows());
    }
  }

  private static TensorData tensor(double[] values) {
    return TensorData.of(values, values.length);
  }

  /** Returns what a model file keeps; empty if it was not calibrated by rows with a target. */
  static Optional<Conformity> read(ModelFile file) {
    TensorData kept = file.weights().get(NoveltyTensors.CONFORMITY);
    if (kept == null) {
      return Optional.empty();
    }
    Calibration all = new Calibration(file.manifest().thresholds().labelled(), kept.doubles());
    Optional<Recalibration> again = file.manifest().thresholds().intervals();
    if (again.isEmpty()) {
      return Optional.of(new Conformity(all));
    }
    Map<Double, Double> levels = new HashMap<>();
    again.get().levels().forEach(level -> levels.put(level.coverage(), level.level()));
    Map<String, Calibration> groups = new HashMap<>();
    for (int k = 0; k < again.get().groups().size(); k++) {
      TensorData group = NoveltyTensors.require(file.weights(), NoveltyTensors.GROUP + k);
      groups.put(
          again.get().groups().get(k),
          new Calibration(again.get().groupRows().get(k), group.doubles()));
    }
    WeightedScores weighted = WeightedScores.NONE;
    if (again.get().shifted() > 0) {
      weighted =
          WeightedScores.of(
              NoveltyTensors.require(file.weights(), NoveltyTensors.WEIGHTED_SCORES).doubles(),
              NoveltyTensors.require(file.weights(), NoveltyTensors.WEIGHTS).doubles());
    }
    return Optional.of(new Conformity(all, weighted, levels, groups));
  }
}
