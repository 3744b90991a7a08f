package io.diglm.network;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diglm.distribution.Seeds;
import io.diglm.flow.Flow;
import io.diglm.flow.Flows;
import io.diglm.flow.Mapped;
import io.diglm.flow.Mode;
import io.diglm.model.FlowConfig;
import io.diglm.model.FlowConfig.Activation;
import io.diglm.model.FlowConfig.Architecture;
import io.diglm.model.FlowConfig.Network;
import io.diglm.model.FlowConfig.Norm;
import io.diglm.torch.NativeScope;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Tensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradient by hand of every step, network and activation is autograd's. */
final class RowGradientTest {
  /** Rows that fill two tiles and a part of a third. */
  private static final int ROWS = 150;

  private static DoubleText text;

  @BeforeAll
  static void compile(@TempDir Path folder) {
    text = DoubleText.compiled(folder);
  }

  @AfterAll
  static void close() throws IOException {
    text.close();
  }

  private record Setting(FlowConfig flow, int dimension) {
    @Override
    public String toString() {
      return "%s %s %s %s k=%d depth=%d D=%d"
          .formatted(
              flow.architecture(),
              flow.network(),
              flow.activation(),
              flow.norm(),
              flow.frequencies(),
              flow.depth(),
              dimension);
    }
  }

  static Stream<Setting> settings() {
    List<Setting> settings = new ArrayList<>();
    for (int dimension : new int[] {1, 2, 5, 19}) {
      flows().forEach(flow -> settings.add(new Setting(flow, dimension)));
    }
    return settings.stream();
  }

  private static List<FlowConfig> flows() {
    List<FlowConfig> flows = new ArrayList<>();
    for (Architecture architecture : Architecture.values()) {
      for (Norm norm : Norm.values()) {
        flows.add(flow(architecture, Network.MLP, Activation.TANH, norm, 3, 2));
      }
    }
    for (Activation activation : Activation.values()) {
      for (Network network : Network.values()) {
        flows.add(flow(Architecture.REALNVP, network, activation, Norm.NONE, 0, 3));
      }
    }
    flows.add(flow(Architecture.REALNVP, Network.MLP, Activation.RELU, Norm.NONE, 16, 0));
    flows.add(flow(Architecture.SPLINE, Network.HIGHWAY, Activation.SILU, Norm.BATCHNORM, 16, 2));
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
        .logScaleBound(2)
        .bins(6)
        .latentVariance(1.5);
  }

  /** What comes of a pass there and back. */
  private record Outcome(
      double[] latent,
      double[] logDet,
      double[] byParameter,
      double[] byInput,
      Map<String, double[]> buffers) {}

