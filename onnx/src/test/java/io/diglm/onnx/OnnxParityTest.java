package io.diglm.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import io.diglm.config.DensitySettings;
import io.diglm.model.Bayes;
import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.model.FlowConfig;
import io.diglm.model.FlowConfig.Activation;
import io.diglm.model.FlowConfig.Architecture;
import io.diglm.model.FlowConfig.Network;
import io.diglm.model.FlowConfig.Norm;
import io.diglm.model.Link;
import io.diglm.model.ModelFile;
import io.diglm.model.Thresholds;
import io.diglm.model.UnusableFileException;
import io.diglm.onnx.SomeRows.Target;
import io.diglm.predict.Predictor;
import io.diglm.schema.Table;
import io.diglm.train.Fit;
import io.diglm.train.FitConfig;
import io.diglm.train.FitResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Models of every family, architecture and posterior, on ordinary and odd rows: ONNX Runtime on our
 * graph against our own scorer.
 */
@Execution(ExecutionMode.CONCURRENT)
final class OnnxParityTest {
  private static final int TRAINED = 700;

  /** How many times as many rows as usual: {@code .ci/parity} asks for five. */
  static final int TIMES = Integer.getInteger("diglm.parity", 1);

  /** Of each model. */
  private static final int ROWS = 60 * TIMES;

  /** Of a model whose quantiles are solved for by sums of series: a hundred cost seconds. */
  private static final int SUMMED_ROWS = 20 * TIMES;

  /** Each odd thing is tried on so many ordinary rows. */
  private static final int ODD_ROWS = TIMES > 1 ? 5 : 2;

  /**
   * Few, as a fit measures how well it answers them, which nothing here reads: of a posterior by an
   * integral over all draws for each row.
   */
  private static final int HELD_OUT = 30;

  /** A model to fit. */
  record Case(String name, Target target, Setting setting) {
    @Override
    public String toString() {
      return name;
    }
  }

