package io.diglm.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.distribution.Seeds;
import io.diglm.flow.Mode;
import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.model.FlowConfig;
import io.diglm.model.FlowConfig.Activation;
import io.diglm.model.FlowConfig.Architecture;
import io.diglm.model.FlowConfig.Network;
import io.diglm.model.FlowConfig.Norm;
import io.diglm.model.HeadConfig;
import io.diglm.model.Link;
import io.diglm.model.TensorData;
import io.diglm.model.UnusableFileException;
import io.diglm.oracle.HybridModel;
import io.diglm.oracle.HybridOutput;
import io.diglm.torch.NativeScope;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Tensors;
import io.diglm.torch.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plain Java held against libtorch in double precision. */
final class RowScorerTest {
  private static final double TOLERANCE = 1e-5;

  /** Of libtorch's largest error in single precision; two such errors are seldom alike. */
  private static final double TIMES_SINGLE = 5;

  private static final HeadConfig HEAD =
      HeadConfig.point(FamilyName.GAUSSIAN, Link.IDENTITY, Dispersion.CONSTANT, 1, 0, 1);
  private static final int PREDICTORS = HEAD.predictors();

  private record Setting(FlowConfig flow, int dimension, Kernels kernels) {
    @Override
    public String toString() {
      return "%s %s %s %s k=%d depth=%d D=%d %s"
          .formatted(
              flow.architecture(),
              flow.network(),
              flow.activation(),
              flow.norm(),
              flow.frequencies(),
              flow.depth(),
              dimension,
              kernels.getClass().getSimpleName());
    }
  }

  private record Answers(float[] latent, double[] eta, double[] logDensity, double[] volumes) {}

  static Stream<Setting> settings() {
    List<Setting> settings = new ArrayList<>();
    for (Kernels kernels :
        List.of(FastPath.choose("loops", true), FastPath.choose("vector", true))) {
      for (int dimension : new int[] {1, 2, 5, 8, 33}) {
        for (FlowConfig flow : flows()) {
          settings.add(new Setting(flow, dimension, kernels));
        }
      }
    }
    return settings.stream();
  }

  private static List<FlowConfig> flows() {
    List<FlowConfig> flows = new ArrayList<>();
    for (Architecture architecture : Architecture.values()) {
      for (Norm norm : Norm.values()) {
        flows.add(flow(architecture, Network.MLP, Activation.RELU, norm, 3, 2));
      }
    }
    for (Activation activation : Activation.values()) {
      for (Network network : Network.values()) {
        flows.add(flow(Architecture.REALNVP, network, activation, Norm.NONE, 0, 3));
      }
    }
    flows.add(flow(Architecture.REALNVP, Network.MLP, Activation.RELU, Norm.NONE, 0, 0));
    flows.add(flow(Architecture.SPLINE, Network.HIGHWAY, Activation.SILU, Norm.NONE, 4, 1));
    return flows;
  }