  @ParameterizedTest
  @MethodSource("settings")
  void isAutogradsInDoublePrecision(Setting setting) {
    Outcome expected = autograds(setting);
    Outcome got = doubles(setting);
    assertClose(expected.latent, got.latent, 1e-8);
    assertClose(expected.logDet, got.logDet, 1e-8);
    assertClose(expected.byParameter, got.byParameter, 1e-8);
    assertClose(expected.byInput, got.byInput, 1e-8);
    expected.buffers.forEach(
        (name, kept) -> assertClose(kept, requireNonNull(got.buffers.get(name)), 1e-8));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void isAutogradsOnVectorsAndInLoopsToSinglePrecision(Setting setting) {
    Outcome expected = autograds(setting);
    for (boolean vectors : new boolean[] {true, false}) {
      Outcome got = singles(setting, vectors);
      assertNear(expected.latent, got.latent);
      assertNear(expected.logDet, got.logDet);
      assertNear(expected.byParameter, got.byParameter);
      assertNear(expected.byInput, got.byInput);
      expected.buffers.forEach(
          (name, kept) -> assertNear(kept, requireNonNull(got.buffers.get(name))));
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void startsFromRowsAsLibtorchDoes(Setting setting) {
    float[] rows = Seeds.normal(new SplittableRandom(3), ROWS * setting.dimension, 1.3);
    try (ParameterStore store = new ParameterStore(7, ScalarType.Float)) {
      NativeScope.run(
          () -> {
            Flow flow = Flows.build(setting.flow, setting.dimension, store);
            store.flatten();
            disturbNetworks(store);
            Map<String, float[]> buffers = buffers(store);
            RowGradient gradient =
                RowGradient.of(
                    setting.flow, setting.dimension, name -> place(store, name), buffers::get);
            float[] own = numbers(store);
            gradient.initialise(rows, own);
            flow.initialise(Tensors.of(rows, ROWS, setting.dimension));
            assertNear(wide(numbers(store)), wide(own));
            store
                .buffers()
                .forEach(
                    (name, kept) ->
                        assertNear(Tensors.doubles(kept), wide(requireNonNull(buffers.get(name)))));
            float[] once = own.clone();
            gradient.initialise(new float[rows.length], own);
            assertArrayEquals(once, own, "it starts once");
          });
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void evaluatesByWhatItKeeps(Setting setting) {
    float[] rows = rows(setting);
    try (ParameterStore store = store(setting, ScalarType.Float)) {
      NativeScope.run(
          () -> {
            Flow flow = Flows.build(setting.flow, setting.dimension, store);
            Map<String, float[]> buffers = buffers(store);
            RowGradient gradient =
                RowGradient.of(
                    setting.flow, setting.dimension, name -> place(store, name), buffers::get);
            gradient.load(numbers(store));
            float[] latent = new float[rows.length];
            double[] logDet = new double[ROWS];
            gradient.evaluate(rows, latent, logDet);
            Mapped mapped =
                flow.bijection()
                    .forward(Tensors.of(rows, ROWS, setting.dimension), Mode.EVALUATION);
            assertNear(Tensors.doubles(mapped.value()), wide(latent));
            assertNear(Tensors.doubles(mapped.logDet()), logDet);
            store
                .buffers()
                .forEach(
                    (name, kept) ->
                        assertNear(Tensors.doubles(kept), wide(requireNonNull(buffers.get(name)))));
          });
    }
  }

  @Test
  void batchNormAsksForTwoRows() {
    Setting setting =
        new Setting(
            flow(Architecture.REALNVP, Network.MLP, Activation.RELU, Norm.BATCHNORM, 0, 1), 3);
    try (ParameterStore store = store(setting, ScalarType.Float)) {
      Map<String, float[]> buffers = NativeScope.compute(() -> buffers(store));
      RowGradient gradient =
          RowGradient.of(setting.flow, 3, name -> place(store, name), buffers::get);
      gradient.load(numbers(store));
      assertEquals(
          "a batch must have at least 2 rows for batch norm, got 1",
          assertThrows(
                  IllegalArgumentException.class,
                  () -> gradient.forward(new float[3], new float[3], new double[1]))
              .getMessage());
    }
  }

  private static Outcome autograds(Setting setting) {
    try (ParameterStore store = store(setting, ScalarType.Double)) {
      return NativeScope.compute(
          () -> {
            Flow flow = Flows.build(setting.flow, setting.dimension, store);
            Tensor x =
                Tensors.of(rows(setting), ROWS, setting.dimension)
                    .to(ScalarType.Double)
                    .requires_grad_(true);
            Mapped mapped = flow.bijection().forward(x, Mode.TRAINING);
            Tensor byLatent = Tensors.of(byLatent(setting), ROWS, setting.dimension);
            Tensor byLogDet = Tensors.of(byLogDet(), ROWS);
            mapped.value().mul(byLatent).sum().add(mapped.logDet().mul(byLogDet).sum()).backward();
            Map<String, double[]> kept = new HashMap<>();
            store.buffers().forEach((name, tensor) -> kept.put(name, Tensors.doubles(tensor)));
            return new Outcome(
                Tensors.doubles(mapped.value()),
                Tensors.doubles(mapped.logDet()),
                Tensors.doubles(store.flat().gradients()),
                Tensors.doubles(x.grad()),
                kept);
          });
    }
  }

  private static Outcome doubles(Setting setting) {
    try (ParameterStore store = store(setting, ScalarType.Double)) {
      return NativeScope.compute(
          () -> {
            double[] parameters = Tensors.doubles(store.flat().values());
            Map<String, double[]> buffers = new HashMap<>();
            store.buffers().forEach((name, tensor) -> buffers.put(name, Tensors.doubles(tensor)));
            DoubleFlow flow =
                text.flow(
                    setting.flow, setting.dimension, name -> place(store, name), buffers::get);
            flow.load(parameters);
            double[] latent = new double[ROWS * setting.dimension];
            double[] logDet = new double[ROWS];
            double[] byInput = new double[latent.length];
            double[] byParameter = new double[parameters.length];
            flow.forward(wide(rows(setting)), latent, logDet);
            flow.backward(byLatent(setting), byLogDet());
            flow.inputGradient(byInput);
            flow.gather(byParameter);
            return new Outcome(latent, logDet, byParameter, byInput, buffers);
          });
    }
  }

  private static Outcome singles(Setting setting, boolean vectors) {
    try (ParameterStore store = store(setting, ScalarType.Float)) {
      return NativeScope.compute(
          () -> {
            Map<String, float[]> buffers = buffers(store);
            Building building =
                new Building(
                    setting.flow,
                    name -> place(store, name),
                    buffers::get,
                    vectors ? FastPath.products().orElseThrow() : new LoopProducts(),
                    FastPath.choose(vectors ? "vector" : "loops", vectors));
            RowGradient gradient = RowGradient.of(building, setting.dimension);
            gradient.load(numbers(store));
            float[] latent = new float[ROWS * setting.dimension];
            double[] logDet = new double[ROWS];
            float[] byInput = new float[latent.length];
            float[] byParameter = new float[numbers(store).length];
            double[] given = byLatent(setting);
            float[] byLatent = new float[given.length];
            for (int i = 0; i < given.length; i++) {
              byLatent[i] = (float) given[i];
            }
            gradient.forward(rows(setting), latent, logDet);
            gradient.backward(byLatent, byLogDet());
            gradient.inputGradient(byInput);
            gradient.gather(byParameter);
            Map<String, double[]> kept = new HashMap<>();
            buffers.forEach((name, numbers) -> kept.put(name, wide(numbers)));
            return new Outcome(wide(latent), logDet, wide(byParameter), wide(byInput), kept);
          });
    }
  }

  private static float[] numbers(ParameterStore store) {
    float[] numbers = new float[(int) store.flat().values().numel()];
    Tensors.copy(store.flat().values(), numbers);
    return numbers;
  }

  /** Returns where a learned tensor starts in the flat vectors. */
  private static int place(ParameterStore store, String wanted) {
    int offset = 0;
    for (Map.Entry<String, Tensor> entry : store.parameters().entrySet()) {
      if (entry.getKey().equals(wanted)) {
        return offset;
      }
      offset += (int) entry.getValue().numel();
    }
    throw new IllegalArgumentException("a store must hold " + wanted + ", got none");
  }

  /** Weights away from where they start, and running moments that are no one's defaults. */
  private static ParameterStore store(Setting setting, ScalarType type) {
    ParameterStore store = new ParameterStore(7, type);
    NativeScope.run(
        () -> {
          Flows.build(setting.flow, setting.dimension, store);
          store.flatten();
          SplittableRandom random = new SplittableRandom(11);
          try (NoGradGuard guard = new NoGradGuard()) {
            store.parameters().values().forEach(tensor -> disturb(tensor, random));
            store
                .buffers()
                .forEach(
                    (name, tensor) -> {
                      if (name.endsWith(".mean") || name.endsWith(".variance")) {
                        tensor.add_(Tensors.of(new double[] {0.3}, 1));
                      }
                    });
          }
        });
    return store;
  }

  /** What starts from data starts at 0, and is left there. */
  private static void disturbNetworks(ParameterStore store) {
    SplittableRandom random = new SplittableRandom(11);
    try (NoGradGuard guard = new NoGradGuard()) {
      store
          .parameters()
          .forEach(
              (name, tensor) -> {
                if (name.contains(".coupling.")) {
                  disturb(tensor, random);
                }
              });
    }
  }

  private static void disturb(Tensor tensor, SplittableRandom random) {
    int count = (int) tensor.numel();
    double inputs = tensor.size(tensor.dim() - 1);
    Tensor noise = Tensors.of(Seeds.normal(random, count, 0.3 / Math.sqrt(inputs)), count);
    tensor.add_(noise.to(tensor.scalar_type()).view_as(tensor));
  }

  private static Map<String, float[]> buffers(ParameterStore store) {
    Map<String, float[]> buffers = new HashMap<>();
    store
        .buffers()
        .forEach(
            (name, tensor) -> {
              float[] numbers = new float[(int) tensor.numel()];
              Tensors.copy(tensor, numbers);
              buffers.put(name, numbers);
            });
    return buffers;
  }

  /** Some lie beyond where splines bend. */
  private static float[] rows(Setting setting) {
    return Seeds.normal(new SplittableRandom(3), ROWS * setting.dimension, 1.5);
  }

  private static double[] byLatent(Setting setting) {
    double[] gradient = new double[ROWS * setting.dimension];
    Arrays.setAll(gradient, i -> (float) Math.sin(0.37 * i));
    return gradient;
  }

  private static double[] byLogDet() {
    double[] gradient = new double[ROWS];
    Arrays.setAll(gradient, r -> (float) (2 + Math.sin(0.37 * r)));
    return gradient;
  }

  private static double[] wide(float[] numbers) {
    double[] wide = new double[numbers.length];
    Arrays.setAll(wide, i -> numbers[i]);
    return wide;
  }

  /** Relative to each number, or a thousandth of the largest: sums of rows cancel. */
  private static void assertClose(double[] expected, double[] got, double tolerance) {
    assertEquals(expected.length, got.length);
    double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    for (int i = 0; i < expected.length; i++) {
      double scale = Math.max(Math.abs(expected[i]), 1e-3 * largest);
      assertEquals(expected[i], got[i], tolerance * scale, "number " + i);
    }
  }

  /** In single precision autograd itself is as far from double. */
  private static void assertNear(double[] expected, double[] got) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    assertArrayEquals(expected, got, 1e-4 * Math.max(1, largest));
  }
}
