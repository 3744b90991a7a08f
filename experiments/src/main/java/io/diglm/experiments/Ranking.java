package io.diglm.experiments;

import io.diglm.selective.TwoSamples;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How well a score ranks anomalies above normal rows.
 *
 * @param auroc P(anomaly &gt; normal) + P(anomaly = normal) / 2
 * @param auprc the mean precision at each anomaly (average precision)
 */
record Ranking(double auroc, double auprc) {
  /** Ranks by decreasing score; a score that is not a number comes first. */
  static Ranking of(double[] scores, boolean[] anomalies) {
    double[] s = Arrays.stream(scores).map(v -> Double.isNaN(v) ? Double.MAX_VALUE : v).toArray();
    double auroc = TwoSamples.of(where(s, anomalies, true), where(s, anomalies, false)).auc();
    int[] order =
        IntStream.range(0, s.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> s[i]).reversed())
            .mapToInt(Integer::intValue)
            .toArray();
    double precisions = 0;
    int found = 0;
    for (int from = 0; from < order.length; ) {
      int to = from;
      int more = 0;
      while (to < order.length && s[order[to]] == s[order[from]]) {
        more += anomalies[order[to++]] ? 1 : 0;
      }
      found += more;
      precisions += more * (double) found / to;
      from = to;
    }
    return new Ranking(auroc, precisions / found);
  }

  private static double[] where(double[] scores, boolean[] anomalies, boolean wanted) {
    return IntStream.range(0, scores.length)
        .filter(i -> anomalies[i] == wanted)
        .mapToDouble(i -> scores[i])
        .toArray();
  }
}
