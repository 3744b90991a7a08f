package io.diglm.train;

import io.diglm.config.HeadSettings;
import io.diglm.model.Bayes;
import io.diglm.model.Dispersion;
import io.diglm.model.Family;
import io.diglm.model.FamilyName;
import io.diglm.model.HeadConfig;
import io.diglm.model.Link;
import io.diglm.model.TargetKind;
import io.diglm.model.TargetRange;
import io.diglm.schema.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The family of p(y|z): the user's, or the one that the target's type says, or among those that fit
 * a number the one with the least validation NLL after a short training. Few rows of a number that
 * is no count get a mixture.
 *
 * <p>A family must be able to take the targets of all rows, those for validation and test among
 * them: a target to which it gives no probability would be measured as if it had almost none.
 */
final class FamilyChoice {
  /** At most so many distinct whole numbers are counts or grades, not measurements. */
  private static final int FEW_VALUES = 30;

  /** The skewness of an exponential distribution. */
  private static final double SKEWED = 2;

  /** From this share of exact zeros on, they are not what a density has there by chance. */
  private static final double MANY_ZEROS = 0.05;

  private final FitConfig config;
  private final Target target;
  private final double[] sorted;

  /** Of the targets of all rows. */
  private final TargetKind kind;

  /** Of rows with a target; empty if there are none. */
  private final double[] offsets;

  /** Whether some of the targets may be known by their ends only. */
  private final boolean censored;

  /** The targets of the same rows. */
  private final double[] targets;

  /** Looks at targets, which are NaN where missing, and most at those of the training rows. */
  FamilyChoice(FitConfig config, Target target, double[] targets, int[] train) {
    this(config, target, targets, train, new double[0]);
  }

  private FamilyChoice(
      FitConfig config, Target target, double[] all, int[] train, double[] offsets) {
    this.config = config;
    this.target = target;
    this.targets = known(all, train);
    this.offsets = offsets;
    kind = kind(target, all);
    censored = config.data().censoring().isPresent();
    sorted = Arrays.stream(targets).sorted().toArray();
  }

  /** Looks at the targets and their offsets. */
  static FamilyChoice of(FitConfig config, Target target, TrainingData data) {
    int[] rows =
        Arrays.stream(data.train()).filter(row -> !Double.isNaN(data.targets()[row])).toArray();
    return new FamilyChoice(config, target, data.targets(), rows, data.offsets(rows));
  }

  private static double[] known(double[] targets, int[] rows) {
    return Arrays.stream(rows)
        .mapToDouble(row -> targets[row])
        .filter(y -> !Double.isNaN(y))
        .toArray();
  }

  /** Returns the heads worth trying, one if there is no choice. */
  List<HeadConfig> candidates() {
    if (config.head().family().isPresent()) {
      return List.of(head(config.head().family().get()));
    }
    if (target.categorical()) {
      return ofClasses();
    }
    List<FamilyName> families =
        families().stream().filter(this::inferable).filter(this::offsettable).toList();
    if (families.isEmpty() && config.data().exposure().isPresent()) {
      return List.of(head(ofRates()));
    }
    // None of them, or the one that was asked for by the method: its own error says what fits.
    return (families.isEmpty() ? List.of(FamilyName.GAUSSIAN) : families)
        .stream().map(this::head).toList();
  }

  /** Ordered classes are so by name; whether their odds are proportional the rows say. */
  private List<HeadConfig> ofClasses() {
    if (target.classes().size() == 2) {
      return List.of(head(FamilyName.BERNOULLI));
    }
    if (config.data().order().isEmpty()) {
      return List.of(head(FamilyName.CATEGORICAL));
    }
    boolean one = TrainingData.few(sorted.length) || config.data().known().isPresent();
    return one
        ? List.of(head(FamilyName.ORDINAL))
        : List.of(head(FamilyName.ORDINAL), head(FamilyName.CATEGORICAL));
  }

  /** Returns the candidate with the least loss. */
  static HeadConfig best(List<HeadConfig> candidates, ToDoubleFunction<HeadConfig> loss) {
    Optional<HeadConfig> best = Optional.empty();
    double least = Double.POSITIVE_INFINITY;
    for (HeadConfig candidate : candidates) {
      double value = loss.applyAsDouble(candidate);
      if (value < least) {
        least = value;
        best = Optional.of(candidate);
      }
    }
    return best.orElseGet(() -> candidates.get(0));
  }

  /** Whether the method that was asked for can be used with a family. */
  private boolean inferable(FamilyName family) {
    Link link = config.head().link().orElse(family.definition().usualLink());
    return config.head().bayes().fits(family, link);
  }

  /** Returns the family of rates where none of the usual ones has a log link. */
  private FamilyName ofRates() {
    if (kind.whole() && kind.least() >= 0) {
      return FamilyName.NEGATIVE_BINOMIAL;
    }
    if (kind.least() == 0) {
      return FamilyName.TWEEDIE;
    }
    return kind.least() > 0 ? FamilyName.GAMMA : FamilyName.GAUSSIAN; // its error says what fits
  }

