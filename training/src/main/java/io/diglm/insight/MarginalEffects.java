package io.diglm.insight;

import io.diglm.model.Manifest;
import io.diglm.model.ModelFile;
import io.diglm.schema.Feature;
import io.diglm.schema.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Average marginal effects of columns on E[y|x], or on the probabilities of classes: the mean over
 * rows of the model's own derivative by a number, in units of y per unit of the column, or of the
 * difference between two levels of a category, the other columns as they are (Bartus 2005).
 *
 * <p>An effect says what the model would answer for rows that differ in one column, not what would
 * happen if the column were changed. Coefficients with a posterior are taken at their means, as
 * generalised linear models do; the deviation is by the delta method along the directions of the
 * posterior. That of an ensemble is of the effects of its members, beside the mean of their
 * variances.
 *
 * @param rows how many rows are averaged
 * @param outputs what effects are on: {@code mean}, or {@code P(class)} of each class
 * @param sdFrom what deviations are of: {@code posterior}, {@code members}, {@code posterior and
 *     members} or {@code none}
 * @param effects of each column in order
 * @param leftOut columns without effects
 */
public record MarginalEffects(
    long rows, List<String> outputs, String sdFrom, List<Effect> effects, List<LeftOut> leftOut) {
  /** More rows are picked evenly. */
  static final int MOST_ROWS = 2000;

  public MarginalEffects {
    outputs = List.copyOf(outputs);
    effects = List.copyOf(effects);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * The effect of a column on an output.
   *
   * @param column its name
   * @param level the level of a category; empty for a number
   * @param reference the level that it is compared with
   * @param output what it is an effect on
   * @param value the mean derivative per unit of the column, or the mean difference
   * @param sd its deviation, if something tells it
   */
  public record Effect(
      String column,
      Optional<String> level,
      Optional<String> reference,
      String output,
      double value,
      OptionalDouble sd) {}

  /**
   * A column without effects, and why.
   *
   * @param column its name
   * @param reason in words
   */
  public record LeftOut(String column, String reason) {}

  /**
   * Averages effects over rows of a table, by their weights if the model has a column of weights.
   * Rows with a problem, such as a level that training did not have, are left out, and from the
   * effects of a column those that lack it. At most 2,000 rows are used, picked evenly.
   *
   * @param file the model
   * @param table rows to average over; they need no target
   * @return the effects, column by column
   * @throws IllegalArgumentException if the model has no target or is of images, or if no row is
   *     left
   */
  public static MarginalEffects of(ModelFile file, Table table) {
    Manifest manifest = file.manifest();
    manifest.schema().requireTarget();
    List<Change> changes = new ArrayList<>();
    List<LeftOut> leftOut = new ArrayList<>();
    int first = 0;
    for (Feature feature : manifest.schema().features()) {
      List<Change> own = Change.of(feature, first);
      changes.addAll(own);
      if (own.isEmpty()) {
        leftOut.add(new LeftOut(feature.name(), reason(feature)));
      }
      first += feature.axes().size();
    }
    EffectRows rows = EffectRows.of(manifest, table, changes, MOST_ROWS);
    Outputs outputs = Outputs.of(manifest.head(), manifest.schema().classes());
    List<MemberEffects> members = new ArrayList<>();
    for (int k = 1; k <= manifest.networks(); k++) {
      members.add(MemberEffects.of(Member.of(file, k), rows, outputs));
    }
    return new MarginalEffects(
        rows.size(), outputs.names(), sdFrom(manifest), effects(members, rows, outputs), leftOut);
  }

  private static String reason(Feature feature) {
    return switch (feature.type()) {
      case DATE, TIME, TIMESTAMP -> "a date or time is read in parts, so it has no derivative";
      case INTEGER, DECIMAL, TEXT, BOOLEAN -> "it has one level";
    };
  }

  private static String sdFrom(Manifest manifest) {
    boolean posterior = manifest.head().uncertainPredictors() > 0;
    boolean members = manifest.networks() > 1;
    if (posterior) {
      return members ? "posterior and members" : "posterior";
    }
    return members ? "members" : "none";
  }

  private static List<Effect> effects(
      List<MemberEffects> members, EffectRows rows, Outputs outputs) {
    boolean told = members.size() > 1 || members.get(0).uncertain();
    List<Effect> effects = new ArrayList<>();
    for (int c = 0; c < rows.changes().size(); c++) {
      Change change = rows.changes().get(c);
      for (int o = 0; o < outputs.size() && rows.weight(c) > 0; o++) {
        int at = c * outputs.size() + o;
        double mean = members.stream().mapToDouble(m -> m.value(at)).average().orElseThrow();
        double variance =
            members.stream()
                .mapToDouble(m -> m.variance(at) + (m.value(at) - mean) * (m.value(at) - mean))
                .average()
                .orElseThrow();
        effects.add(
            new Effect(
                change.column(),
                change.level().map(Change.Setting::text),
                change.reference().map(Change.Setting::text),
                outputs.names().get(o),
                mean,
                told ? OptionalDouble.of(Math.sqrt(variance)) : OptionalDouble.empty()));
      }
    }
    return effects;
  }
}
