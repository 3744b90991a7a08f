package io.diglm.config;

import io.diglm.model.Bayes;
import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.model.Link;
import io.diglm.settings.Changed;
import io.diglm.settings.Require;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The GLM on z. Of p(x) alone there is none, and nothing of this is set.
 *
 * @param family the family of p(y|z); none chooses it
 * @param link the link; none takes the family's usual one
 * @param dispersion how the dispersion is learned; none models it, but for rounded numbers takes a
 *     constant
 * @param components components of a mixture; none takes 3, for rounded numbers one for each
 *     distinct number, at most 8
 * @param bayes how the coefficients are inferred; AUTO takes what suits the family
 */
public record HeadSettings(
    Optional<FamilyName> family,
    Optional<Link> link,
    Optional<Dispersion> dispersion,
    OptionalInt components,
    Bayes bayes) {

  /** The defaults. */
  public static final HeadSettings DEFAULTS =
      new HeadSettings(
          /* family= */ Optional.empty(),
          /* link= */ Optional.empty(),
          /* dispersion= */ Optional.empty(),
          /* components= */ OptionalInt.empty(),
          Bayes.NONE);

  /** Checks ranges. */
  public HeadSettings {
    Require.given("bayes", bayes);
    components.ifPresent(
        k -> Require.that(k >= 2 && k <= 32, "components", "be between 2 and 32", k));
    boolean some = family.filter(FamilyName.NONE::equals).isEmpty();
    Require.that(some, "family", "be of a target (fit without one for p(x) alone)", "none");
  }

  /** Returns the same with another family. */
  public HeadSettings family(FamilyName family) {
    return Changed.of(this, "family", family);
  }

  /** Returns the same with another link. */
  public HeadSettings link(Link link) {
    return Changed.of(this, "link", link);
  }

  /** Returns the same with another dispersion. */
  public HeadSettings dispersion(Dispersion dispersion) {
    return Changed.of(this, "dispersion", dispersion);
  }

  /** Returns the same with another components. */
  public HeadSettings components(int components) {
    return Changed.of(this, "components", components);
  }

  /** Returns the same with another bayes. */
  public HeadSettings bayes(Bayes bayes) {
    return Changed.of(this, "bayes", bayes);
  }
}
