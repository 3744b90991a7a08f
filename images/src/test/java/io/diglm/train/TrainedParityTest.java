package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.flow.Mode;
import io.diglm.model.FlowConfig;
import io.diglm.model.FlowConfig.Architecture;
import io.diglm.model.ModelFile;
import io.diglm.model.TensorData;
import io.diglm.oracle.HybridModel;
import io.diglm.oracle.HybridOutput;
import io.diglm.predict.Networks;
import io.diglm.schema.Cells;
import io.diglm.schema.Encoder;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.torch.NativeScope;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Tensors;
import io.diglm.torch.Weights;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Of trained networks, on rows they did not see: plain Java against libtorch in doubles. */
final class TrainedParityTest {
  private static final double TOLERANCE = 1e-5;
  private static final int ROWS = 1000;

  private record Answers(double[] eta, double[] logDensity) {}

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void answersAsLibtorchDoes(Architecture architecture) {
    FlowConfig flow =
        FlowConfig.ofRows()
            .architecture(architecture)
            .layers(4)
            .hidden(32)
            .depth(2)
            .frequencies(4)
            .frequencyScale(0.5);
    FitConfig config =
        FitConfig.of("y")
            .flow(flow)
            .pieces(0)
            .optimiser(o -> o.epochs(15).batchSize(64))
            .density(d -> d.weight(1))
            .run(r -> r.threads(2).seed(11));
    try (FitResult result = Fit.of(config).run(regression(1500, 3))) {
      ModelFile model = result.model();
      Encoder encoder = new Encoder(model.manifest().schema());
      Table others = regression(ROWS, 4);
      float[] v = encoder.encode(encoder.bind(others), 0, ROWS).v();
      Answers expected = reference(model, v, encoder.dimension());
      Answers got = scored(model, v);
      requireClose(expected.logDensity, got.logDensity);
      requireClose(expected.eta, got.eta);
    }
  }

  private static Answers scored(ModelFile model, float[] v) {
    Answers answers =
        new Answers(new double[ROWS * model.manifest().head().predictors()], new double[ROWS]);
    Networks.rowScorer(model)
        .score(v, ROWS, new float[v.length], answers.eta, answers.logDensity, new double[0]);
    return answers;
  }

  private static Answers reference(ModelFile model, float[] v, int dimension) {
    Map<String, TensorData> weights = Networks.tensors(model.weights());
    return NativeScope.infer(
        () -> {
          try (ParameterStore store = new ParameterStore(7, ScalarType.Double)) {
            HybridModel hybrid =
                HybridModel.build(
                    model.manifest().flow(), model.manifest().head(), dimension, store);
            Weights.load(weights, store);
            Tensor x = Tensors.of(v, ROWS, dimension).to(ScalarType.Double);
            HybridOutput output = hybrid.forward(x, Mode.EVALUATION);
            return new Answers(Tensors.doubles(output.eta()), Tensors.doubles(output.logDensity()));
          }
        });
  }

  private static void requireClose(double[] expected, double[] got) {
    double spread = 0;
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], got[i], TOLERANCE * Math.max(1, Math.abs(expected[i])));
      spread = Math.max(spread, Math.abs(expected[i] - expected[0]));
    }
    assertTrue(spread > 0.1, "a trained network tells rows apart");
  }

  /** y = a^2 - b + noise. */
  private static Table regression(int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] a = new double[rows];
    double[] b = new double[rows];
    double[] y = new double[rows];
    for (int i = 0; i < rows; i++) {
      a[i] = random.nextGaussian();
      b[i] = 3 + 2 * random.nextGaussian();
      y[i] = a[i] * a[i] - b[i] + 0.3 * random.nextGaussian();
    }
    return new Table("simulated", List.of(numbers("a", a), numbers("b", b), numbers("y", y)), rows);
  }

  private static TableColumn numbers(String name, double... values) {
    return new TableColumn(name, StorageType.DECIMAL, new Cells.Numbers(values));
  }
}
