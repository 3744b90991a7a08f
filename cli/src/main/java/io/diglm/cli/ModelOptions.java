package io.diglm.cli;

import io.diglm.config.DensitySettings;
import io.diglm.model.Bayes;
import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.model.Link;
import io.diglm.train.FitConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options of the GLM on z, of the density and of rejection. */
final class ModelOptions {
  private static final String AUTO = "auto";

  /** The families of a target. */
  private static final List<FamilyName> FAMILIES =
      Arrays.stream(FamilyName.values()).filter(name -> name != FamilyName.NONE).toList();

  @Option(
      names = "--family",
      paramLabel = "NAME",
      description =
          "Family of p(y|x): auto, gaussian, student_t, mixture, log_mixture, rounded,"
              + " gamma, poisson, negative_binomial, bernoulli or categorical. Default: auto,"
              + " which chooses by the type of the target and the validation NLL.")
  private String family = AUTO;

  @Option(
      names = "--link",
      paramLabel = "NAME",
      description =
          "Link of the mean: identity, log, logit, probit, cloglog, sqrt, inverse or softplus."
              + " Default: the usual link of the family.")
  private Optional<String> link = Optional.empty();

  @Option(
      names = "--dispersion",
      paramLabel = "HOW",
      description =
          "Spread of p(y|x): constant, or modelled as a function of the row. Default: modelled, but"
              + " constant for rounded.")
  private Optional<Dispersion> dispersion = Optional.empty();

  @Option(
      names = "--components",
      paramLabel = "K",
      description =
          "Components of a mixture. Default: 3; for rounded, one per distinct number, at most 8.")
  private Optional<Integer> components = Optional.empty();

  @Option(
      names = "--bayes",
      paramLabel = "HOW",
      description =
          "Posterior of the GLM's coefficients: none, auto (chosen by the family),"
              + " conjugate (gaussian), bound or laplace (classes), or elbo (any family). Default:"
              + " ${DEFAULT-VALUE}.")
  private Bayes bayes = Bayes.NONE;

  @Option(
      names = "--density",
      paramLabel = "NAME",
      description =
          "The model of log p(x) of a table. cells: each cell given the cells before it. flow: the"
              + " flow, as in the paper. Default: ${DEFAULT-VALUE}.")
  private DensitySettings.Kind density = DensitySettings.Kind.CELLS;

  @Option(
      names = "--density-weight",
      paramLabel = "W",
      description =
          "Weight of p(x) relative to p(y|x): lambda = W / dimensions; 0 for a purely"
              + " discriminative model. Default: ${DEFAULT-VALUE}; 1 with --no-target.")
  private double densityWeight;

  @Option(
      names = "--density-weight-start",
      paramLabel = "W",
      description =
          "Initial weight of p(x), which falls geometrically to --density-weight. Default: none; 1"
              + " for images, unless --density-weight is given.")
  private Optional<Double> densityWeightStart = Optional.empty();

  @Option(
      names = "--scale-latent",
      description = "Scale the variance of p(z) by 1 / lambda instead of weighting log p(x).")
  private boolean scaleLatent;

  @Option(
      names = "--slack",
      paramLabel = "C",
      description =
          "Reject a row if log p(x) is more than C nats below that of every training row. Default:"
              + " ${DEFAULT-VALUE}.")
  private double slack;

  @Option(
      names = "--false-alarms",
      paramLabel = "A",
      description =
          "Use another rule: reject a row if its novelty is that of the most novel A of held-out"
              + " rows, such as 0.01. At most this share of ordinary rows is then rejected.")
  private Optional<Double> falseAlarms = Optional.empty();

  FitConfig configure(FitConfig config) {
    Optional<FamilyName> named =
        Optional.of(family)
            .filter(name -> !name.equals(AUTO))
            .map(name -> named("family", FAMILIES, name));
    Optional<Link> linked = link.map(text -> named("link", List.of(Link.values()), text));
    return config
        .head(h -> named.map(h::family).orElse(h))
        .head(h -> linked.map(h::link).orElse(h))
        .head(h -> dispersion.map(h::dispersion).orElse(h))
        .head(h -> components.map(h::components).orElse(h).bayes(bayes))
        .density(d -> d.kind(density).weight(densityWeight).scaleLatent(scaleLatent))
        .density(d -> densityWeightStart.map(d::weightStart).orElse(d))
        .rejection(r -> r.slack(slack))
        .rejection(r -> falseAlarms.map(r::falseAlarms).orElse(r));
  }

  private static <E extends Enum<?>> E named(String option, List<E> constants, String text) {
    try {
      return Values.constant(constants, text);
    } catch (TypeConversionException e) {
      throw new IllegalArgumentException(option + " " + e.getMessage(), e);
    }
  }
}
