package io.diglm.reporting;

import com.google.gson.JsonElement;
import io.diglm.json.Json;
import io.diglm.model.Manifest;
import io.diglm.model.Provenance;
import io.diglm.model.Thresholds;
import io.diglm.schema.Axis;
import io.diglm.schema.Feature;
import io.diglm.schema.LevelAxis;
import io.diglm.schema.NumberAxis;
import io.diglm.schema.Part;
import io.diglm.schema.Target;
import io.diglm.selective.RejectionRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A description of a model for other people, in Markdown with the YAML header that the Hugging Face
 * hub reads: figures, data, purpose, what the model refuses, calibration and limits. Everything
 * comes from the model file.
 */
public final class ModelCard {
  /** More levels of a column are not named. */
  private static final int LEVELS_SHOWN = 8;

  private static final Pattern QUERY =
      Pattern.compile("\\s*(select|with|from)\\b", Pattern.CASE_INSENSITIVE);

  private final String name;
  private final Manifest manifest;
  private final CardFigures figures;
  private final StringBuilder text = new StringBuilder();

  private ModelCard(String name, Manifest manifest) {
    this.name = name;
    this.manifest = manifest;
    figures = new CardFigures(manifest);
  }

  /**
   * {@return the card}
   *
   * @param name of the model's file
   * @param manifest of the model
   */
  public static String of(String name, Manifest manifest) {
    ModelCard card = new ModelCard(name, manifest);
    card.text.append(new CardHeader(name, manifest, card.figures).text());
    card.summary();
    card.figures();
    card.data();
    card.use();
    card.calibration();
    card.limits();
    card.provenance();
    return card.text.toString();
  }

  private void line(String pattern, Object... values) {
    text.append(String.format(Locale.ROOT, pattern, values)).append('\n');
  }

  private boolean images() {
    return manifest.schema().image().isPresent();
  }

  /** Returns where the rows came from. */
  static String sources(Manifest manifest) {
    return manifest.provenance().data().sources().stream()
        .map(ModelCard::named)
        .collect(Collectors.joining(", "));
  }

  /** A query as it is, and a file by its name: its folder tells other people nothing. */
  static String named(String source) {
    return QUERY.matcher(source).lookingAt() ? source : source.replaceAll(".*[/\\\\]", "");
  }

  private void summary() {
    line("# %s", cell(name));
    line("");
    line(
        "%s with diglm: %s",
        manifest
            .schema()
            .target()
            .map(target -> "Predicts `%s`".formatted(code(target.name())))
            .orElse("Tells how probable a row is"),
        manifest.schema().target().isPresent()
            ? "p(y|x), the row's own log-density log p(x), and whether the model refuses to answer."
            : "its log-density log p(x), and whether it is unlike the training rows.");
    line("");
    line("- head: %s", Words.head(manifest.head()));
    line("- flow: %s", Words.flow(manifest.flow(), manifest.schema().dimension()));
    MeasureText.members(manifest).ifPresent(text -> line("- members: %s", text));
    line("- log p(x): %s", manifest.density().isPresent() ? "cell by cell" : "the flow's");
    line("");
  }

  private void figures() {
    line("## Figures");
    line("");
    if (figures.measured().isEmpty()) {
      line("None were measured.");
      line("");
      return;
    }
    line("| rows | n | rejected | measures | mean log p(x), nats |");
    line("|---|---|---|---|---|");
    figures.rows().forEach(row -> line("%s", row));
    line("");
    line("Measures are of p(y|x), rejected rows included; NLL is in nats, in the target's units.");
    MeasureText.few(manifest.provenance().data().rows().test())
        .ifPresent(few -> line("%n%s.", few));
    line("");
  }

  private void data() {
    line("## Data");
    line("");
    line("%s: %s.", cell(sources(manifest)), rows());
    line("");
    manifest
        .schema()
        .image()
        .ifPresent(shape -> line("Images of %s (channels x height x width).%n", shape));
    if (!manifest.schema().features().isEmpty()) {
      line("| column | type | may be missing | training rows held |");
      line("|---|---|---|---|");
      for (Feature feature : manifest.schema().features()) {
        line(
            "| %s | %s | %s | %s |",
            cell(feature.name()),
            feature.type().name().toLowerCase(Locale.ROOT),
            feature.mayBeMissing() ? "yes" : "no",
            held(feature));
      }
      line("");
    }
    manifest.schema().target().ifPresent(this::target);
  }