  interface Setting {
    FitConfig on(FitConfig config);
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case("defaults", Target.NUMBER, b -> b),
        new Case("p(x) alone", Target.NONE, b -> b),
        flow(
            "realnvp, highway, silu, batchnorm",
            Architecture.REALNVP,
            Network.HIGHWAY,
            Activation.SILU,
            Norm.BATCHNORM,
            3),
        flow(
            "glow, tanh, actnorm",
            Architecture.GLOW,
            Network.MLP,
            Activation.TANH,
            Norm.ACTNORM,
            0),
        flow("spline, gelu", Architecture.SPLINE, Network.MLP, Activation.GELU, Norm.NONE, 2),
        flow("planar", Architecture.PLANAR, Network.MLP, Activation.RELU, Norm.ACTNORM, 0),
        family(FamilyName.GAUSSIAN, Link.IDENTITY, Target.NUMBER),
        family(FamilyName.GAUSSIAN, Link.SOFTPLUS, Target.POSITIVE),
        family(FamilyName.STUDENT_T, Link.IDENTITY, Target.NUMBER),
        family(FamilyName.LOG_MIXTURE, Link.IDENTITY, Target.POSITIVE),
        family(FamilyName.ROUNDED, Link.IDENTITY, Target.WHOLE),
        family(FamilyName.POISSON, Link.LOG, Target.COUNT),
        family(FamilyName.POISSON, Link.SQRT, Target.COUNT),
        family(FamilyName.NEGATIVE_BINOMIAL, Link.LOG, Target.COUNT),
        constant(FamilyName.NEGATIVE_BINOMIAL, Target.COUNT),
        family(FamilyName.GAMMA, Link.INVERSE, Target.POSITIVE),
        constant(FamilyName.GAMMA, Target.POSITIVE),
        family(FamilyName.ZERO_INFLATED_POISSON, Link.LOG, Target.ZEROS),
        constant(FamilyName.ZERO_INFLATED_POISSON, Target.ZEROS),
        family(FamilyName.ZERO_INFLATED_NEGATIVE_BINOMIAL, Link.SQRT, Target.ZEROS),
        constant(FamilyName.ZERO_INFLATED_NEGATIVE_BINOMIAL, Target.ZEROS),
        family(FamilyName.BETA, Link.LOGIT, Target.SHARE),
        family(FamilyName.BETA, Link.CLOGLOG, Target.SHARE),
        constant(FamilyName.BETA, Target.SHARE),
        family(FamilyName.BERNOULLI, Link.LOGIT, Target.TWO),
        family(FamilyName.BERNOULLI, Link.PROBIT, Target.TWO),
        family(FamilyName.BERNOULLI, Link.CLOGLOG, Target.TWO),
        family(FamilyName.CATEGORICAL, Link.LOGIT, Target.THREE),
        family(FamilyName.TWEEDIE, Link.LOG, Target.POSITIVE),
        ensemble(family(FamilyName.TWEEDIE, Link.LOG, Target.COUNT), 2),
        ordinal(Bayes.NONE),
        ordinal(Bayes.LAPLACE),
        ensemble(ordinal(Bayes.NONE), 2),
        bayes(FamilyName.GAUSSIAN, Bayes.CONJUGATE, Target.NUMBER),
        bayes(FamilyName.BERNOULLI, Bayes.BOUND, Target.TWO),
        bayes(FamilyName.BERNOULLI, Bayes.LAPLACE, Target.TWO),
        bayes(FamilyName.CATEGORICAL, Bayes.LAPLACE, Target.THREE),
        bayes(FamilyName.CATEGORICAL, Bayes.ELBO, Target.THREE),
        bayes(FamilyName.MIXTURE, Bayes.ELBO, Target.NUMBER),
        bayes(FamilyName.GAUSSIAN, Bayes.ELBO, Target.NUMBER),
        bayes(FamilyName.LOG_MIXTURE, Bayes.ELBO, Target.POSITIVE),
        bayes(FamilyName.ROUNDED, Bayes.ELBO, Target.WHOLE),
        bayes(FamilyName.GAMMA, Bayes.ELBO, Target.POSITIVE),
        bayes(FamilyName.BETA, Bayes.ELBO, Target.SHARE),
        bayes(FamilyName.ZERO_INFLATED_NEGATIVE_BINOMIAL, Bayes.ELBO, Target.ZEROS),
        exposed(constant(FamilyName.POISSON, Target.COUNT)),
        exposed(bayes(FamilyName.NEGATIVE_BINOMIAL, Bayes.ELBO, Target.COUNT)),
        offset(bayes(FamilyName.GAUSSIAN, Bayes.CONJUGATE, Target.NUMBER)),
        offset(family(FamilyName.ROUNDED, Link.IDENTITY, Target.WHOLE)),
        offset(family(FamilyName.LOG_MIXTURE, Link.IDENTITY, Target.POSITIVE)),
        offset(family(FamilyName.BERNOULLI, Link.PROBIT, Target.TWO)),
        ensemble(exposed(family(FamilyName.GAMMA, Link.LOG, Target.POSITIVE)), 2),
        family(FamilyName.WEIBULL, Link.IDENTITY, Target.POSITIVE),
        family(FamilyName.LOG_NORMAL, Link.IDENTITY, Target.HEAVY),
        family(FamilyName.LOG_LOGISTIC, Link.IDENTITY, Target.HEAVY),
        constant(FamilyName.LOG_LOGISTIC, Target.POSITIVE),
        bayes(FamilyName.WEIBULL, Bayes.ELBO, Target.POSITIVE),
        bayes(FamilyName.LOG_LOGISTIC, Bayes.ELBO, Target.HEAVY),
        censored(family(FamilyName.WEIBULL, Link.IDENTITY, Target.HEAVY)),
        censored(family(FamilyName.LOG_MIXTURE, Link.IDENTITY, Target.POSITIVE)),
        censored(offset(family(FamilyName.LOG_NORMAL, Link.IDENTITY, Target.POSITIVE))),
        ensemble(family(FamilyName.WEIBULL, Link.IDENTITY, Target.HEAVY), 2),
        ensemble(family(FamilyName.LOG_NORMAL, Link.IDENTITY, Target.POSITIVE), 2),
        ensemble(censored(family(FamilyName.LOG_LOGISTIC, Link.IDENTITY, Target.HEAVY)), 3),
        ensemble(bayes(FamilyName.LOG_NORMAL, Bayes.ELBO, Target.POSITIVE), 2),
        bayes(FamilyName.STUDENT_T, Bayes.ELBO, Target.NUMBER),
        ensemble(bayes(FamilyName.STUDENT_T, Bayes.ELBO, Target.NUMBER), 2),
        new Case(
            "density of the flow",
            Target.NUMBER,
            b -> b.density(d -> d.kind(DensitySettings.Kind.FLOW))),
        ensemble("defaults", Target.NUMBER, b -> b, 3),
        ensemble(
            "density of the flow",
            Target.NONE,
            b -> b.density(d -> d.kind(DensitySettings.Kind.FLOW)),
            2),
        ensemble(family(FamilyName.GAUSSIAN, Link.IDENTITY, Target.NUMBER), 3),
        ensemble(family(FamilyName.STUDENT_T, Link.IDENTITY, Target.NUMBER), 2),
        ensemble(family(FamilyName.ROUNDED, Link.IDENTITY, Target.WHOLE), 2),
        ensemble(family(FamilyName.NEGATIVE_BINOMIAL, Link.LOG, Target.COUNT), 2),
        ensemble(family(FamilyName.GAMMA, Link.LOG, Target.POSITIVE), 2),
        ensemble(family(FamilyName.CATEGORICAL, Link.LOGIT, Target.THREE), 3),
        ensemble(family(FamilyName.BERNOULLI, Link.PROBIT, Target.TWO), 2),
        ensemble(bayes(FamilyName.GAUSSIAN, Bayes.CONJUGATE, Target.NUMBER), 2),
        ensemble(bayes(FamilyName.LOG_MIXTURE, Bayes.ELBO, Target.POSITIVE), 2),
        ensemble(bayes(FamilyName.CATEGORICAL, Bayes.LAPLACE, Target.THREE), 2),
        new Case("codes as levels", Target.NUMBER, b -> b.data(d -> d.codes(true))),
        new Case("false alarms", Target.NUMBER, b -> b.rejection(r -> r.falseAlarms(0.05))));
  }

  private static Case flow(
      String name,
      Architecture architecture,
      Network network,
      Activation activation,
      Norm norm,
      int frequencies) {
    FlowConfig flow =
        FlowConfig.ofRows()
            .architecture(architecture)
            .layers(4)
            .hidden(24)
            .depth(2)
            .network(network)
            .activation(activation)
            .norm(norm)
            .frequencies(frequencies)
            .frequencyScale(0.5)
            .bins(6);
    return new Case(
        name, Target.NUMBER, b -> b.flow(flow).density(d -> d.kind(DensitySettings.Kind.FLOW)));
  }

  private static Case family(FamilyName family, Link link, Target target) {
    return new Case(
        ModelGraph.lower(family) + ", " + ModelGraph.lower(link),
        target,
        b -> b.head(h -> h.family(family).link(link)));
  }

  private static Case constant(FamilyName family, Target target) {
    return new Case(
        ModelGraph.lower(family) + ", constant dispersion",
        target,
        b -> b.head(h -> h.family(family).dispersion(Dispersion.CONSTANT)));
  }

  private static Case exposed(Case of) {
    return new Case(
        of.name() + ", with an exposure",
        of.target(),
        b -> of.setting().on(b).data(d -> d.exposure("known")));
  }

  private static Case offset(Case of) {
    return new Case(
        of.name() + ", with an offset",
        of.target(),
        b -> of.setting().on(b).data(d -> d.offset("known")));
  }

  private static Case censored(Case of) {
    return new Case(
        of.name() + ", censored",
        of.target(),
        b -> of.setting().on(b).data(d -> d.censored("seen").upper("until")));
  }

  private static Case ordinal(Bayes bayes) {
    return new Case(
        "ordinal, " + ModelGraph.lower(bayes),
        Target.THREE,
        b ->
            b.data(d -> d.order("low", "middle", "high"))
                .head(h -> h.family(FamilyName.ORDINAL).bayes(bayes)));
  }

  private static Case bayes(FamilyName family, Bayes bayes, Target target) {
    return new Case(
        ModelGraph.lower(family) + ", " + ModelGraph.lower(bayes),
        target,
        b -> b.head(h -> h.family(family).bayes(bayes)));
  }

  private static Case ensemble(Case of, int members) {
    return ensemble(of.name(), of.target(), of.setting(), members);
  }

  private static Case ensemble(String name, Target target, Setting setting, int members) {
    return new Case(
        members + " members, " + name,
        target,
        b -> setting.on(b).optimiser(o -> o.epochs(3).members(members)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void runtimeAnswersAsOurScorer(Case model) throws IOException, OrtException {
    FitConfig config = config(model).data(d -> d.test(0).validation(HELD_OUT));
    Table train = censored(config, rows(config, model.target(), TRAINED, 1));
    try (FitResult result = Fit.of(config).run(train)) {
      Predictor predictor = result.predictor();
      Table like = rows(config, model.target(), count(predictor), 2);
      int odd = TIMES == 1 && summed(predictor) ? 1 : ODD_ROWS;
      Table rows = SomeRows.joined(List.of(like, SomeRows.odd(like.slice(0, odd))));
      Parity parity =
          TIMES > 1
              ? Parity.ofOptimised(predictor, Ends.interval(0.8), rows)
              : Parity.of(predictor, Ends.interval(0.8), rows);
      assertEquals(List.of(), parity.wrong().stream().limit(10).toList());
      assertTrue(parity.jumped() <= 3, "verdicts jump at a threshold alone: " + parity.jumped());
    }
  }

  private static int count(Predictor predictor) {
    return summed(predictor) ? SUMMED_ROWS : ROWS;
  }

  private static boolean summed(Predictor predictor) {
    return predictor.manifest().head().family() == FamilyName.TWEEDIE;
  }

  /** With the column of offsets, if one is named: else it would be a feature. */
  private static Table rows(FitConfig config, Target target, int count, long seed) {
    Table rows = SomeRows.ordinary(target, count, seed);
    boolean known = config.data().offset().or(() -> config.data().exposure()).isPresent();
    return known ? SomeRows.known(rows, seed) : rows;
  }

  /** With the columns of censoring, if they are named. Predictions need none of them. */
  private static Table censored(FitConfig config, Table rows) {
    return config.data().censored().isPresent() ? SomeRows.censored(rows, 1) : rows;
  }

  static FitConfig config(Case model) {
    FitConfig usual = model.target() == Target.NONE ? FitConfig.ofDensity() : FitConfig.of("y");
    FlowConfig small =
        FlowConfig.ofRows().layers(2).hidden(16).depth(1).frequencies(2).frequencyScale(1);
    FitConfig quick = usual.flow(small).optimiser(o -> o.epochs(3)).run(r -> r.threads(1).seed(7));
    return model.setting().on(quick);
  }

  static List<Path> files() throws IOException {
    return ModelFiles.all();
  }

  @Test
  void modelFilesOfAllFormatsAreFoundWhereverTheyAre() throws IOException {
    List<Path> files = ModelFiles.all();
    for (String part : List.of("python/tests/models", "golden/format-1", "golden/format-2")) {
      assertTrue(files.stream().anyMatch(file -> file.toString().contains(part)), part);
    }
    assertTrue(files.size() > 100, "models: " + files.size());
  }

  @Test
  void whatIsNoModelIsRefused() {
    String message =
        assertThrows(UnusableFileException.class, () -> Predictor.load(ModelFiles.MADE_UP))
            .getMessage();
    assertEquals(
        ModelFiles.MADE_UP + " cannot be used: golden encoded must have the model's width 3, got 2",
        message);
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyModelFileOfTheRepositoryAnswersAsOurScorer(Path file) throws IOException, OrtException {
    try (Predictor predictor = written(Predictor.load(file))) {
      Table rows = predictor.sample(count(predictor), 1);
      Parity parity = Parity.ofOptimised(predictor, Ends.interval(0.8), rows);
      assertEquals(List.of(), parity.wrong().stream().limit(10).toList());
      assertTrue(parity.jumped() <= 3, "verdicts jump at a threshold alone: " + parity.jumped());
    }
  }

  /** A rule of risk of a number is refused, as OnnxTest shows: without it the rest is compared. */
  private static Predictor written(Predictor predictor) {
    ModelFile file = predictor.file();
    Thresholds thresholds = file.manifest().thresholds();
    boolean refused = thresholds.risk().isPresent() && file.manifest().schema().classes().isEmpty();
    return refused
        ? Predictor.open(
            new ModelFile(file.manifest().withThresholds(thresholds.withoutRisk()), file.weights()),
            "the model")
        : predictor;
  }
}
