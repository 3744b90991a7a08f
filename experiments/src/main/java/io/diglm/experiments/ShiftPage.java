package io.diglm.experiments;

import io.diglm.chart.Axis;
import io.diglm.chart.Figure;
import io.diglm.chart.Ink;
import io.diglm.chart.Layer;
import io.diglm.chart.Picture;
import io.diglm.chart.Range;
import io.diglm.report.Measured;
import io.diglm.report.ResultTable;
import io.diglm.report.ResultTable.Better;
import io.diglm.report.ResultTable.Column;
import io.diglm.report.ResultTable.Row;
import io.diglm.report.ResultTable.Source;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What {@link Shift} found, in tables and a picture.
 *
 * @param found the figures
 */
record ShiftPage(Shift.Found found) {
  ResultTable coverage() {
    List<String> names =
        List.of("as fitted", "adapted, labels a day late", "renewed by the first quarter");
    return new ResultTable(
        "Intervals of 90 % over December",
        "Width: of every tenth flight, in minutes. The last row is of the other three quarters.",
        List.of(
            new Column("coverage", "", Better.NEITHER), new Column("width", "min", Better.LOWER)),
        IntStream.range(0, 3)
            .mapToObj(
                i ->
                    Row.of(
                        names.get(i),
                        Source.OURS,
                        Measured.of(found.coverage()[i]),
                        Measured.of(found.width()[i])))
            .toList());
  }

  ResultTable refusals() {
    return new ResultTable(
        "Groups and refusals among other flights of the training period",
        "Groups: the least coverage of a day of the week, 90 %% being asked for. Risk: at most %s of the answers off by more than %s minutes, confidence %s, over %d resplits."
            .formatted(Shift.RISK, Shift.TOLERANCE, Shift.CONFIDENCE, Resplits.COUNT),
        List.of(
            new Column("least, all alike", "", Better.HIGHER),
            new Column("least, by group", "", Better.HIGHER),
            new Column("resplits over the risk", "", Better.LOWER),
            new Column("answered", "", Better.HIGHER),
            new Column("answered by an oracle", "", Better.HIGHER)),
        List.of(
            Row.of(
                "model",
                Source.OURS,
                Measured.of(found.groups()[0]),
                Measured.of(found.groups()[1]),
                Measured.of((double) found.exceeded() / Resplits.COUNT),
                Measured.of(found.answered()[0]),
                Measured.of(found.answered()[1]))));
  }

  Picture picture() {
    double[] x = Curve.points(0.5, found.along().length - 0.5, found.along().length);
    return new Picture(
        "coverage",
        "Coverage along December",
        "Of blocks of 1,000 flights; 90 % is asked for.",
        List.of(
            new Figure(
                "Coverage by block",
                "The share of flights whose delay is in its interval, block by block.",
                new Axis("thousand flights", Range.of(x).and(0)),
                new Axis(
                    "coverage",
                    Range.of(found.along())
                        .and(Arrays.stream(found.adaptedAlong()).min().orElse(0.8))
                        .and(1)
                        .padded()),
                List.of(
                    new Layer("as fitted", Ink.SECOND, Layer.Mark.LINE, x, found.along()),
                    new Layer("adapted", Ink.FIRST, Layer.Mark.LINE, x, found.adaptedAlong()),
                    Layer.rule(
                        "asked for", 0, Shift.COVERAGE, found.along().length, Shift.COVERAGE)))));
  }
}
