package io.diglm.page;

import io.diglm.chart.Axis;
import io.diglm.chart.Figure;
import io.diglm.chart.Ink;
import io.diglm.chart.Layer;
import io.diglm.chart.Range;
import io.diglm.markup.Numbers;
import io.diglm.report.DriftReport;
import java.util.List;
import java.util.stream.IntStream;

/** The section on drift over time: a picture and the figures of each period. */
record PeriodsSection(DriftReport.Periods periods) implements Section {
  @Override
  public String id() {
    return "along";
  }

  @Override
  public String title() {
    return "Along " + periods.column();
  }

  @Override
  public boolean wide() {
    return false;
  }

  @Override
  public void write(Page page) {
    page.sentence("How much more novel the rows of each period are than validation rows.");
    page.figures(List.of(figure()));
    page.table(
        List.of("#number", periods.column(), "#effect"),
        () -> IntStream.range(0, periods.effect().length).forEach(i -> row(page, i)));
  }

  private void row(Page page, int period) {
    page.html().open("tr");
    page.number(Numbers.count(period + 1));
    page.words(periods.labels().get(period));
    page.number(Numbers.of(periods.effect()[period]));
    page.html().close();
  }

  private Figure figure() {
    double[] effect = periods.effect();
    double[] x = IntStream.rangeClosed(1, effect.length).asDoubleStream().toArray();
    return new Figure(
        "Effect by period",
        "How much more novel the rows of each period are than validation rows.",
        new Axis("number of the period", new Range(1, Math.max(2, effect.length)), true),
        new Axis("effect", new Range(-1, 1)),
        List.of(
            Layer.rule("no difference", 1, 0, Math.max(2, effect.length), 0),
            new Layer("these rows", Ink.FIRST, Layer.Mark.LINE_AND_POINTS, x, effect)));
  }
}
