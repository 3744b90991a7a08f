package io.diglm.cli.text;

import com.google.gson.JsonObject;
import io.diglm.drift.RowWatch;
import io.diglm.json.Json;
import io.diglm.watch.SeriesState.Place;
import io.diglm.watch.Watch.Finding;
import java.util.List;
import java.util.Locale;

/**
 * A watched stream in words, for a terminal.
 *
 * @param outcome of the watch
 */
public record WatchText(RowWatch.Outcome outcome) {
  private static final int NAMED = 3;

  /** Beyond what a double holds in base 10. */
  private static final double MOST_NATS = 690;

  /** {@return the outcome for a program} */
  public JsonObject json() {
    return Json.object(outcome);
  }

  /**
   * Adds the lines that tell the outcome.
   *
   * @param facts receives the lines
   */
  public void facts(Facts facts) {
    facts.line(
        "watch",
        "%s; %,d rows since the start, %,d more could not be read",
        outcome
            .alarm()
            .map(alarm -> "ALARM since " + text(alarm))
            .orElse("no alarm (chance of a false one, ever: %s)".formatted(outcome.alpha())),
        outcome.rows(),
        outcome.skipped());
    finding(facts, outcome.novelty().name(), outcome.novelty());
    List<Finding> telling =
        outcome.columns().stream().filter(column -> column.alarm().isPresent()).toList();
    for (Finding column :
        (telling.isEmpty() ? outcome.columns() : telling).stream().limit(NAMED).toList()) {
      finding(facts, "column " + column.name(), column);
    }
    if (telling.size() > NAMED) {
      facts.line("", "and %,d more columns", telling.size() - NAMED);
    }
  }

  private static void finding(Facts facts, String name, Finding finding) {
    facts.line(
        "",
        "%s: e %s, at most %s (alarm from %s)%s",
        name,
        eValue(finding.evidence()),
        eValue(finding.peak()),
        eValue(finding.needed()),
        finding
            .alarm()
            .map(
                alarm ->
                    "; ALARM at %s, otherwise since about %s"
                        .formatted(text(alarm), text(finding.since())))
            .orElse(""));
  }

  private static String text(Place place) {
    return "row %,d".formatted(place.row())
        + (place.label().isEmpty() ? "" : " (" + place.label() + ")");
  }

  static String eValue(double nats) {
    return nats < MOST_NATS
        ? String.format(Locale.ROOT, "%.3g", Math.exp(nats))
        : String.format(Locale.ROOT, "1e+%d", Math.round(nats / Math.log(10)));
  }
}
