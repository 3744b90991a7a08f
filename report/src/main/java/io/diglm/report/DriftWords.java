package io.diglm.report;

import io.diglm.drift.Drift;
import io.diglm.model.Manifest;
import io.diglm.report.DriftReport.Shift;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Describes drift in words.
 *
 * @param manifest of the model
 * @param drift the result
 */
public record DriftWords(Manifest manifest, Drift drift) {
  /** {@return whether there is a target, for which an error can be expected} */
  public boolean answers() {
    return manifest.schema().target().isPresent();
  }

  /** {@return the error that the model expects} */
  public String expected() {
    return !manifest.schema().classes().isEmpty()
        ? MeasureNumbers.percent(drift.expected())
            + " of the answers wrong, if p(y|x) has not changed"
        : "RMSE " + MeasureNumbers.number(drift.expected()) + ", if p(y|x) has not changed";
  }

  /** {@return whether and how the rows differ, in a sentence that begins in lower case} */
  public String verdict() {
    if (!drift.drifted()) {
      return "no drift: what differs is chance, or too small to matter";
    }
    Drift.ScoreShift first =
        drift.scores().stream().filter(Drift.ScoreShift::counts).findFirst().orElseThrow();
    String cause =
        drift.columns().isEmpty()
            ? ""
            : "; most of all %s (%s)"
                .formatted(drift.columns().get(0).column(), drift.columns().get(0).words());
    return String.format(
        Locale.ROOT,
        "drift: rows differ from those trained on (effect %+.2f by %s)%s",
        first.effect(),
        lower(first.score()),
        cause);
  }

  /**
   * {@return the page about it}
   *
   * @param source the name of the rows
   * @param time the column that gives the periods, if there is one
   * @param made how the page was made
   */
  public DriftReport report(String source, Optional<String> time, Fact made) {
    String lead =
        "%s. %,d rows, %s of them rejected%s."
            .formatted(
                capitalised(verdict()),
                drift.rows(),
                MeasureNumbers.percent(drift.rejected()),
                answers() ? "; expected: " + expected() : "");
    return new DriftReport(
        source,
        lead,
        drift.pValues(),
        drift.scores().stream()
            .map(
                s ->
                    new Shift(
                        lower(s.score()), "", s.effect(), s.pValue(), s.logE(), Optional.empty()))
            .toList(),
        drift.columns().stream()
            .map(
                c ->
                    new Shift(
                        c.column(),
                        c.words(),
                        c.distance(),
                        c.pValue(),
                        c.logE(),
                        Optional.of(c.histogram())))
            .toList(),
        time.map(this::along),
        List.of(
            made,
            new Fact("counts from", "an effect of %s, beyond chance".formatted(Drift.SMALL))));
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String capitalised(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private DriftReport.Periods along(String column) {
    return new DriftReport.Periods(
        column,
        drift.periods().stream().map(Drift.Period::label).toList(),
        drift.periods().stream().mapToDouble(Drift.Period::effect).toArray());
  }
}
