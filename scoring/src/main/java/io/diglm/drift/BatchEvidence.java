package io.diglm.drift;

import io.diglm.novelty.Evidence;
import io.diglm.novelty.NoveltyReference;
import io.diglm.predict.Predictor;
import io.diglm.selective.NoveltyScore;
import io.diglm.watch.Watch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The evidence of a batch of rows, by every score and column: its scores, and e-values. */
record BatchEvidence(Map<NoveltyScore, double[]> scores, Map<String, Double> logE) {
  static final long SEED = 1;

  static BatchEvidence of(Predictor predictor, List<Evidence> rows) {
    List<NoveltyScore> scores = new ArrayList<>(predictor.reference().calibrated());
    WatchedScores watched = WatchedScores.of(predictor, scores);
    List<double[]> values = rows.parallelStream().map(watched::of).toList();
    Watch watch = Watch.start(watched.references(), RowWatch.ALPHA, SEED);
    values.forEach(row -> watch.add(row, ""));
    Map<NoveltyScore, double[]> byScore = new HashMap<>();
    for (int i = 0; i < scores.size(); i++) {
      int at = i;
      byScore.put(scores.get(i), values.stream().mapToDouble(row -> row[at]).toArray());
    }
    return new BatchEvidence(byScore, logE(watched, watch.findings()));
  }

  /** Returns the evidence that a watch found, by score and column. */
  static Map<String, Double> logE(WatchedScores watched, List<Watch.Finding> findings) {
    List<NoveltyScore> scores = watched.scores();
    Map<String, Double> logE = new HashMap<>();
    for (int i = 0; i < scores.size(); i++) {
      logE.put(NoveltyReference.name(scores.get(i)), findings.get(i).evidence());
    }
    for (int axis = 0; axis < watched.columns().size(); axis++) {
      // Axes of one column: the mean of e-values is one.
      String column = watched.columns().get(axis);
      int axes = (int) watched.columns().stream().filter(column::equals).count();
      double evidence = findings.get(scores.size() + axis).evidence() - Math.log(axes);
      logE.merge(key(column), evidence, BatchEvidence::logOfSum);
    }
    return logE;
  }

  private static String key(String column) {
    return "column " + column;
  }

  private static double logOfSum(double a, double b) {
    double most = Math.max(a, b);
    return most + Math.log(Math.exp(a - most) + Math.exp(b - most));
  }

  double[] values(NoveltyScore score) {
    return scores.getOrDefault(score, new double[0]);
  }

  double logE(NoveltyScore score) {
    return logE.getOrDefault(NoveltyReference.name(score), 0.0);
  }

  double logE(String column) {
    return logE.getOrDefault(key(column), 0.0);
  }
}
