package io.diglm.reporting;

import io.diglm.report.RiskCurve;
import io.diglm.selective.RiskCoverage;
import java.util.Arrays;
import java.util.List;

/**
 * The error over the kept rows, ordered by log p(x), which measures how ordinary a row is, and by
 * the uncertainty of p(y|x).
 */
record RiskCurves(boolean classes, Answers answers) {
  private static final int POINTS = 400;

  List<RiskCurve> list() {
    int[] rows = answers.labelled();
    if (rows.length == 0) {
      return List.of();
    }
    double[] loss = Arrays.stream(rows).mapToDouble(this::loss).toArray();
    double[] density =
        Arrays.stream(rows).mapToDouble(i -> score(answers.logDensity()[i])).toArray();
    double[] certainty = Arrays.stream(rows).mapToDouble(i -> score(-answers.doubt()[i])).toArray();
    return List.of(
        curve("log p(x)", loss, density),
        curve(classes ? "confidence" : "predicted sd", loss, certainty));
  }

  /**
   * The error is absolute, not squared, because a few rows of a heavy tail would dominate a curve
   * of RMSE.
   */
  private double loss(int i) {
    double error = answers.predicted()[i] - answers.actual()[i];
    return classes ? (error == 0 ? 0 : 1) : Math.abs(error);
  }

  /** Rows whose score is not a number are left out first. */
  private static double score(double value) {
    return Double.isNaN(value) ? Double.NEGATIVE_INFINITY : value;
  }

  private RiskCurve curve(String order, double[] loss, double[] score) {
    RiskCoverage curve = RiskCoverage.of(loss, score).thinned(POINTS);
    String risk = classes ? "error, share of rows kept" : "mean absolute error, target's unit";
    return new RiskCurve(order, curve.coverage(), curve.risk(), risk, curve.area());
  }
}
