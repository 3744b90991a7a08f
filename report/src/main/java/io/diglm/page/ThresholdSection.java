package io.diglm.page;

import io.diglm.chart.Axis;
import io.diglm.chart.Figure;
import io.diglm.chart.Ink;
import io.diglm.chart.Layer;
import io.diglm.chart.Range;
import io.diglm.markup.Numbers;
import io.diglm.report.ThresholdCurve;
import java.util.List;

/** The section on two classes: what each threshold on the probability gives. */
record ThresholdSection(ThresholdCurve curve) implements Section {
  private static final int POINTS = 400;
  private static final Range UNIT = new Range(0, 1);

  @Override
  public String id() {
    return "thresholds";
  }

  @Override
  public String title() {
    return "Thresholds";
  }

  @Override
  public boolean wide() {
    return true;
  }

  @Override
  public void write(Page page) {
    page.sentence(
        "A row counts as %s if the probability of this class is at least a threshold. AUROC %s: the"
                .formatted(curve.positive(), Numbers.of(curve.auroc()))
            + " probability that such a row has a higher probability than another row. Average"
            + " precision %s; guesses have %s, the share of such rows."
                .formatted(Numbers.of(curve.averagePrecision()), Numbers.of(curve.share())));
    page.figures(List.of(roc(), precision(), thresholds()));
  }

  private Figure roc() {
    return new Figure(
        "Receiver operating characteristic",
        "Recall over the share of other rows that count as the class; the diagonal is guessing.",
        new Axis("false positives, share of other rows", UNIT),
        new Axis("recall", UNIT),
        List.of(
            line(
                "rows held out",
                Ink.FIRST,
                from(0, curve.falsePositives()),
                from(0, curve.recall())),
            Layer.rule("guessing", 0, 0, 1, 1)));
  }

  private Figure precision() {
    return new Figure(
        "Precision and recall",
        "Precision over recall; the rule is the precision of guesses.",
        new Axis("recall", UNIT),
        new Axis("precision", UNIT),
        List.of(
            line("rows held out", Ink.FIRST, curve.recall(), curve.precision()),
            Layer.rule("guessing", 0, curve.share(), 1, curve.share())));
  }

  private Figure thresholds() {
    return new Figure(
        "By threshold",
        "Precision and recall over the threshold.",
        new Axis("threshold on p(%s|x)".formatted(curve.positive()), UNIT),
        new Axis("share", UNIT),
        List.of(
            line("recall", Ink.FIRST, curve.threshold(), curve.recall()),
            line("precision", Ink.SECOND, curve.threshold(), curve.precision())));
  }

  private static Layer line(String name, Ink ink, double[] x, double[] y) {
    return new Layer(name, ink, Layer.Mark.LINE, x, y).thinned(POINTS);
  }

  private static double[] from(double first, double[] rest) {
    double[] all = new double[rest.length + 1];
    all[0] = first;
    System.arraycopy(rest, 0, all, 1, rest.length);
    return all;
  }
}
