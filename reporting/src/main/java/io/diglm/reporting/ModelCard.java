package io.diglm.reporting;

import com.google.gson.JsonElement;
import io.diglm.json.Json;
import io.diglm.model.Manifest;
import io.diglm.model.Provenance;
import io.diglm.model.Thresholds;
import io.diglm.selective.RejectionRule;
import java.util.Locale;

/**
 * A description of a model for other people, in Markdown with the YAML header that the Hugging Face
 * hub reads: figures, data, purpose, what the model refuses, calibration and limits. Everything
 * comes from the model file.
 */
public final class ModelCard {
  private final String name;
  private final Manifest manifest;
  private final CardFigures figures;
  private final CardText text = new CardText();

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
    new CardHeader(name, manifest, card.figures).to(card.text);
    card.summary();
    card.figures();
    new CardData(manifest).to(card.text);
    card.use();
    card.calibration();
    card.limits();
    card.provenance();
    return card.text.toString();
  }

  private boolean images() {
    return manifest.schema().image().isPresent();
  }

  private void summary() {
    text.line("# %s", CardText.cell(name));
    text.line("");
    text.line(
        "%s with diglm: %s",
        manifest
            .schema()
            .target()
            .map(target -> "Predicts `%s`".formatted(CardText.code(target.name())))
            .orElse("Tells how probable a row is"),
        manifest.schema().target().isPresent()
            ? "p(y|x), the row's own log-density log p(x), and whether the model refuses to answer."
            : "its log-density log p(x), and whether it is unlike the training rows.");
    text.line("");
    text.line("- head: %s", Words.head(manifest.head()));
    text.line("- flow: %s", Words.flow(manifest.flow(), manifest.schema().dimension()));
    MeasureText.members(manifest).ifPresent(members -> text.line("- members: %s", members));
    text.line("- log p(x): %s", manifest.density().isPresent() ? "cell by cell" : "the flow's");
    text.line("");
  }

  private void figures() {
    text.line("## Figures");
    text.line("");
    if (figures.measured().isEmpty()) {
      text.line("None were measured.");
      text.line("");
      return;
    }
    text.line("| rows | n | rejected | measures | mean log p(x), nats |");
    text.line("|---|---|---|---|---|");
    figures.rows().forEach(row -> text.line("%s", row));
    text.line("");
    text.line(
        "Measures are of p(y|x), rejected rows included; NLL is in nats, in the target's units.");
    MeasureText.few(manifest.provenance().data().rows().test())
        .ifPresent(few -> text.line("%n%s.", few));
    text.line("");
  }

  private void use() {
    text.line("## Intended use");
    text.line("");
    boolean predicts = manifest.schema().target().isPresent();
    text.line("Rows that come from the same source as the training rows. The model refuses a row");
    text.line(
        predicts ? "and answers with p(y), the distribution of the target in training, if" : "if");
    text.line("");
    text.line("- %s%s", CardText.cell(refusal()), images() ? "." : ";");
    if (!images()) {
      text.line("- it holds a level or a number unlike any in training; or");
      text.line("- it lacks a value that every training row has.");
    }
    text.line("");
    text.line("```sh");
    text.line("diglm predict %s rows.csv", name.matches("[\\w./-]+") ? name : "MODEL");
    text.line("```");
    text.line("");
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
    text.line("## Calibration");
    text.line("");
    int rows = manifest.thresholds().calibrated();
    if (rows == 0) {
      text.line("None: novelty has no p-value.");
    } else {
      text.line(
          "The p-value of novelty (score `%s`) is calibrated by %,d held-out rows, %,d of them"
              + " with",
          manifest.thresholds().novelty().name().toLowerCase(Locale.ROOT),
          rows,
          manifest.thresholds().labelled());
      text.line("a target: of ordinary rows at most a share α has a p-value of α or less.");
      if (manifest.thresholds().labelled() > 0 && manifest.updates().isEmpty()) {
        boolean classes = !manifest.schema().classes().isEmpty();
        text.line(
            "`--coverage C` gives %s that hold the target of a share C of ordinary rows.",
            classes ? "sets of labels" : "intervals");
      }
    }
    JsonElement ece = Json.at(figures.measures(figures.measured()), "/ece");
    if (Json.isNumber(ece)) {
      text.line(
          "Expected calibration error of the classes: %s.", MeasureText.number(ece.getAsDouble()));
    }
    text.line("");
  }

  private void limits() {
    text.line("## Limits");
    text.line("");
    text.line("- Calibration holds for rows exchangeable with the held-out ones, not under drift:");
    text.line("  `diglm drift` tells.");
    text.line(
        "- What the training rows did not show, such as a cause or another population, the model");
    text.line("  does not know. It was not tested for fairness between groups.");
    if (!manifest.tellsIgnorance() && manifest.schema().target().isPresent()) {
      text.line(
          "- The coefficients are one estimate. Where training rows are few, the novelty is high,");
      text.line("  but p(y|x) is not wider.");
    }
    manifest
        .warnings()
        .forEach(warning -> text.line("- The fit warned: %s.", CardText.cell(warning)));
    text.line("");
  }

  private void provenance() {
    Provenance from = manifest.provenance();
    text.line("## Provenance");
    text.line("");
    text.line("- made %s by diglm %s, seed %d", from.created(), from.libraryVersion(), from.seed());
    text.line("- Java %s on %s, %s", from.java(), from.os(), from.machineClass());
    text.line("- SHA-256 of the columns used: `%s`", from.data().sha256());
    manifest
        .updates()
        .forEach(
            update ->
                text.line(
                    "- %s: %,d rows %s",
                    update.created(), update.rows(), update.removed() ? "removed" : "learned"));
  }
}