  private String rows() {
    return MeasureText.of(
        manifest.provenance().data().rows(), manifest.schema().target().map(Target::name));
  }

  private void target(Target target) {
    line(
        "Target: `%s` (%s%s).",
        code(target.name()),
        target.type().name().toLowerCase(Locale.ROOT),
        target.categorical()
            ? ", one of " + cell(String.join(", ", shown(target.classes())))
            : manifest
                .head()
                .range()
                .map(
                    range ->
                        ", from %s to %s in training"
                            .formatted(
                                MeasureText.number(range.low()), MeasureText.number(range.high())))
                .orElse(""));
    line("");
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
        return cell(String.join(", ", shown(levels.levels().stream().map(l -> l.text()).toList())));
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

  private void use() {
    line("## Intended use");
    line("");
    boolean predicts = manifest.schema().target().isPresent();
    line("Rows that come from the same source as the training rows. The model refuses a row");
    line(predicts ? "and answers with p(y), the distribution of the target in training, if" : "if");
    line("");
    line("- %s%s", cell(refusal()), images() ? "." : ";");
    if (!images()) {
      line("- it holds a level or a number unlike any in training; or");
      line("- it lacks a value that every training row has.");
    }
    line("");
    line("```sh");
    line("diglm predict %s rows.csv", name.matches("[\\w./-]+") ? name : "MODEL");
    line("```");
    line("");
  }

  private String refusal() {
    Thresholds thresholds = manifest.thresholds();
    boolean usual =
        thresholds.risk().isEmpty()
            && thresholds.rejection() instanceof RejectionRule.MinimumDensity rule
            && rule.slack() == 0;
    return usual
        ? "its log p(x) is below %s nats, that of the least dense training row"
            .formatted(MeasureText.number(thresholds.tau()))
        : MeasureText.of(thresholds);
  }

  private void calibration() {
    line("## Calibration");
    line("");
    int rows = manifest.thresholds().calibrated();
    if (rows == 0) {
      line("None: novelty has no p-value.");
    } else {
      line(
          "The p-value of novelty (score `%s`) is calibrated by %,d held-out rows, %,d of them"
              + " with",
          manifest.thresholds().novelty().name().toLowerCase(Locale.ROOT),
          rows,
          manifest.thresholds().labelled());
      line("a target: of ordinary rows at most a share α has a p-value of α or less.");
      if (manifest.thresholds().labelled() > 0 && manifest.updates().isEmpty()) {
        boolean classes = !manifest.schema().classes().isEmpty();
        line(
            "`--coverage C` gives %s that hold the target of a share C of ordinary rows.",
            classes ? "sets of labels" : "intervals");
      }
    }
    JsonElement ece = Json.at(figures.measures(figures.measured()), "/ece");
    if (Json.isNumber(ece)) {
      line("Expected calibration error of the classes: %s.", MeasureText.number(ece.getAsDouble()));
    }
    line("");
  }

  private void limits() {
    line("## Limits");
    line("");
    line("- Calibration holds for rows exchangeable with the held-out ones, not under drift:");
    line("  `diglm drift` tells.");
    line("- What the training rows did not show, such as a cause or another population, the model");
    line("  does not know. It was not tested for fairness between groups.");
    if (!manifest.tellsIgnorance() && manifest.schema().target().isPresent()) {
      line(
          "- The coefficients are one estimate. Where training rows are few, the novelty is high,");
      line("  but p(y|x) is not wider.");
    }
    manifest.warnings().forEach(warning -> line("- The fit warned: %s.", cell(warning)));
    line("");
  }

  private void provenance() {
    Provenance from = manifest.provenance();
    line("## Provenance");
    line("");
    line("- made %s by diglm %s, seed %d", from.created(), from.libraryVersion(), from.seed());
    line("- Java %s on %s, %s", from.java(), from.os(), from.machineClass());
    line("- SHA-256 of the columns used: `%s`", from.data().sha256());
    manifest
        .updates()
        .forEach(
            update ->
                line(
                    "- %s: %,d rows %s",
                    update.created(), update.rows(), update.removed() ? "removed" : "learned"));
  }

  /** Text that changes no table and starts no markup. */
  private static String cell(String value) {
    return value.replaceAll("\\p{Cntrl}+", " ").replaceAll("([\\\\`*_\\[\\]<>|#])", "\\\\$1");
  }

  private static String code(String value) {
    return value.replaceAll("[\\p{Cntrl}`]+", " ");
  }
}
