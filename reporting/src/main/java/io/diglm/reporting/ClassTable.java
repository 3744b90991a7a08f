package io.diglm.reporting;

import io.diglm.report.ClassPredictions;
import io.diglm.report.Reliability;
import io.diglm.report.ThresholdCurve;
import io.diglm.selective.Reliability.Bin;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Rows counted by actual and predicted class, and the reliability of stated confidence.
 *
 * <p>With more than {@value #MOST} classes, the rarest are counted together, because a table of
 * 10,000 by 10,000 would not fit in memory.
 */
record ClassTable(
    List<String> classes, Answers answers, io.diglm.selective.Reliability reliability) {
  static final int MOST = 200;

  ClassPredictions predictions() {
    int[] place = places();
    int size = Math.min(classes.size(), MOST);
    long[][] confusion = new long[size][size];
    for (int i : answers.labelled()) {
      confusion[place[(int) answers.actual()[i]]][place[(int) answers.predicted()[i]]]++;
    }
    return new ClassPredictions(names(place, size), confusion, drawn(reliability), thresholds());
  }

  private Optional<ThresholdCurve> thresholds() {
    if (classes.size() != 2) {
      return Optional.empty();
    }
    int[] rows = answers.labelled();
    double[] probability = new double[rows.length];
    boolean[] positive = new boolean[rows.length];
    for (int k = 0; k < rows.length; k++) {
      double doubt = answers.doubt()[rows[k]];
      probability[k] = answers.predicted()[rows[k]] == 1 ? 1 - doubt : doubt;
      positive[k] = answers.actual()[rows[k]] == 1;
    }
    return ThresholdCurve.of(classes.get(1), probability, positive);
  }

  /**
   * Returns the position of each class: in the order of the classes, or by frequency if some are
   * merged.
   */
  private int[] places() {
    if (classes.size() <= MOST) {
      return IntStream.range(0, classes.size()).toArray();
    }
    long[] rows = new long[classes.size()];
    Arrays.stream(answers.labelled()).forEach(i -> rows[(int) answers.actual()[i]]++);
    int[] place = new int[rows.length];
    int[] order =
        IntStream.range(0, rows.length)
            .boxed()
            .sorted(Comparator.comparingLong(k -> -rows[k]))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int rank = 0; rank < order.length; rank++) {
      place[order[rank]] = Math.min(rank, MOST - 1);
    }
    return place;
  }

  private List<String> names(int[] place, int size) {
    String[] names = new String[size];
    for (int k = 0; k < place.length; k++) {
      names[place[k]] = classes.get(k);
    }
    if (classes.size() > MOST) {
      names[MOST - 1] = (classes.size() - MOST + 1) + " rarest";
    }
    return List.of(names);
  }

  private static Reliability drawn(io.diglm.selective.Reliability reliability) {
    List<Bin> bins = reliability.bins();
    return new Reliability(
        bins.stream().mapToDouble(Bin::confidence).toArray(),
        bins.stream().mapToDouble(Bin::accuracy).toArray(),
        bins.stream().mapToLong(Bin::rows).toArray(),
        reliability.ece());
  }
}
