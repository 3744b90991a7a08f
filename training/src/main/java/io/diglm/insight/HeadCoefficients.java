package io.diglm.insight;

import io.diglm.model.HeadConfig;
import io.diglm.model.Manifest;
import io.diglm.model.ModelFile;
import io.diglm.novelty.NoveltyTensors;
import io.diglm.schema.Encoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The coefficients of the GLM on z: which features z the linear predictors depend on. A coefficient
 * w of a feature of deviation s moves its predictor by |w| s from row to row.
 *
 * @param sdOfFeatures what the deviations of z are of: {@code training rows}, which the model
 *     keeps, or {@code p(z)} if it keeps none
 * @param constants of each member, the predictors where z is 0
 * @param coefficients of all members, of each the one that moves its predictor most first
 */
public record HeadCoefficients(
    String sdOfFeatures, List<Constant> constants, List<Coefficient> coefficients) {
  public HeadCoefficients {
    constants = List.copyOf(constants);
    coefficients = List.copyOf(coefficients);
  }

  /**
   * A bias.
   *
   * @param member of the ensemble, from 1 on
   * @param predictor what it is the predictor of
   * @param value in units of the predictor
   * @param sd its posterior deviation, if there is a posterior
   */
  public record Constant(int member, String predictor, double value, OptionalDouble sd) {}

  /**
   * A coefficient of one feature.
   *
   * @param member index of the network in the ensemble, from 1
   * @param predictor the linear predictor that it belongs to
   * @param feature the index i of z_i, from 1
   * @param near the dimension of the encoded row that z_i starts from, if there is one: each
   *     feature of couplings is a dimension, moved and scaled by the others
   * @param value w, in units of the predictor
   * @param sd its posterior deviation, if there is a posterior
   * @param featureSd s, the deviation of z_i
   * @param move |w| s
   */
  public record Coefficient(
      int member,
      String predictor,
      int feature,
      Optional<String> near,
      double value,
      OptionalDouble sd,
      double featureSd,
      double move) {}

  /**
   * Reads the coefficients of a model.
   *
   * @param file the model
   * @return the coefficients of each network
   * @throws IllegalArgumentException if it has no target
   */
  public static HeadCoefficients of(ModelFile file) {
    Manifest manifest = file.manifest();
    manifest.schema().requireTarget();
    boolean rows = file.weights().containsKey(NoveltyTensors.ROWS);
    List<Constant> constants = new ArrayList<>();
    List<Coefficient> coefficients = new ArrayList<>();
    for (int k = 1; k <= manifest.networks(); k++) {
      Member member = Member.of(file, k);
      List<String> names = PredictorNames.of(manifest.head(), manifest.schema().classes());
      constants.addAll(constants(member, k, names));
      double[] deviations = rows ? ofRows(file, member) : ofPrior(member);
      List<String> near = near(manifest, member);
      coefficients.addAll(coefficients(member, k, names, deviations, near));
    }
    return new HeadCoefficients(rows ? "training rows" : "p(z)", constants, coefficients);
  }

  private static List<Constant> constants(Member member, int k, List<String> names) {
    List<Constant> constants = new ArrayList<>();
    for (int p = 0; p < names.size(); p++) {
      int at = p;
      constants.add(
          new Constant(
              k, names.get(p), member.coefficients().bias()[p], member.sd(at, member.width())));
    }
    return constants;
  }

  private static List<Coefficient> coefficients(
      Member member, int k, List<String> names, double[] deviations, List<String> near) {
    List<Coefficient> all = new ArrayList<>();
    int d = member.width();
    for (int p = 0; p < member.head().linearPredictors(); p++) {
      for (int i = 0; i < d; i++) {
        double value = member.coefficients().weight()[p * d + i];
        double move = Math.abs(value) * deviations[i];
        Optional<String> axis = near.isEmpty() ? Optional.empty() : Optional.of(near.get(i));
        OptionalDouble sd = member.sd(p, i);
        all.add(new Coefficient(k, names.get(p), i + 1, axis, value, sd, deviations[i], move));
      }
    }
    all.sort(Comparator.comparingDouble((Coefficient c) -> -c.move()));
    return all;
  }

  /** The dimensions that couplings keep in place. */
  private static List<String> near(Manifest manifest, Member member) {
    boolean images = manifest.schema().image().isPresent();
    return switch (member.flow().architecture()) {
      case REALNVP, SPLINE ->
          images ? List.of() : member.names(new Encoder(manifest.schema()).axisNames());
      case GLOW, PLANAR -> List.of();
    };
  }

  private static double[] ofPrior(Member member) {
    double[] deviations = new double[member.width()];
    Arrays.fill(deviations, Math.sqrt(member.flow().latentVariance()));
    return deviations;
  }

  /** Deviations of z of the training rows that the model keeps. */
  private static double[] ofRows(ModelFile file, Member member) {
    float[] v = Optional.ofNullable(file.weights().get(NoveltyTensors.ROWS)).orElseThrow().floats();
    HeadConfig head = member.head();
    int d = member.width();
    int rows = v.length / member.dimension();
    float[] latent = new float[rows * d];
    member.scorer().score(v, rows, latent, new double[rows * head.predictors()], new double[rows]);
    double[] deviations = new double[d];
    for (int i = 0; i < d; i++) {
      double sum = 0;
      double squares = 0;
      for (int row = 0; row < rows; row++) {
        double z = latent[row * d + i];
        sum += z;
        squares += z * z;
      }
      deviations[i] = Math.sqrt(Math.max(0, squares / rows - sum / rows * (sum / rows)));
    }
    return deviations;
  }
}
