package io.diglm.reporting;

import io.diglm.model.Manifest;
import io.diglm.schema.Axis;
import io.diglm.schema.Feature;
import io.diglm.schema.LevelAxis;
import io.diglm.schema.NumberAxis;
import io.diglm.schema.Part;
import io.diglm.schema.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The section of a {@link ModelCard} on the training rows: where they came from, and what each
 * column and the target held.
 *
 * @param manifest of the model
 */
record CardData(Manifest manifest) {
  /** More levels of a column are not named. */
  private static final int LEVELS_SHOWN = 8;

  private static final Pattern QUERY =
      Pattern.compile("\\s*(select|with|from)\\b", Pattern.CASE_INSENSITIVE);

  /** Writes the section. */
  void to(CardText text) {
    text.line("## Data");
    text.line("");
    text.line("%s: %s.", CardText.cell(sources(manifest)), rows());
    text.line("");
    manifest
        .schema()
        .image()
        .ifPresent(shape -> text.line("Images of %s (channels x height x width).%n", shape));
    if (!manifest.schema().features().isEmpty()) {
      text.line("| column | type | may be missing | training rows held |");
      text.line("|---|---|---|---|");
      for (Feature feature : manifest.schema().features()) {
        text.line(
            "| %s | %s | %s | %s |",
            CardText.cell(feature.name()),
            feature.type().name().toLowerCase(Locale.ROOT),
            feature.mayBeMissing() ? "yes" : "no",
            held(feature));
      }
      text.line("");
    }
    manifest.schema().target().ifPresent(target -> target(target, text));
  }

  private String rows() {
    return MeasureText.of(
        manifest.provenance().data().rows(), manifest.schema().target().map(Target::name));
  }

  private void target(Target target, CardText text) {
    text.line(
        "Target: `%s` (%s%s).",
        CardText.code(target.name()),
        target.type().name().toLowerCase(Locale.ROOT),
        target.categorical()
            ? ", one of " + CardText.cell(String.join(", ", shown(target.classes())))
            : manifest
                .head()
                .range()
                .map(
                    range ->
                        ", from %s to %s in training"
                            .formatted(
                                MeasureText.number(range.low()), MeasureText.number(range.high())))
                .orElse(""));
    text.line("");
  }

  private static List<String> shown(List<String> all) {
    if (all.size() <= LEVELS_SHOWN) {
      return all;
    }
    List<String> some = new ArrayList<>(all.subList(0, LEVELS_SHOWN));
    some.add("... (%,d in all)".formatted(all.size()));
    return some;
  }

  private static String held(Feature feature) {
    for (Axis axis : feature.axes()) {
      if (axis instanceof LevelAxis levels) {
        return CardText.cell(
            String.join(", ", shown(levels.levels().stream().map(l -> l.text()).toList())));
      }
      if (axis instanceof NumberAxis number
          && number.part() == Part.VALUE
          && number.span().isPresent()) {
        return "%s to %s"
            .formatted(end(number.span().get().low()), end(number.span().get().high()));
      }
    }
    return "–";
  }

  /** Returns a number in words; a whole one that may be a year without a comma. */
  static String end(double value) {
    return value == Math.rint(value) && Math.abs(value) < 10_000
        ? Long.toString((long) value)
        : MeasureText.number(value);
  }

  /** Returns where the rows came from. */
  static String sources(Manifest manifest) {
    return manifest.provenance().data().sources().stream()
        .map(CardData::named)
        .collect(Collectors.joining(", "));
  }

  /** A query as it is, and a file by its name: its folder tells other people nothing. */
  static String named(String source) {
    return QUERY.matcher(source).lookingAt() ? source : source.replaceAll(".*[/\\\\]", "");
  }
}
