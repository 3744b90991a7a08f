package io.diglm.report;

import java.util.List;
import java.util.Optional;

/**
 * All that the page about one fit says, as plain values; log-densities and likelihoods in nats.
 *
 * @param leastDense the rows of the test set (or of validation) with the lowest log p(x)
 * @param provenance what is needed to make the same model again: command, seed, versions, ...
 * @param images what there is to see where rows are images
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