  /** Whether an offset or exposure can be added to a family's location. */
  private boolean offsettable(FamilyName family) {
    Link link = config.head().link().orElse(family.definition().usualLink());
    return config.data().exposure().isEmpty() || family.definition().logarithmic(link);
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

  private List<FamilyName> families() {
    if (censored) {
      return TrainingData.few(sorted.length)
          ? List.of(FamilyName.LOG_LOGISTIC)
          : List.of(
              FamilyName.LOG_MIXTURE,
              FamilyName.WEIBULL,
              FamilyName.LOG_NORMAL,
              FamilyName.LOG_LOGISTIC);
    }
    boolean count = kind.whole() && kind.least() >= 0;
    if (kind.whole() && distinct() <= FEW_VALUES) {
      // A density could pile itself up on so few values: only probabilities compare.
      return count
          ? List.of(FamilyName.ROUNDED, FamilyName.POISSON, FamilyName.NEGATIVE_BINOMIAL)
          : List.of(FamilyName.ROUNDED);
    }
    if (costs() && config.data().offset().isEmpty()) {
      // Only the validation rows know whether one family fits both the zeros and the rest.
      return TrainingData.few(sorted.length)
          ? List.of(FamilyName.MIXTURE, FamilyName.TWEEDIE)
          : List.of(
              FamilyName.MIXTURE, FamilyName.STUDENT_T, FamilyName.GAUSSIAN, FamilyName.TWEEDIE);
    }
    if (TrainingData.few(sorted.length)) {
      // The validation rows are too few to choose by, and a mixture can be any of the others.
      return List.of(straighterLogged() ? FamilyName.LOG_MIXTURE : FamilyName.MIXTURE);
    }
    List<FamilyName> families =
        new ArrayList<>(List.of(FamilyName.MIXTURE, FamilyName.STUDENT_T, FamilyName.GAUSSIAN));
    if (count) {
      families.add(FamilyName.NEGATIVE_BINOMIAL);
    }
    if (kind.least() > 0) {
      families.add(FamilyName.LOG_MIXTURE);
    }
    return families;
  }

  /** Whether many targets are 0 and the others are positive numbers that are not whole. */
  private boolean costs() {
    long zeros = Arrays.stream(sorted).filter(y -> y == 0).count();
    return kind.least() == 0 && !kind.whole() && zeros >= MANY_ZEROS * sorted.length;
  }

  /** Whether all targets are positive, much skewed, and less so in their logarithms. */
  private boolean straighterLogged() {
    double skewness = skewness(sorted);
    return kind.least() > 0 && skewness > SKEWED && Math.abs(skewness(logged())) < skewness;
  }

  private double[] logged() {
    return Arrays.stream(sorted).map(Math::log).toArray();
  }

  private static double skewness(double[] values) {
    double mean = mean(values);
    double second = 0;
    double third = 0;
    for (double value : values) {
      double apart = value - mean;
      second += apart * apart / values.length;
      third += apart * apart * apart / values.length;
    }
    return third / Math.pow(second, 1.5);
  }

  private long distinct() {
    return Arrays.stream(sorted).distinct().limit(FEW_VALUES + 1L).count();
  }

  private HeadConfig head(FamilyName name) {
    Family family = name.definition();
    requireTakes(name);
    HeadSettings wanted = config.head();
    Link link = wanted.link().orElse(family.usualLink());
    Dispersion dispersion = wanted.dispersion().orElse(family.usualDispersion());
    double[] modelled = modelled(family, link);
    boolean standardised = family.standardised();
    double shift = standardised && link == Link.IDENTITY ? mean(modelled) : 0;
    double scale = standardised ? spread(modelled) : 1;
    int usualCount = family.usualCount(kind, (int) distinct());
    // Of classes there are as many as there are.
    boolean chosen = family.several() && !family.classes();
    int count = chosen ? wanted.components().orElse(usualCount) : usualCount;
    Bayes bayes = wanted.bayes().suiting(name, link);
    requireOffsettable(name, link, count);
    if (censored && !family.censors()) {
      throw new IllegalArgumentException(
          "family of censored targets must be weibull, log_normal, log_logistic or log_mixture, got "
              + name.name().toLowerCase(Locale.ROOT));
    }
    return new HeadConfig(name, link, dispersion, count, shift, scale, bayes, range(family));
  }

  /** Returns what is standardised, in increasing order and less its offsets. */
  private double[] modelled(Family family, Link link) {
    double[] modelled = Arrays.stream(targets).map(family::modelled).toArray();
    for (int i = 0; i < offsets.length && link == Link.IDENTITY; i++) {
      modelled[i] -= offsets[i];
    }
    return Arrays.stream(modelled).sorted().toArray();
  }

  /** With offsets or censoring the targets' range says little of the range of answers. */
  private Optional<TargetRange> range(Family family) {
    return family.classes() || offsets.length > 0 || censored
        ? Optional.empty()
        : Optional.of(new TargetRange(sorted[0], sorted[sorted.length - 1], spread(sorted)));
  }

  private static TargetKind kind(Target target, double[] targets) {
    if (target.categorical()) {
      return new TargetKind(target.classes().size(), true, 0);
    }
    DoubleSummaryStatistics all =
        Arrays.stream(targets).filter(y -> !Double.isNaN(y)).summaryStatistics();
    boolean whole = Arrays.stream(targets).allMatch(y -> Double.isNaN(y) || y == Math.rint(y));
    return new TargetKind(0, whole, all.getMin(), all.getMax());
  }

  private void requireTakes(FamilyName family) {
    if (!family.definition().takes(kind)) {
      throw new IllegalArgumentException(
          "family must fit target '%s' (%s), got %s"
              .formatted(target.name(), describe(), family.name().toLowerCase(Locale.ROOT)));
    }
  }

  private String describe() {
    return target.categorical()
        ? target.classes().size() + " classes"
        : "numbers from %s to %s".formatted(kind.least(), kind.most());
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(0);
  }

  /** The deviation, but not that of a few wild values: at most ten times the middle's. */
  private static double spread(double[] sorted) {
    double mean = mean(sorted);
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
