package io.diglm.reporting;

import io.diglm.distribution.ClassDistribution;
import io.diglm.distribution.Distribution;
import io.diglm.distribution.Unknown;
import io.diglm.explain.Attribution;
import io.diglm.explain.Explainer;
import io.diglm.explain.NearestAccepted;
import io.diglm.predict.Prediction;
import io.diglm.report.ReportedRow;
import io.diglm.schema.Input;
import io.diglm.schema.Table;
import io.diglm.train.FitResult;
import io.diglm.train.TimeLimit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The held-out rows with the worst predictions, and those least like the training rows. */
record RowsToLookAt(FitResult result, Answers answers, TimeLimit limit) {
  private static final int SHOWN = 10;
  private static final double TAIL = 0.05;
  private static final int CELLS = 12;
  private static final String LATE = "not explained: the time limit was over";

  List<ReportedRow> worst() {
    int[] labelled = answers.labelled();
    IntStream order = IntStream.of(labelled).filter(i -> !Double.isNaN(answers.nll()[i]));
    return rows(first(order, Comparator.comparingDouble(i -> -answers.nll()[i])), this::why);
  }

  List<ReportedRow> leastDense() {
    IntStream order = IntStream.range(0, answers.size());
    int[] rows = first(order, Comparator.comparingDouble(i -> answers.logDensity()[i]));
    boolean images = result.predictor().manifest().schema().image().isPresent();
    return images ? rows(rows, this::unseen) : rows(rows, reasons(rows));
  }

  private String unseen(int i) {
    return verdict(i) + "see the image above";
  }

  /**
   * Explains how much each column lowers log p(x) and, for a rejected row, what change would make
   * it accepted.
   */
  private IntFunction<String> reasons(int... rows) {
    if (limit.over()) {
      return i -> verdict(i) + LATE;
    }
    Table table = result.table().take(IntStream.of(rows).map(i -> answers.row()[i]).toArray());
    Explainer explainer = Explainer.of(result.predictor());
    NearestAccepted nearest = NearestAccepted.of(result.predictor());
    Map<Integer, String> reasons = new HashMap<>();
    for (int k = 0; k < rows.length; k++) {
      String accepted = answers.rejected()[rows[k]] && !limit.over() ? nearest.words(table, k) : "";
      String why =
          limit.over()
              ? LATE
              : explainer
                  .explain(table, k, limit::over)
                  .map(Attribution::words)
                  .orElse(limit.over() ? LATE : "no finite log p(x)");
      reasons.put(
          rows[k],
          verdict(rows[k]) + why + (accepted.isEmpty() ? "" : "; accepted with " + accepted));
    }
    return i -> reasons.getOrDefault(i, "");
  }

  private String verdict(int i) {
    return answers.rejected()[i] ? "rejected; " : "";
  }

  private static int[] first(IntStream rows, Comparator<Integer> order) {
    return rows.boxed().sorted(order).limit(SHOWN).mapToInt(Integer::intValue).toArray();
  }

  /** Predicts these rows again, because their distributions were not kept. */
  private List<ReportedRow> rows(int[] which, IntFunction<String> reason) {
    int[] tableRows = IntStream.of(which).map(i -> answers.row()[i]).toArray();
    List<Prediction> predictions = result.predictor().predict(result.table().take(tableRows));
    return IntStream.range(0, which.length)
        .filter(k -> predictions.get(k) instanceof Prediction.Answer)
        .mapToObj(
            k ->
                row(
                    which[k],
                    ((Prediction.Answer) predictions.get(k)).own(),
                    reason.apply(which[k])))
        .toList();
  }

  private ReportedRow row(int i, Distribution own, String reason) {
    long number = answers.row()[i] + 1L;
    double logDensity = answers.logDensity()[i];
    if (own instanceof Unknown) {
      return ReportedRow.density(number, logDensity, reason);
    }
    if (own instanceof ClassDistribution classes) {
      return ReportedRow.ofClass(
          number,
          label(answers.actual()[i]),
          label(answers.predicted()[i]),
          classes.probability(classes.mode()),
          logDensity,
          reason);
    }
    return ReportedRow.numeric(
        number,
        answers.actual()[i],
        answers.predicted()[i],
        ReportedRow.interval(own.quantile(TAIL), own.quantile(1 - TAIL)),
        logDensity,
        reason);
  }

  private String label(double code) {
    List<String> classes = result.predictor().manifest().schema().classes();
    return Double.isNaN(code) ? "–" : classes.get((int) code);
  }

  private String why(int i) {
    String cells = cells(answers.row()[i]);
    return cells.isEmpty() ? error(i) : error(i) + "; " + cells;
  }

  /** Returns the first cells of a row of the table, in words. */
  private String cells(int row) {
    List<Input> inputs = result.predictor().manifest().schema().inputs();
    String shown =
        inputs.stream()
            .limit(CELLS)
            .map(Input::name)
            .map(name -> name + " " + result.table().column(name).text(row).orElse("missing"))
            .collect(Collectors.joining(", "));
    int more = inputs.size() - CELLS;
    return more > 0 ? "%s and %d more columns".formatted(shown, more) : shown;
  }

  private String error(int i) {
    String nll = "−log p(y|x) = %s nats".formatted(Words.nats(answers.nll()[i]));
    double pit = answers.pit()[i];
    if (Double.isNaN(pit)) {
      return "p(actual|x) = %s, %s".formatted(Words.number(Math.exp(-answers.nll()[i])), nll);
    }
    if (pit > 1 - TAIL || pit < TAIL) {
      return "actual is %s its interval, %s".formatted(pit < TAIL ? "below" : "above", nll);
    }
    return "a wide prediction, " + nll;
  }
}
