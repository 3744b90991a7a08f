package io.diglm.report;

import java.util.List;
import java.util.Optional;

/**
 * The content of the page about one fit, as plain values. Log-densities and likelihoods are in
 * nats.
 *
 * @param data the table, the target and the rows
 * @param figures the numbers to judge the fit by
 * @param history epoch by epoch
 * @param densities log p(x) of the rows
 * @param predictions beside the targets
 * @param riskCurves risk by the share of rows that are answered
 * @param columns of the training rows
 * @param worst the rows with the largest errors
 * @param leastDense the rows of the test set (or validation set) with the lowest log p(x)
 * @param warnings of the fit, one line each
 * @param provenance what is needed to make the same model again: command, seed, versions, ...
 * @param images the images to show, if rows are images
 */
public record FitReport(
    DataSummary data,
    List<KeyFigure> figures,
    History history,
    LogDensities densities,
    Predictions predictions,
    List<RiskCurve> riskCurves,
    List<ColumnSummary> columns,
    List<ReportedRow> worst,
    List<ReportedRow> leastDense,
    List<String> warnings,
    List<Fact> provenance,
    Optional<ImageReport> images) {

  public FitReport {
    figures = List.copyOf(figures);
    riskCurves = List.copyOf(riskCurves);
    columns = List.copyOf(columns);
    worst = List.copyOf(worst);
    leastDense = List.copyOf(leastDense);
    warnings = List.copyOf(warnings);
    provenance = List.copyOf(provenance);
  }
}
