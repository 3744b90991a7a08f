package io.diglm.experiments;

import io.diglm.selective.RiskControl;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A stated risk of the answers over resplits of labelled rows into halves: one chooses the
 * threshold, and the other is answered by it.
 *
 * @param violated resplits whose threshold has more wrong answers than stated among all labelled
 *     rows: the confidence is about this count, because the half is drawn from these rows
 * @param exceeded resplits with more wrong answers than stated in the other half, which has its own
 *     sampling error
 * @param shown resplits in which a threshold could be shown at all
 * @param answered mean share of the rows that are answered; none where no threshold was shown
 * @param oracle share that the best threshold answers, chosen by the labels of all rows
 */
record Resplits(int violated, int exceeded, int shown, double answered, double oracle) {
  static final int COUNT = 200;
  private static final int THRESHOLDS = 100;

  /**
   * Measures the resplits.
   *
   * @param known certainty of rows in neither half, whose quantiles are the candidate thresholds
   * @param sure certainty of the labelled rows
   * @param wrong whether their answers are wrong
   */
  static Resplits of(RiskControl control, double[] known, double[] sure, boolean[] wrong) {
    double[] sorted = known.clone();
    Arrays.sort(sorted);
    double[] thresholds =
        IntStream.range(0, THRESHOLDS)
            .mapToDouble(i -> sorted[(int) ((long) i * sorted.length / THRESHOLDS)])
            .toArray();
    int violated = 0;
    int exceeded = 0;
    int shown = 0;
    double answered = 0;
    int[] rows = IntStream.range(0, sure.length).toArray();
    SplittableRandom random = new SplittableRandom(1);
    for (int split = 0; split < COUNT; split++) {
      for (int i = rows.length - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int row = rows[i];
        rows[i] = rows[j];
        rows[j] = row;
      }
      int half = rows.length / 2;
      Optional<RiskControl.Choice> choice =
          control.choose(thresholds, part(sure, rows, 0, half), part(wrong, rows, 0, half));
      if (choice.isPresent()) {
        shown++;
        RiskControl.Choice there =
            RiskControl.at(
                choice.get().least(),
                part(sure, rows, half, rows.length),
                part(wrong, rows, half, rows.length));
        exceeded += over(control, there) ? 1 : 0;
        violated += over(control, RiskControl.at(choice.get().least(), sure, wrong)) ? 1 : 0;
        answered += (double) there.answered() / (rows.length - half) / COUNT;
      }
    }
    double oracle = 0;
    for (double threshold : thresholds) {
      RiskControl.Choice all = RiskControl.at(threshold, sure, wrong);
      if (!over(control, all)) {
        oracle = Math.max(oracle, (double) all.answered() / sure.length);
      }
    }
    return new Resplits(violated, exceeded, shown, answered, oracle);
  }

  private static boolean over(RiskControl control, RiskControl.Choice choice) {
    return choice.wrong() > control.risk() * choice.answered();
  }

  private static double[] part(double[] values, int[] rows, int from, int to) {
    return IntStream.range(from, to).mapToDouble(i -> values[rows[i]]).toArray();
  }

  private static boolean[] part(boolean[] values, int[] rows, int from, int to) {
    boolean[] part = new boolean[to - from];
    for (int i = from; i < to; i++) {
      part[i - from] = values[rows[i]];
    }
    return part;
  }
}