  private static FlowConfig flow(
      Architecture architecture,
      Network network,
      Activation activation,
      Norm norm,
      int frequencies,
      int depth) {
    return FlowConfig.ofRows()
        .architecture(architecture)
        .layers(5)
        .hidden(19)
        .depth(depth)
        .network(network)
        .activation(activation)
        .norm(norm)
        .frequencies(frequencies)
        .frequencyScale(0.5)
        .bins(6)
        .latentVariance(1.5);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void answersAsLibtorchDoes(Setting setting) {
    Map<String, TensorData> weights = weights(setting);
    for (int rows : new int[] {1, 3, 5, 16, 37, 300}) {
      float[] x = Seeds.normal(new SplittableRandom(rows), rows * setting.dimension, 1.5);
      Answers expected = reference(setting, weights, x, rows);
      Answers got = scored(scorer(setting, weights), setting, x, rows);
      requireClose(doubles(expected.latent), doubles(got.latent));
      requireClose(expected.eta, got.eta);
      requireClose(expected.logDensity, got.logDensity);
      assertEquals(expected.volumes.length, got.volumes.length);
      requireClose(expected.volumes, got.volumes);
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void decodesWhatItScored(Setting setting) {
    RowScorer scorer = scorer(setting, weights(setting));
    int rows = 45;
    float[] x = Seeds.normal(new SplittableRandom(3), rows * setting.dimension, 1);
    float[] back = new float[x.length];
    scorer.decode(scored(scorer, setting, x, rows).latent, rows, back);
    for (int i = 0; i < x.length; i++) {
      assertEquals(x[i], back[i], 2e-3 * Math.max(1, Math.abs(x[i])));
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void hasNumbersWhereLibtorchHas(Setting setting) {
    Map<String, TensorData> weights = weights(setting);
    float[] far = {0, -0f, 4, -4, 30, -30, 1e4f, -1e4f, 1e12f, -1e12f, 1e30f, -1e30f};
    int rows = far.length;
    float[] x = new float[rows * setting.dimension];
    for (int i = 0; i < x.length; i++) {
      x[i] = i % 3 == 0 ? far[i / setting.dimension] : 0.1f * i / x.length;
    }
    Answers expected = reference(setting, weights, x, rows);
    Answers got = scored(scorer(setting, weights), setting, x, rows);
    for (int row = 0; row < rows; row++) {
      if (!Double.isNaN(expected.logDensity[row])) {
        assertTrue(!Double.isNaN(got.logDensity[row]), "row of " + far[row]);
      }
      if (Math.abs(far[row]) < 1e3) {
        requireClose(expected.logDensity[row], got.logDensity[row], 1e-3);
      }
    }
  }

  /** Thirty deviations off, where libtorch in float32 can itself be off by more than 1e-5. */
  @ParameterizedTest
  @MethodSource("settings")
  void isAsCloseAsLibtorchInSinglePrecisionToFarRows(Setting setting) {
    Map<String, TensorData> weights = weights(setting);
    int rows = 64;
    float[] x = Seeds.normal(new SplittableRandom(6), rows * setting.dimension, 1);
    for (int i = 0; i < x.length; i++) {
      x[i] = i % 3 == 0 ? Math.copySign(4 + 26 * (float) i / x.length, x[i]) : x[i];
    }
    Answers exact = reference(setting, weights, x, rows);
    Answers single = reference(setting, weights, x, rows, ScalarType.Float);
    Answers got = scored(scorer(setting, weights), setting, x, rows);
    requireAsClose(doubles(exact.latent), doubles(single.latent), doubles(got.latent));
    requireAsClose(exact.eta, single.eta, got.eta);
    requireAsClose(exact.logDensity, single.logDensity, got.logDensity);
  }

  private static void requireAsClose(double[] exact, double[] single, double[] got) {
    double allowed = TOLERANCE + TIMES_SINGLE * largestError(exact, single);
    assertTrue(largestError(exact, got) <= allowed, largestError(exact, got) + " over " + allowed);
  }

  private static double largestError(double[] exact, double[] got) {
    double largest = 0;
    for (int i = 0; i < exact.length; i++) {
      double error = Math.abs(exact[i] - got[i]) / Math.max(1, Math.abs(exact[i]));
      largest = Math.max(largest, error);
    }
    return largest;
  }

  @ParameterizedTest
  @MethodSource("settings")
  void givesARowTheSameBitsInAnyBatch(Setting setting) {
    RowScorer scorer = scorer(setting, weights(setting));
    int rows = 150;
    float[] x = Seeds.normal(new SplittableRandom(4), rows * setting.dimension, 1);
    Answers together = scored(scorer, setting, x, rows);
    for (int row : new int[] {0, 31, 77, 149}) {
      int d = setting.dimension;
      Answers alone = scored(scorer, setting, Arrays.copyOfRange(x, row * d, (row + 1) * d), 1);
      assertEquals(together.logDensity[row], alone.logDensity[0]);
      assertArrayEquals(Arrays.copyOfRange(together.latent, row * d, (row + 1) * d), alone.latent);
    }
  }

  @Test
  void nanGivesNan() {
    Setting setting =
        new Setting(
            flow(Architecture.REALNVP, Network.MLP, Activation.RELU, Norm.NONE, 2, 2),
            4,
            FastPath.kernels());
    float[] x = new float[40 * 4];
    x[5] = Float.NaN;
    Answers got = scored(scorer(setting, weights(setting)), setting, x, 40);
    assertTrue(Double.isNaN(got.logDensity[1]));
    assertTrue(Double.isFinite(got.logDensity[0]) && Double.isFinite(got.logDensity[2]));
  }

  @Test
  void manyThreadsShareIt() throws Exception {
    Setting setting = settings().skip(8).findFirst().orElseThrow();
    RowScorer scorer = scorer(setting, weights(setting));
    int rows = 300;
    float[] x = Seeds.normal(new SplittableRandom(5), rows * setting.dimension, 1);
    double[] expected = scored(scorer, setting, x, rows).logDensity;
    ExecutorService threads = Executors.newFixedThreadPool(32);
    try {
      List<Callable<double[]>> calls =
          Collections.nCopies(200, () -> scored(scorer, setting, x, rows).logDensity);
      for (Future<double[]> got : threads.invokeAll(calls)) {
        assertArrayEquals(expected, got.get());
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void refusesRowsOfAnotherWidth() {
    Setting setting =
        new Setting(
            flow(Architecture.REALNVP, Network.MLP, Activation.RELU, Norm.NONE, 0, 1),
            4,
            FastPath.kernels());
    RowScorer scorer = scorer(setting, weights(setting));
    assertEquals(
        "encoded must hold 2 rows of 4 numbers, got 7 numbers",
        assertThrows(
                IllegalArgumentException.class,
                () -> scorer.score(new float[7], 2, new float[8], new double[4], new double[2]))
            .getMessage());
  }

  @Test
  void scoresNoRows() {
    Setting setting = settings().findFirst().orElseThrow();
    assertEquals(
        0, scored(scorer(setting, weights(setting)), setting, new float[0], 0).latent.length);
  }

  @Test
  void namesWhatIsWrongWithWeights() {
    Setting setting = settings().findFirst().orElseThrow();
    Map<String, TensorData> weights = new HashMap<>(weights(setting));
    weights.put("flow.9.coupling.constant", TensorData.of(new float[1], 1));
    assertEquals(
        "weights must belong to the model's parts, got flow.9.coupling.constant",
        assertThrows(UnusableFileException.class, () -> scorer(setting, weights)).getMessage());
    weights.remove("flow.9.coupling.constant");
    weights.remove("head.bias");
    assertEquals(
        "weights must hold head.bias, got none",
        assertThrows(UnusableFileException.class, () -> scorer(setting, weights)).getMessage());
  }

  /** Weights away from where they start, and running statistics that are no one's defaults. */
  private static Map<String, TensorData> weights(Setting setting) {
    return NativeScope.infer(
        () -> {
          try (ParameterStore store = new ParameterStore(7, ScalarType.Double);
              NoGradGuard guard = new NoGradGuard()) {
            HybridModel.build(setting.flow, HEAD, setting.dimension, store);
            SplittableRandom random = new SplittableRandom(11);
            store.parameters().values().forEach(tensor -> disturb(tensor, random));
            store
                .buffers()
                .forEach(
                    (name, tensor) -> {
                      if (name.endsWith(".mean") || name.endsWith(".variance")) {
                        tensor.add_(Tensors.of(new double[] {0.3}, 1));
                      }
                    });
            return Weights.of(store);
          }
        });
  }

  private static void disturb(Tensor tensor, SplittableRandom random) {
    int count = (int) tensor.numel();
    double inputs = tensor.size(tensor.dim() - 1);
    Tensor noise = Tensors.of(Seeds.normal(random, count, 0.3 / Math.sqrt(inputs)), count);
    tensor.add_(noise.to(tensor.scalar_type()).view_as(tensor));
  }

  private static RowScorer scorer(Setting setting, Map<String, TensorData> weights) {
    return RowScorer.of(setting.flow, HEAD, setting.dimension, weights, setting.kernels);
  }

  private static Answers scored(RowScorer scorer, Setting setting, float[] x, int rows) {
    Answers answers =
        new Answers(
            new float[rows * setting.dimension],
            new double[rows * PREDICTORS],
            new double[rows],
            new double[rows * scorer.blocks()]);
    scorer.score(x, rows, answers.latent, answers.eta, answers.logDensity, answers.volumes);
    return answers;
  }

  private static Answers reference(
      Setting setting, Map<String, TensorData> weights, float[] x, int rows) {
    return reference(setting, weights, x, rows, ScalarType.Double);
  }

  private static Answers reference(
      Setting setting, Map<String, TensorData> weights, float[] x, int rows, ScalarType type) {
    return NativeScope.infer(
        () -> {
          try (ParameterStore store = new ParameterStore(7, type)) {
            HybridModel model = HybridModel.build(setting.flow, HEAD, setting.dimension, store);
            Weights.load(weights, store);
            Tensor rowsOfX = Tensors.of(x, rows, setting.dimension).to(type);
            List<Tensor> logDets = new ArrayList<>();
            HybridOutput output =
                model.output(model.flow().density(rowsOfX, Mode.EVALUATION, logDets::add));
            assertEquals(model.flow().blocks(), logDets.size());
            double[] volumes = new double[rows * logDets.size()];
            for (int k = 0; k < logDets.size(); k++) {
              double[] block = Tensors.doubles(logDets.get(k));
              for (int row = 0; row < rows; row++) {
                volumes[row * logDets.size() + k] = block[row];
              }
            }
            float[] latent = new float[rows * setting.dimension];
            Tensors.copy(output.latent(), latent);
            return new Answers(
                latent,
                Tensors.doubles(output.eta()),
                Tensors.doubles(output.logDensity()),
                volumes);
          }
        });
  }

  private static double[] doubles(float[] numbers) {
    double[] wide = new double[numbers.length];
    Arrays.setAll(wide, i -> numbers[i]);
    return wide;
  }

  private static void requireClose(double[] expected, double[] got) {
    for (int i = 0; i < expected.length; i++) {
      requireClose(expected[i], got[i], TOLERANCE);
    }
  }

  private static void requireClose(double expected, double got, double tolerance) {
    assertEquals(expected, got, tolerance * Math.max(1, Math.abs(expected)));
  }
}
