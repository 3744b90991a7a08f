package io.diglm.report;

import java.util.List;
import java.util.Optional;

/**
 * The content of the page about one fit, as plain values. Log-densities and likelihoods are in
 * nats.
 *
 * @param leastDense the rows of the test set (or validation set) with the lowest log p(x)
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

  /** The page of a fit to rows that are not images. */
  public FitReport(
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
      List<Fact> provenance) {
    this(
        data,
        figures,
        history,
        densities,
        predictions,
        riskCurves,
        columns,
        worst,
        leastDense,
        warnings,
        provenance,
        Optional.empty());
  }
}
