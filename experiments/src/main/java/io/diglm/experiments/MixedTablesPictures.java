package io.diglm.experiments;

import io.diglm.chart.Axis;
import io.diglm.chart.Figure;
import io.diglm.chart.Ink;
import io.diglm.chart.Layer;
import io.diglm.chart.Layer.Mark;
import io.diglm.chart.Picture;
import io.diglm.chart.Range;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Pictures of {@link MixedTables}: the mean ranks, and the gaps to the best of the others. */
record MixedTablesPictures(Contest contest) {
  List<Picture> all() {
    return contest.compared() ? List.of(rankPicture(), gapPicture()) : List.of();
  }

  private Picture rankPicture() {
    Standing nll = contest.standing(Reached::nll);
    Standing loss = contest.standing(Reached::loss);
    return new Picture(
        "mean-ranks",
        "Mean ranks",
        "From the top, by NLL: %s. By %s: %s. Those whose bars do not overlap differ at 5 %%."
            .formatted(
                String.join(", ", nll.names()), Contest.LOSS, String.join(", ", loss.names())),
        List.of(rankFigure("NLL", nll), rankFigure(Contest.LOSS, loss)));
  }

  private Figure rankFigure(String title, Standing standing) {
    int count = standing.names().size();
    int mine = standing.names().indexOf(contest.ours().name());
    double half = standing.difference() / 2;
    int[] others = IntStream.range(0, count).filter(i -> i != mine).toArray();
    return new Figure(
        title,
        "Mean ranks, the best at the top, in the middle of bars as long as the critical difference.",
        new Axis("mean rank", new Range(1 - half, count + half)),
        new Axis("place from below", new Range(0, count + 1)),
        List.of(
            bars("peers", Ink.SECOND, standing, others),
            bars(contest.ours().name(), Ink.FIRST, standing, new int[] {mine})));
  }

  /** One line from end to end for each, separated by gaps. */
  private static Layer bars(String name, Ink ink, Standing standing, int... which) {
    double half = standing.difference() / 2;
    double[] x = new double[4 * which.length];
    double[] y = new double[4 * which.length];
    for (int k = 0; k < which.length; k++) {
      double rank = standing.ranks()[which[k]];
      double[] points = {rank - half, rank, rank + half, rank + half};
      System.arraycopy(points, 0, x, 4 * k, points.length);
      Arrays.fill(y, 4 * k, 4 * k + 3, standing.names().size() - which[k]);
      y[4 * k + 3] = Double.NaN;
    }
    return new Layer(name, ink, Mark.LINE_AND_POINTS, x, y);
  }

  private Picture gapPicture() {
    MixedTable[] byNll = sorted(contest::nllGap);
    MixedTable[] byLoss = sorted(contest::lossRatio);
    return new Picture(
        "gaps",
        "Beside the best peer",
        "Left: diglm's NLL less that of the best peer, from left to right %s. Right: diglm's %s by that of the best peer, %s."
            .formatted(names(byNll), Contest.LOSS, names(byLoss)),
        List.of(
            gaps("NLL", "nats more than the best peer", byNll, contest::nllGap, 0),
            gaps(Contest.LOSS, "times the best peer's", byLoss, contest::lossRatio, 1)));
  }

  private static String names(MixedTable... some) {
    return String.join(", ", Arrays.stream(some).map(MixedTable::name).toList());
  }

  private MixedTable[] sorted(ToDoubleFunction<MixedTable> gap) {
    return contest.sets().stream()
        .sorted((a, b) -> Double.compare(gap.applyAsDouble(a), gap.applyAsDouble(b)))
        .toArray(MixedTable[]::new);
  }

  private static Figure gaps(
      String title, String unit, MixedTable[] some, ToDoubleFunction<MixedTable> gap, double even) {
    double[] y = Arrays.stream(some).mapToDouble(gap).toArray();
    double[] x = IntStream.rangeClosed(1, y.length).asDoubleStream().toArray();
    return new Figure(
        title,
        "A point a table, in the order of the gap.",
        new Axis("table", new Range(0, y.length + 1)),
        new Axis(unit, Range.of(y).and(even).padded()),
        List.of(
            Layer.rule("equal", 0, even, y.length + 1, even),
            new Layer("diglm", Ink.FIRST, Mark.LINE_AND_POINTS, x, y)));
  }
}
