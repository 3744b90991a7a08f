package io.diglm.train;

import io.diglm.model.FamilyName;
import io.diglm.model.HeadConfig;
import io.diglm.model.Link;
import io.diglm.schema.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
  private final FitConfig config;
  private final Target target;
  private final KnownTargets known;

  /** Looks at targets, which are NaN where missing, and most at those of the training rows. */
  FamilyChoice(FitConfig config, Target target, double[] targets, int[] train) {
    this(config, target, targets, train, new double[0]);
  }

  private FamilyChoice(
      FitConfig config, Target target, double[] all, int[] train, double[] offsets) {
    this.config = config;
    this.target = target;
    known = new KnownTargets(target, all, train, offsets, config.data().censoring().isPresent());
  }

  /** Looks at the targets and their offsets. */
  static FamilyChoice of(FitConfig config, Target target, TrainingData data) {
    int[] rows =
        Arrays.stream(data.train()).filter(row -> !Double.isNaN(data.targets()[row])).toArray();
    return new FamilyChoice(config, target, data.targets(), rows, data.offsets(rows));
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
    boolean one = known.few() || config.data().known().isPresent();
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
    if (known.kind().whole() && known.kind().least() >= 0) {
      return FamilyName.NEGATIVE_BINOMIAL;
    }
    if (known.kind().least() == 0) {
      return FamilyName.TWEEDIE;
    }
    return known.kind().least() > 0
        ? FamilyName.GAMMA
        : FamilyName.GAUSSIAN; // its error says what fits
  }

  /** Whether an offset or exposure can be added to a family's location. */
  private boolean offsettable(FamilyName family) {
    Link link = config.head().link().orElse(family.definition().usualLink());
    return config.data().exposure().isEmpty() || family.definition().logarithmic(link);
  }

  private List<FamilyName> families() {
    if (known.censored()) {
      return known.few()
          ? List.of(FamilyName.LOG_LOGISTIC)
          : List.of(
              FamilyName.LOG_MIXTURE,
              FamilyName.WEIBULL,
              FamilyName.LOG_NORMAL,
              FamilyName.LOG_LOGISTIC);
    }
    boolean count = known.kind().whole() && known.kind().least() >= 0;
    if (known.kind().whole() && known.distinct() <= KnownTargets.FEW_VALUES) {
      // A density could pile itself up on so few values: only probabilities compare.
      return count
          ? List.of(FamilyName.ROUNDED, FamilyName.POISSON, FamilyName.NEGATIVE_BINOMIAL)
          : List.of(FamilyName.ROUNDED);
    }
    if (known.costs() && config.data().offset().isEmpty()) {
      // Only the validation rows know whether one family fits both the zeros and the rest.
      return known.few()
          ? List.of(FamilyName.MIXTURE, FamilyName.TWEEDIE)
          : List.of(
              FamilyName.MIXTURE, FamilyName.STUDENT_T, FamilyName.GAUSSIAN, FamilyName.TWEEDIE);
    }
    if (known.few()) {
      // The validation rows are too few to choose by, and a mixture can be any of the others.
      return List.of(known.straighterLogged() ? FamilyName.LOG_MIXTURE : FamilyName.MIXTURE);
    }
    List<FamilyName> families =
        new ArrayList<>(List.of(FamilyName.MIXTURE, FamilyName.STUDENT_T, FamilyName.GAUSSIAN));
    if (count) {
      families.add(FamilyName.NEGATIVE_BINOMIAL);
    }
    if (known.kind().least() > 0) {
      families.add(FamilyName.LOG_MIXTURE);
    }
    return families;
  }

  private HeadConfig head(FamilyName name) {
    return new ScaledHead(config, target, known).of(name);
  }
}
