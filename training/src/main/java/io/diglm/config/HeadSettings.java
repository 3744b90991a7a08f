package io.diglm.config;

import io.diglm.model.Bayes;
import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.model.Link;
import io.diglm.settings.Changed;
import io.diglm.settings.Require;
import io.diglm.settings.Setting;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

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
 * @param families of some of several targets by their names; the others have {@code family}
 */
public record HeadSettings(
    @Setting(
            value = "NAME",
            help =
                "Family of p(y|x), such as gaussian, gamma, poisson or bernoulli (the guide has "
                    + "all), or by target: a=gamma,b=poisson. Default: auto, by the target and the "
                    + "validation NLL.",
            ofTarget = true)
        Optional<FamilyName> family,
    @Setting(
            value = "NAME",
            help =
                "Link of the mean: identity, log, logit, probit, cloglog, sqrt, inverse or "
                    + "softplus. Default: the usual link of the family.",
            ofTarget = true)
        Optional<Link> link,
    @Setting(
            value = "HOW",
            help =
                "Spread of p(y|x): constant, or modelled as a function of the row. Default: "
                    + "modelled, but constant for rounded.",
            ofTarget = true)
        Optional<Dispersion> dispersion,
    @Setting(
            value = "K",
            help =
                "Components of a mixture. Default: 3; for rounded, one per distinct number, at "
                    + "most 8.",
            ofTarget = true)
        OptionalInt components,
    @Setting(
            value = "HOW",
            help =
                "Posterior of the GLM's coefficients: none, auto (chosen by the family), "
                    + "conjugate (gaussian), bound or laplace (classes), or elbo (any family). Default: "
                    + "{default}.",
            ofTarget = true)
        Bayes bayes,
    Map<String, FamilyName> families) {

  /** The defaults. */
  public static final HeadSettings DEFAULTS =
      new HeadSettings(
          /* family= */ Optional.empty(),
          /* link= */ Optional.empty(),
          /* dispersion= */ Optional.empty(),
          /* components= */ OptionalInt.empty(),
          Bayes.NONE,
          /* families= */ Map.of());

  /** Checks ranges. */
  public HeadSettings {
    Require.given("bayes", bayes);
    components.ifPresent(
        k -> Require.that(k >= 2 && k <= 32, "components", "be between 2 and 32", k));
    boolean some = family.filter(FamilyName.NONE::equals).isEmpty();
    Require.that(some, "family", "be of a target (fit without one for p(x) alone)", "none");
    families = Collections.unmodifiableMap(new TreeMap<>(families));
    boolean all = !families.containsValue(FamilyName.NONE);
    Require.that(all, "family", "be of a target (fit without one for p(x) alone)", "none");
  }

  /**
   * {@return a copy with this {@code family}}
   *
   * @param family the family of p(y|z)
   */
  public HeadSettings family(FamilyName family) {
    return Changed.of(this, "family", family);
  }

  /**
   * {@return a copy with this family of one of several targets}
   *
   * @param target its column
   * @param family its family
   */
  public HeadSettings family(String target, FamilyName family) {
    Require.given("target", target);
    Require.given("family", family);
    Map<String, FamilyName> all = new TreeMap<>(families);
    all.put(target, family);
    return Changed.of(this, "families", all);
  }

  /**
   * {@return what is set for one of several targets, as for a fit of it alone}
   *
   * @param target its column
   */
  public HeadSettings of(String target) {
    FamilyName own = families.get(target);
    HeadSettings plain = Changed.of(this, "families", Map.of());
    return own == null ? plain : plain.family(own);
  }

  /**
   * {@return a copy with this {@code link}}
   *
   * @param link the link of the mean
   */
  public HeadSettings link(Link link) {
    return Changed.of(this, "link", link);
  }

  /**
   * {@return a copy with this {@code dispersion}}
   *
   * @param dispersion how the dispersion is learned
   */
  public HeadSettings dispersion(Dispersion dispersion) {
    return Changed.of(this, "dispersion", dispersion);
  }

  /**
   * {@return a copy with this {@code components}}
   *
   * @param components components of a mixture
   */
  public HeadSettings components(int components) {
    return Changed.of(this, "components", components);
  }

  /**
   * {@return a copy with this {@code bayes}}
   *
   * @param bayes posterior of the coefficients
   */
  public HeadSettings bayes(Bayes bayes) {
    return Changed.of(this, "bayes", bayes);
  }
}
