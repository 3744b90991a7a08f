package io.diglm.train;

import io.diglm.config.DensitySettings;
import io.diglm.model.Bayes;
import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.model.FlowConfig;
import io.diglm.model.FlowConfig.Activation;
import io.diglm.model.FlowConfig.Architecture;
import io.diglm.model.FlowConfig.Network;
import io.diglm.model.FlowConfig.Norm;
import io.diglm.novelty.Uncertainty;
import io.diglm.predict.Prediction;
import io.diglm.predict.Predictor;
import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The fits behind the model files of format 2 that the scoring module's {@code FormatTwoModelsTest}
 * loads: each architecture, norm, network, family and inference once. They were written when
 * libtorch still trained some of them, which nothing need ever do again.
 */
final class GoldenModels {
  private static final int ROWS = 90;
  private static final int ASKED = 6;

  private record Model(
      String name,
      Architecture architecture,
      Network network,
      Activation activation,
      Norm norm,
      FamilyName family,
      Bayes bayes) {}

  private static final List<Model> MODELS =
      List.of(
          of("realnvp-mixture", Architecture.REALNVP, FamilyName.MIXTURE, Bayes.NONE),
          new Model(
              "highway-gaussian-conjugate",
              Architecture.REALNVP,
              Network.HIGHWAY,
              Activation.SILU,
              Norm.ACTNORM,
              FamilyName.GAUSSIAN,
              Bayes.CONJUGATE),
          of("spline-student-elbo", Architecture.SPLINE, FamilyName.STUDENT_T, Bayes.ELBO),
          new Model(
              "glow-classes-laplace",
              Architecture.GLOW,
              Network.MLP,
              Activation.GELU,
              Norm.ACTNORM,
              FamilyName.CATEGORICAL,
              Bayes.LAPLACE),
          new Model(
              "planar-two-classes-bound",
              Architecture.PLANAR,
              Network.MLP,
              Activation.RELU,
              Norm.BATCHNORM,
              FamilyName.BERNOULLI,
              Bayes.BOUND),
          new Model(
              "batchnorm-poisson",
              Architecture.REALNVP,
              Network.MLP,
              Activation.TANH,
              Norm.BATCHNORM,
              FamilyName.POISSON,
              Bayes.NONE),
          new Model(
              "spline-highway-negative-binomial",
              Architecture.SPLINE,
              Network.HIGHWAY,
              Activation.GELU,
              Norm.NONE,
              FamilyName.NEGATIVE_BINOMIAL,
              Bayes.NONE),
          of("planar-gamma", Architecture.PLANAR, FamilyName.GAMMA, Bayes.NONE),
          of("glow-rounded", Architecture.GLOW, FamilyName.ROUNDED, Bayes.NONE));

  private GoldenModels() {}

  private static Model of(String name, Architecture architecture, FamilyName family, Bayes bayes) {
    return new Model(name, architecture, Network.MLP, Activation.RELU, Norm.NONE, family, bayes);
  }

  /** Writes the files and their answers into a folder. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    List<String> answers = new ArrayList<>();
    for (Model model : MODELS) {
      FlowConfig flow =
          FlowConfig.ofRows()
              .architecture(model.architecture)
              .network(model.network)
              .activation(model.activation)
              .norm(model.norm)
              .layers(3)
              .hidden(6)
              .depth(2)
              .frequencies(2)
              .frequencyScale(0.5)
              .bins(4);
      boolean constant = model.bayes != Bayes.NONE && model.family != FamilyName.CATEGORICAL;
      FitConfig config =
          Tables.quick("y")
              .flow(flow)
              .head(h -> h.family(model.family).bayes(model.bayes))
              .head(h -> constant ? h.dispersion(Dispersion.CONSTANT) : h)
              .density(d -> d.kind(DensitySettings.Kind.FLOW).weight(1))
              .optimiser(o -> o.epochs(4).batchSize(16));
      try (FitResult result = Fit.of(config).run(table(model.family))) {
        result.model().save(folder.resolve(model.name + ".diglm"));
        answers.addAll(answers(model.name, result.predictor()));
      }
    }
    Files.write(folder.resolve("answers.csv"), answers);
  }

  /** One line a row: model, a, b, c, log p(x), log p(y = 1|x), mean, ignorance, p-value. */
  private static List<String> answers(String name, Predictor predictor) {
    Table asked = columns(ASKED, 8);
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < ASKED; row++) {
      Prediction.Answer answer = (Prediction.Answer) predictor.predict(asked).get(row);
      List<String> line = new ArrayList<>(List.of(name));
      for (TableColumn column : asked.columns()) {
        line.add(String.valueOf(((Cells.Numbers) column.cells()).values()[row]));
      }
      line.add(String.valueOf(answer.logDensity()));
      line.add(String.valueOf(answer.own().logDensity(1)));
      line.add(String.valueOf(answer.own().mean()));
      line.add(String.valueOf(answer.uncertainty().map(Uncertainty::model).orElse(0.0)));
      line.add(String.valueOf(answer.noveltyPValue()));
      lines.add(String.join(",", line));
    }
    return lines;
  }

  private static Table table(FamilyName family) {
    Table columns = columns(ROWS, 3);
    double[] a = ((Cells.Numbers) columns.column("a").cells()).values();
    double[] b = ((Cells.Numbers) columns.column("b").cells()).values();
    double[] y = new double[ROWS];
    int[] codes = new int[ROWS];
    for (int i = 0; i < ROWS; i++) {
      double sum = a[i] * a[i] + b[i];
      y[i] =
          switch (family) {
            case POISSON, NEGATIVE_BINOMIAL, ROUNDED -> Math.rint(Math.abs(2 * sum));
            case GAMMA -> Math.abs(sum) + 0.1;
            default -> sum;
          };
      codes[i] = sum < 1 ? 0 : sum < 3 || family == FamilyName.BERNOULLI ? 1 : 2;
    }
    List<TableColumn> all = new ArrayList<>(columns.columns());
    all.add(
        switch (family) {
          case BERNOULLI ->
              new TableColumn(
                  "y", StorageType.TEXT, new Cells.Texts(codes, List.of("low", "high")));
          case CATEGORICAL ->
              new TableColumn(
                  "y", StorageType.TEXT, new Cells.Texts(codes, List.of("low", "middle", "high")));
          default -> Tables.numbers("y", y);
        });
    return new Table("simulated", all, ROWS);
  }

  private static Table columns(int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] a = new double[rows];
    double[] b = new double[rows];
    double[] c = new double[rows];
    for (int i = 0; i < rows; i++) {
      a[i] = random.nextGaussian();
      b[i] = 1 + 0.5 * a[i] + random.nextGaussian();
      c[i] = Math.exp(random.nextGaussian());
    }
    return new Table(
        "simulated",
        List.of(Tables.numbers("a", a), Tables.numbers("b", b), Tables.numbers("c", c)),
        rows);
  }
}
