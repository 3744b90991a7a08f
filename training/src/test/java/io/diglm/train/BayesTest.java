package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.distribution.ClassDistribution;
import io.diglm.distribution.Normal;
import io.diglm.explain.ImpliedKernel;
import io.diglm.model.Bayes;
import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.model.ModelFile;
import io.diglm.model.TensorData;
import io.diglm.novelty.Uncertainty;
import io.diglm.posterior.CoefficientPosterior;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class BayesTest {
  private static final Map<String, Object> NEAR = Map.of("a", 0.1, "b", 3.1, "level", "one");
  private static final Map<String, Object> FAR = Map.of("a", 40, "b", 3.1, "level", "one");

  @ParameterizedTest
  @CsvSource({
    "GAUSSIAN, CONJUGATE",
    "GAUSSIAN, ELBO",
    "STUDENT_T, ELBO",
    "MIXTURE, ELBO",
    "GAUSSIAN, AUTO"
  })
  void numbersHaveNoiseAndIgnorance(FamilyName family, Bayes bayes) {
    FitConfig config =
        Tables.quick("y").head(h -> h.family(family).bayes(bayes)).optimiser(o -> o.epochs(15));
    try (FitResult result = Fit.of(config).run(Tables.regression(600, 3))) {
      Uncertainty near = uncertainty(result.predictor(), NEAR);
      Uncertainty far = uncertainty(result.predictor(), FAR);
      assertTrue(near.noise() > 0 && near.model() > 0, near.toString());
      assertTrue(far.model() > 3 * near.model(), near + " far " + far);
      Prediction.Answer answer = answer(result.predictor(), NEAR);
      double whole = Math.hypot(near.noise(), near.model());
      assertEquals(whole, answer.own().sd(), 1e-9 * whole);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Bayes.class,
      names = {"LAPLACE", "ELBO"})
  void classesHaveNoiseAndIgnorance(Bayes bayes) {
    FitConfig config = Tables.quick("kind").head(h -> h.bayes(bayes)).optimiser(o -> o.epochs(15));
    try (FitResult result = Fit.of(config).run(Tables.classes(600, 3))) {
      Prediction.Answer answer = answer(result.predictor(), NEAR);
      Uncertainty parts = answer.uncertainty().orElseThrow();
      double entropy = assertInstanceOf(ClassDistribution.class, answer.own()).entropy();
      assertEquals(entropy, parts.noise() + parts.model(), 1e-9);
      assertTrue(parts.noise() > 0 && parts.model() > 0, parts.toString());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Bayes.class,
      names = {"BOUND", "LAPLACE", "ELBO"})
  void twoClassesHaveNoiseAndIgnorance(Bayes bayes) {
    FitConfig config = Tables.quick("y").head(h -> h.bayes(bayes)).optimiser(o -> o.epochs(15));
    try (FitResult result = Fit.of(config).run(binary(600))) {
      assertEquals(FamilyName.BERNOULLI, result.model().manifest().head().family());
      Uncertainty near = uncertainty(result.predictor(), NEAR);
      assertTrue(near.noise() > 0 && near.model() > 0, near.toString());
      assertTrue(result.testEvaluation().isPresent());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = FamilyName.class,
      names = {"POISSON", "NEGATIVE_BINOMIAL", "GAMMA"})
  void everyOtherFamilyHasABound(FamilyName family) {
    FitConfig config =
        Tables.quick("y")
            .head(h -> h.family(family).bayes(Bayes.ELBO).dispersion(Dispersion.CONSTANT));
    try (FitResult result = Fit.of(config).run(counts(500, family == FamilyName.GAMMA ? 0.5 : 0))) {
      Uncertainty near = uncertainty(result.predictor(), NEAR);
      assertTrue(near.noise() > 0 && near.model() > 0, near.toString());
    }
  }

  @ParameterizedTest
  @EnumSource(Dispersion.class)
  void theModelIsAGaussianProcess(Dispersion dispersion) {
    FitConfig config =
        Tables.quick("y")
            .head(h -> h.family(FamilyName.GAUSSIAN).bayes(Bayes.CONJUGATE).dispersion(dispersion));
    try (FitResult result = Fit.of(config).run(Tables.regression(250, 3))) {
      Predictor predictor = result.predictor();
      Table train = result.table().take(result.train());
      Table test = result.table().take(result.test());
      ImpliedKernel kernel = ImpliedKernel.of(predictor);
      DMatrixRMaj gram = new DMatrixRMaj(kernel.between(train, train));
      DMatrixRMaj cross = new DMatrixRMaj(kernel.between(test, train));
      double[][] own = kernel.between(test, test);
      double shift = predictor.manifest().head().shift();
      double[] y = predictor.manifest().schema().targets(train).values();
      List<Prediction> seen = predictor.predict(train);
      DMatrixRMaj residual = new DMatrixRMaj(y.length, 1);
      for (int i = 0; i < y.length; i++) {
        double noise = parts(seen.get(i)).noise();
        gram.add(i, i, noise * noise);
        residual.set(i, y[i] - shift);
      }
      CommonOps_DDRM.invert(gram);
      DMatrixRMaj gain = new DMatrixRMaj(1, 1);
      CommonOps_DDRM.mult(cross, gram, gain);
      DMatrixRMaj mean = new DMatrixRMaj(1, 1);
      CommonOps_DDRM.mult(gain, residual, mean);
      DMatrixRMaj explained = new DMatrixRMaj(1, 1);
      CommonOps_DDRM.multTransB(gain, cross, explained);
      List<Prediction> answers = predictor.predict(test);
      double scale = predictor.manifest().head().scale();
      for (int i = 0; i < answers.size(); i++) {
        Normal answer = (Normal) ((Prediction.Answer) answers.get(i)).own();
        double sd = parts(answers.get(i)).model();
        assertEquals(shift + mean.get(i), answer.mean(), 1e-8 * scale);
        assertEquals(
            own[i][i] - explained.get(i, i), sd * sd, 1e-8 * Math.max(own[i][i], scale * scale));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Dispersion.class)
  void newRowsAreAsIfSeenAtOnce(Dispersion dispersion) {
    FitConfig config =
        Tables.quick("y")
            .head(h -> h.family(FamilyName.GAUSSIAN).bayes(Bayes.CONJUGATE).dispersion(dispersion));
    try (FitResult result = Fit.of(config).run(Tables.regression(400, 3))) {
      Table rows = Tables.regression(300, 8);
      ModelFile atOnce = Update.of(result.predictor()).add(rows).model();
      ModelFile half = Update.of(result.predictor()).add(rows.slice(0, 120)).model();
      try (Predictor predictor = Predictor.open(half, "half")) {
        Update rest = Update.of(predictor).add(rows.slice(120, 200)).add(rows.slice(200, 300));
        assertEquals(180, rest.rows());
        ModelFile whole = rest.model();
        assertSamePosterior(atOnce, whole, 1e-10);
        assertEquals(2, whole.manifest().updates().size());
        try (Predictor updated = Predictor.open(whole, "whole")) {
          ModelFile back = Update.of(updated).add(rows).modelWithout();
          assertSamePosterior(result.model(), back, 1e-10);
          double before = uncertainty(result.predictor(), NEAR).model();
          assertTrue(uncertainty(updated, NEAR).model() < before);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Bayes.class,
      names = {"BOUND", "LAPLACE"})
  void newRowsMoveAClassifierToo(Bayes bayes) {
    FitConfig config = Tables.quick("y").head(h -> h.bayes(bayes)).optimiser(o -> o.epochs(15));
    try (FitResult result = Fit.of(config).run(binary(300))) {
      // The world has changed: the classes part elsewhere.
      Table rows = binary(900, -3);
      Update update = Update.of(result.predictor()).add(rows);
      assertTrue(update.rows() > 600);
      try (Predictor updated = Predictor.open(update.model(), "updated")) {
        double before = result.predictor().evaluate(rows).measures().nll();
        double after = updated.evaluate(rows).measures().nll();
        assertTrue(after < 0.8 * before, before + " to " + after);
        assertTrue(
            uncertainty(updated, NEAR).model() < uncertainty(result.predictor(), NEAR).model());
      }
      assertEquals(
          "posterior must be conjugate for rows to be taken away, got "
              + bayes.name().toLowerCase(java.util.Locale.ROOT),
          assertThrows(IllegalArgumentException.class, update::modelWithout).getMessage());
    }
  }

  @Test
  void aResumedFitBelievesTheSame(@TempDir Path folder) {
    FitConfig config =
        Tables.quick("y").head(h -> h.family(FamilyName.GAUSSIAN).bayes(Bayes.CONJUGATE));
    Table table = Tables.regression(600, 3);
    Path checkpoint = folder.resolve("model.checkpoint");
    FitListener die =
        new FitListener() {
          @Override
          public void epoch(EpochRecord record) {
            if (record.epoch() == 4) {
              throw new CancellationException();
            }
          }
        };
    Killed.by(die, config, checkpoint, table);
    try (FitResult whole = Fit.of(config).run(table);
        FitResult resumed = Fit.of(config).checkpoint(checkpoint, true).run(table)) {
      assertEquals(whole.model().weights(), resumed.model().weights());
    }
  }

  @Test
  void fewerRowsThanCoefficientsAreNoTrouble() {
    FitConfig config =
        Tables.quick("y")
            .head(
                h ->
                    h.family(FamilyName.GAUSSIAN)
                        .bayes(Bayes.CONJUGATE)
                        .dispersion(Dispersion.CONSTANT));
    Table few = Tables.regression(6, 3);
    try (FitResult result = Fit.of(config).run(few)) {
      for (Prediction prediction : result.predictor().predict(few)) {
        Prediction.Answer answer = assertInstanceOf(Prediction.Answer.class, prediction);
        assertTrue(Double.isFinite(answer.own().mean()) && answer.own().sd() > 0);
      }
    }
  }

  @Test
  void saysWhatDoesNotFit() {
    Table table = Tables.regression(200, 3);
    assertEquals(
        "family with bayes conjugate must be gaussian with link identity, got student_t with link"
            + " identity (elbo fits every family)",
        message(
            () ->
                Fit.of(
                        Tables.quick("y")
                            .head(h -> h.family(FamilyName.STUDENT_T).bayes(Bayes.CONJUGATE)))
                    .run(table)));
    try (FitResult result = Fit.of(Tables.quick("y").optimiser(o -> o.epochs(1))).run(table)) {
      assertEquals(
          "model must have a posterior that takes rows, got bayes none (fit with --bayes"
              + " conjugate, bound or laplace)",
          message(() -> Update.of(result.predictor())));
      assertEquals(
          "model must have a conjugate posterior to be a Gaussian process, got bayes none",
          message(() -> ImpliedKernel.of(result.predictor())));
    }
    FitConfig config =
        Tables.quick("y")
            .optimiser(o -> o.epochs(1))
            .head(h -> h.family(FamilyName.GAUSSIAN).bayes(Bayes.CONJUGATE));
    try (FitResult result = Fit.of(config).run(table)) {
      Table unlabelled = Tables.withoutTarget(Tables.regression(10, 2), 1);
      Update update = Update.of(result.predictor()).add(unlabelled);
      assertEquals(
          "rows must include one that is readable and has a target, got none of 10",
          message(update::model));
      assertEquals(
          "rows to take away must be among those that the model learned from, got others",
          message(
              () -> Update.of(result.predictor()).add(Tables.regression(5000, 5)).modelWithout()));
    }
  }

  private static String message(Runnable body) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, body::run).getMessage());
  }

  private static void assertSamePosterior(ModelFile expected, ModelFile got, double tolerance) {
    for (String name :
        List.of(
            CoefficientPosterior.MEAN, CoefficientPosterior.MOMENT, CoefficientPosterior.ROOT)) {
      double[] values = tensor(expected, name);
      double largest = Arrays.stream(values).map(Math::abs).max().orElse(1);
      assertArrayEquals(values, tensor(got, name), tolerance * largest, name);
    }
  }

  private static double[] tensor(ModelFile file, String name) {
    TensorData tensor = Objects.requireNonNull(file.weights().get(name));
    return tensor.doubles();
  }

  private static Prediction.Answer answer(Predictor predictor, Map<String, Object> row) {
    return assertInstanceOf(Prediction.Answer.class, predictor.predict(row));
  }

  private static Uncertainty uncertainty(Predictor predictor, Map<String, Object> row) {
    return parts(predictor.predict(row));
  }

  private static Uncertainty parts(Prediction prediction) {
    return assertInstanceOf(Prediction.Answer.class, prediction).uncertainty().orElseThrow();
  }

  private static Table binary(int rows) {
    return binary(rows, 0);
  }

  private static Table binary(int rows, double threshold) {
    Table table = Tables.regression(rows, 3);
    double[] y = ((Cells.Numbers) table.column("y").cells()).values();
    int[] codes = IntStream.range(0, rows).map(i -> y[i] < threshold ? 0 : 1).toArray();
    return with(
        table,
        new TableColumn("y", StorageType.TEXT, new Cells.Texts(codes, List.of("low", "high"))));
  }

  private static Table counts(int rows, double more) {
    Table table = Tables.regression(rows, 3);
    double[] y = ((Cells.Numbers) table.column("y").cells()).values();
    double[] counts = Arrays.stream(y).map(v -> Math.rint(v * v) + more).toArray();
    return with(table, Tables.numbers("y", counts));
  }

  private static Table with(Table table, TableColumn y) {
    return new Table(
        "changed",
        List.of(table.column("a"), table.column("b"), table.column("level"), y),
        table.rows());
  }
}
