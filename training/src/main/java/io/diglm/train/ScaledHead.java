package io.diglm.train;

import io.diglm.config.HeadSettings;
import io.diglm.model.Bayes;
import io.diglm.model.Dispersion;
import io.diglm.model.Family;
import io.diglm.model.FamilyName;
import io.diglm.model.HeadConfig;
import io.diglm.model.Link;
import io.diglm.model.TargetRange;
import io.diglm.schema.Target;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The head of a family, in the units of the targets. */
record ScaledHead(FitConfig config, Target target, KnownTargets known) {
  /**
   * Returns the head.
   *
   * @throws IllegalArgumentException if the family cannot have these targets or settings
   */
  HeadConfig of(FamilyName name) {
    Family family = name.definition();
    requireTakes(name);
    HeadSettings wanted = config.head();
    Link link = wanted.link().orElse(family.usualLink());
    Dispersion dispersion = wanted.dispersion().orElse(family.usualDispersion());
    double[] modelled = modelled(family, link);
    boolean standardised = family.standardised();
    double shift = standardised && link == Link.IDENTITY ? KnownTargets.mean(modelled) : 0;
    double scale = standardised ? spread(modelled) : 1;
    int usualCount = family.usualCount(known.kind(), (int) known.distinct());
    // Of classes there are as many as there are.
    boolean chosen = family.several() && !family.classes();
    int count = chosen ? wanted.components().orElse(usualCount) : usualCount;
    Bayes bayes = wanted.bayes().suiting(name, link);
    requireOffsettable(name, link, count);
    if (known.censored() && !family.censors()) {
      throw new IllegalArgumentException(
          "family of censored targets must be weibull, log_normal, log_logistic or log_mixture, got "
              + name.name().toLowerCase(Locale.ROOT));
    }
    return new HeadConfig(name, link, dispersion, count, shift, scale, bayes, range(family));
  }

  private void requireOffsettable(FamilyName name, Link link, int count) {
    Family family = name.definition();
    String text = name.name().toLowerCase(Locale.ROOT);
    if (config.data().known().isPresent() && family.locations(count) == 0) {
      throw new IllegalArgumentException("family with an offset must have a location, got " + text);
    }
    if (config.data().exposure().isPresent() && !family.logarithmic(link)) {
      throw new IllegalArgumentException(
          "family with an exposure must have link log or be log_mixture, got %s with link %s"
              .formatted(text, link.name().toLowerCase(Locale.ROOT)));
    }
  }

  /** Returns what is standardised, in increasing order and less its offsets. */
  private double[] modelled(Family family, Link link) {
    double[] modelled = Arrays.stream(known.values()).map(family::modelled).toArray();
    for (int i = 0; i < known.offsets().length && link == Link.IDENTITY; i++) {
      modelled[i] -= known.offsets()[i];
    }
    return Arrays.stream(modelled).sorted().toArray();
  }

  /** With offsets or censoring the targets' range says little of the range of answers. */
  private Optional<TargetRange> range(Family family) {
    double[] sorted = known.sorted();
    return family.classes() || known.offsets().length > 0 || known.censored()
        ? Optional.empty()
        : Optional.of(new TargetRange(sorted[0], sorted[sorted.length - 1], spread(sorted)));
  }

  private void requireTakes(FamilyName family) {
    if (!family.definition().takes(known.kind())) {
      throw new IllegalArgumentException(
          "family must fit target '%s' (%s), got %s"
              .formatted(target.name(), describe(), family.name().toLowerCase(Locale.ROOT)));
    }
  }

  private String describe() {
    return target.categorical()
        ? target.classes().size() + " classes"
        : "numbers from %s to %s".formatted(known.kind().least(), known.kind().most());
  }

  /** The deviation, but not that of a few wild values: at most ten times the middle's. */
  private static double spread(double[] sorted) {
    double mean = KnownTargets.mean(sorted);
    double deviation =
        Math.sqrt(Arrays.stream(sorted).map(y -> (y - mean) * (y - mean)).average().orElse(1));
    double middle = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 1.349;
    double spread = middle > 0 ? Math.min(deviation, 10 * middle) : deviation;
    return spread > 0 && Double.isFinite(spread) ? spread : 1;
  }

  private static double quantile(double[] sorted, double p) {
    return sorted[(int) Math.round(p * (sorted.length - 1))];
  }
}
