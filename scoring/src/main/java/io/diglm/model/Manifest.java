package io.diglm.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.diglm.distribution.Distribution;
import io.diglm.json.Inline;
import io.diglm.schema.Schema;
import io.diglm.settings.Changed;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * All that a model file holds besides the weights: {@code manifest.json}. There the names below are
 * in snake_case, and those of {@code provenance} are at the top level, beside the others.
 *
 * @param provenance the origin of the model
 * @param flow the flow
 * @param head the GLM on z
 * @param density the density of cells; empty if log p(x) comes from the flow
 * @param schema the columns of a row and their encoding
 * @param training the training configuration as given
 * @param metrics measures by set, such as {@code test.nll}
 * @param thresholds the thresholds for new rows
 * @param marginal p(y), the answer for a rejected row (Nalisnick et al. 2019, equation 10)
 * @param history losses by epoch
 * @param warnings warnings for the user, one line each
 * @param updates the rows that the posterior of the coefficients has learned or removed since the
 *     fit
 * @param golden rows with the answers that the model must give
 * @param answers the same from a user's row to its verdict; none in older files, and of images
 * @param members the networks of an ensemble from the second on; none if there is one network
 */
public record Manifest(
    @Inline Provenance provenance,
    FlowConfig flow,
    HeadConfig head,
    Optional<SavedDensity> density,
    Schema schema,
    JsonObject training,
    JsonObject metrics,
    Thresholds thresholds,
    Distribution marginal,
    JsonArray history,
    List<String> warnings,
    List<UpdateRecord> updates,
    GoldenRows golden,
    Optional<GoldenAnswers> answers,
    Optional<List<SavedMember>> members) {
  /** The format version of a model of one network. */
  private static final int PLAIN = 2;

  /**
   * That of an ensemble or of offsets, which older libraries would leave out of their answers, and
   * of censored targets, which they would measure as observed ones.
   */
  private static final int MORE = 3;

  /** That of hinges, which older libraries do not know. */
  private static final int BENT = 4;

  /** Requires a family if there is a target, and none otherwise. */
  public Manifest {
    if (schema.target().isPresent() == (head.family() == FamilyName.NONE)) {
      throw new IllegalArgumentException(
          "head of a model %s a target must %s of family none, got %s"
              .formatted(
                  schema.target().isPresent() ? "with" : "without",
                  schema.target().isPresent() ? "not be" : "be",
                  head.family().name().toLowerCase(Locale.ROOT)));
    }
    if (schema.offset().isPresent() && head.definition().locations(head.count()) == 0) {
      throw new IllegalArgumentException(
          "head of a model with an offset must have a location, got %s"
              .formatted(head.family().name().toLowerCase(Locale.ROOT)));
    }
    if (schema.censoring().isPresent() && !head.definition().censors()) {
      throw new IllegalArgumentException(
          "head of a model of censored targets must take them, got %s"
              .formatted(head.family().name().toLowerCase(Locale.ROOT)));
    }
    warnings = List.copyOf(warnings);
    updates = List.copyOf(updates);
    members = members.filter(others -> !others.isEmpty()).map(List::copyOf);
  }

  /**
   * {@return the version of the format that a reader must know to answer as the model does: that of
   * hinges, or of ensembles, offsets and censoring, if it has them}
   */
  public int formatVersion() {
    if (flow.hinges().isPresent()
        || others().stream().anyMatch(member -> member.flow().hinges().isPresent())) {
      return BENT;
    }
    boolean more = networks() > 1 || schema.offset().isPresent() || schema.censoring().isPresent();
    return more ? MORE : PLAIN;
  }

  /** {@return the width of z of the first network} */
  public int width() {
    return flow.width(schema.dimension());
  }

  /** {@return the networks of an ensemble from the second on; empty if there is one network} */
  public List<SavedMember> others() {
    return members.orElse(List.of());
  }

  /** {@return the number of networks} */
  public int networks() {
    return 1 + others().size();
  }

  /**
   * {@return the flow of a network, from 1 on}
   *
   * @param member number of the network
   */
  public FlowConfig flow(int member) {
    return member == 1 ? flow : others().get(member - 2).flow();
  }

  /**
   * {@return the golden rows of a network, from 1 on}
   *
   * @param member number of the network
   */
  public GoldenRows golden(int member) {
    return member == 1 ? golden : others().get(member - 2).golden();
  }

  /**
   * {@return whether p(y|x) has two parts of uncertainty: by a posterior of the coefficients, or by
   * members that disagree}
   */
  public boolean tellsIgnorance() {
    return head.uncertainPredictors() > 0 || (schema.target().isPresent() && networks() > 1);
  }

  /**
   * {@return the same as an ensemble with these networks from the second on}
   *
   * @param others networks from the second on; none for a single network
   */
  public Manifest withOthers(List<SavedMember> others) {
    return Changed.of(this, Map.of("answers", Optional.empty(), "members", others));
  }

  /**
   * {@return the same with answers to hold the model to}
   *
   * @param answers what the model must answer to a few rows
   */
  public Manifest withAnswers(GoldenAnswers answers) {
    return Changed.of(this, "answers", answers);
  }

  /**
   * {@return the same manifest with other measures}
   *
   * @param metrics of validation and test rows
   */
  public Manifest withMetrics(JsonObject metrics) {
    return Changed.of(this, "metrics", metrics);
  }

  /**
   * {@return the same manifest after an update of the posterior}
   *
   * @param update what was learned or removed
   * @param byMember golden rows of each network
   */
  public Manifest withUpdate(UpdateRecord update, List<GoldenRows> byMember) {
    List<UpdateRecord> longer = new ArrayList<>(updates);
    longer.add(update);
    List<SavedMember> changed = new ArrayList<>();
    for (SavedMember other : others()) {
      changed.add(other.withGolden(byMember.get(changed.size() + 1)));
    }
    // Its answers have changed: the caller of an update records them again.
    return Changed.of(
        this,
        Map.of(
            "updates",
            longer,
            "golden",
            byMember.get(0),
            "answers",
            Optional.empty(),
            "members",
            changed));
  }

  /**
   * {@return the same manifest with other thresholds}
   *
   * @param thresholds when a row is refused
   */
  public Manifest withThresholds(Thresholds thresholds) {
    return Changed.of(this, "thresholds", thresholds);
  }

  /**
   * {@return the same with intervals that were calibrated again; its answers are recorded anew}
   *
   * @param calibrated thresholds with the new calibration
   */
  public Manifest withIntervals(Thresholds calibrated) {
    return Changed.of(this, Map.of("thresholds", calibrated, "answers", Optional.empty()));
  }

  /**
   * {@return the same manifest with these warnings added at the end}
   *
   * @param more warnings, one line each
   */
  public Manifest withWarnings(List<String> more) {
    List<String> all = new ArrayList<>(warnings);
    all.addAll(more);
    return Changed.of(this, "warnings", all);
  }

  /** {@return the content of {@code manifest.json}, as JSON text} */
  public String toJson() {
    return ManifestJson.text(this);
  }
}
