package io.diglm.cli.text;

import io.diglm.insight.HeadCoefficients;
import io.diglm.insight.MarginalEffects;
import io.diglm.model.Manifest;
import io.diglm.reporting.MeasureText;
import java.util.List;
import java.util.OptionalDouble;

/** The lines of {@code info --head} and {@code info --effects}. */
public final class InsightText {
  /** Further coefficients of a member are in JSON alone. */
  private static final int MOST_COEFFICIENTS = 12;

  private InsightText() {}

  /**
   * Adds the lines of the coefficients.
   *
   * @param facts receives the lines
   * @param manifest of the model
   * @param head the coefficients
   */
  public static void head(Facts facts, Manifest manifest, HeadCoefficients head) {
    facts.line("head", "%s", MeasureText.of(manifest.head()));
    facts.line("", "coefficients of z, by |w| sd(z), with sd(z) of %s", head.sdOfFeatures());
    for (int k = 1; k <= manifest.networks(); k++) {
      int member = k;
      String name = manifest.networks() > 1 ? "member " + k : "";
      for (HeadCoefficients.Constant constant : head.constants()) {
        if (constant.member() == member) {
          facts.line(
              name,
              "%s: %s where z is 0",
              constant.predictor(),
              value(constant.value(), constant.sd()));
        }
      }
      List<HeadCoefficients.Coefficient> own =
          head.coefficients().stream().filter(c -> c.member() == member).toList();
      own.stream().limit(MOST_COEFFICIENTS).forEach(c -> facts.line(name, "%s", text(c)));
      if (own.size() > MOST_COEFFICIENTS) {
        facts.line(name, "%,d smaller ones (--json has all)", own.size() - MOST_COEFFICIENTS);
      }
    }
  }

  private static String text(HeadCoefficients.Coefficient c) {
    return "%s: w %s of z%d%s, |w| sd(z) %s"
        .formatted(
            c.predictor(),
            value(c.value(), c.sd()),
            c.feature(),
            c.near().map(axis -> " (" + axis + ")").orElse(""),
            MeasureText.number(c.move()));
  }

  /**
   * Adds the lines of the effects.
   *
   * @param facts receives the lines
   * @param manifest of the model
   * @param effects of the columns
   */
  public static void effects(Facts facts, Manifest manifest, MarginalEffects effects) {
    String of =
        effects.outputs().size() == 1 ? effects.outputs().get(0) : "the probability of each class";
    String sd = effects.sdFrom().equals("none") ? "no sd" : "± sd by the " + effects.sdFrom();
    facts.line(
        "effects",
        "on %s of %s, averaged over %,d rows; %s",
        of,
        manifest.schema().requireTarget().name(),
        effects.rows(),
        sd);
    for (MarginalEffects.Effect effect : effects.effects()) {
      String on = effects.outputs().size() == 1 ? "" : "on " + effect.output() + " ";
      String change =
          effect
              .level()
              .map(level -> "for %s instead of %s".formatted(level, effect.reference().orElse("")))
              .orElse("per unit");
      facts.line(effect.column(), "%s%s %s", on, value(effect.value(), effect.sd()), change);
    }
    for (MarginalEffects.LeftOut column : effects.leftOut()) {
      facts.line(column.column(), "none: %s", column.reason());
    }
  }

  private static String value(double value, OptionalDouble sd) {
    String plain = MeasureText.number(value);
    return sd.isPresent() ? plain + " ± " + MeasureText.number(sd.getAsDouble()) : plain;
  }
}
