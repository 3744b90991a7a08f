package io.diglm.experiments;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The ranks of models by one figure, over the tables that all of them have.
 *
 * @param names from the best mean rank to the worst
 * @param ranks the mean ranks, in that order
 * @param difference the critical difference of Nemenyi's test at 5 %
 */
record Standing(List<String> names, double[] ranks, double difference) {

  /**
   * Ranks those that have every table. If contenders are equal on all tables (a peer with another
   * spread has the same errors), only the first is ranked, because duplicates would lower the ranks
   * of others.
   */
  static Standing of(
      List<Contender> contenders, List<MixedTable> tables, ToDoubleFunction<Reached> figure) {
    List<String> names = new ArrayList<>();
    List<double[]> figures = new ArrayList<>();
    for (Contender contender : contenders) {
      double[] mine = contender.figures(tables, figure);
      if (contender.hasAll(tables) && figures.stream().noneMatch(f -> Arrays.equals(f, mine))) {
        names.add(contender.name());
        figures.add(mine);
      }
    }
    double[] ranks = MeanRanks.of(figures.toArray(double[][]::new));
    int[] order =
        IntStream.range(0, ranks.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> ranks[i]))
            .mapToInt(i -> i)
            .toArray();
    return new Standing(
        IntStream.of(order).mapToObj(names::get).toList(),
        IntStream.of(order).mapToDouble(i -> ranks[i]).toArray(),
        MeanRanks.criticalDifference(ranks.length, tables.size()));
  }

  /** Returns the mean rank of a contender; NaN where it is not ranked. */
  double rank(String name) {
    int place = names.indexOf(name);
    return place < 0 ? Double.NaN : ranks[place];
  }
}
