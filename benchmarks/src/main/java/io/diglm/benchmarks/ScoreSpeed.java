package io.diglm.benchmarks;

import io.diglm.distribution.Seeds;
import io.diglm.flow.Density;
import io.diglm.flow.Flow;
import io.diglm.flow.Flows;
import io.diglm.flow.Mode;
import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import io.diglm.model.Link;
import io.diglm.network.RowScorer;
import io.diglm.torch.NativeScope;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Tensors;
import io.diglm.torch.Weights;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Times the scoring of encoded rows on request, so that a script can run it in turn with peers.
 *
 * <p>Reads lines {@code <engine> <flow> <columns> <layers> <batch> <calls>}, engine {@code java} or
 * {@code libtorch}, and answers each with the median time of a call in milliseconds. A call takes
 * rows as an array and gives z, the linear predictors and log p(x) as arrays.
 */
public final class ScoreSpeed {
  private static final HeadConfig HEAD =
      HeadConfig.point(FamilyName.GAUSSIAN, Link.IDENTITY, Dispersion.CONSTANT, 1, 0, 1);

  /** Nanoseconds of calls before those that are timed, as the script gives the peers. */
  private static final long WARM_UP = 300_000_000;

  private final Map<String, Network> networks = new HashMap<>();

  /** One network, by both engines. */
  private record Network(
      RowScorer scorer, ParameterStore store, Flow flow, Tensor weight, Tensor bias) {
    static Network of(String flow, int columns, int layers) {
      FlowConfig config = BenchmarkModels.flow(flow, layers);
      ParameterStore store = new ParameterStore(1, ScalarType.Float);
      return NativeScope.compute(
          () -> {
            Flow built = Flows.build(config, columns, store);
            Tensor weight = store.parameter("head.weight", () -> zeros(1, columns));
            Tensor bias = store.parameter("head.bias", () -> zeros(HEAD.predictors()));
            RowScorer scorer = RowScorer.of(config, HEAD, columns, Weights.of(store));
            return new Network(scorer, store, built, weight, bias);
          });
    }
  }

  private static Tensor zeros(long... shape) {
    return Tensors.zeros(ScalarType.Float, shape);
  }

  /** Takes requests from standard input. */
  public static void main(String[] arguments) throws IOException {
    ScoreSpeed speed = new ScoreSpeed();
    System.out.println("ready");
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.printf(Locale.ROOT, "%.6f%n", speed.median(line.split(" ")));
    }
  }

  private double median(String... request) {
    int columns = Integer.parseInt(request[2]);
    int layers = Integer.parseInt(request[3]);
    int rows = Integer.parseInt(request[4]);
    Network network =
        networks.computeIfAbsent(
            request[1] + " " + columns + " " + layers,
            key -> Network.of(request[1], columns, layers));
    float[] x = Seeds.normal(new SplittableRandom(1), rows * columns, 1);
    float[] latent = new float[x.length];
    double[] eta = new double[rows * HEAD.predictors()];
    double[] logDensity = new double[rows];
    Runnable call =
        request[0].equals("java")
            ? () -> network.scorer.score(x, rows, latent, eta, logDensity)
            : () -> libtorch(network, x, rows, latent, eta, logDensity);
    // After a pause it takes the scheduler a while to give the second thread a core of its own.
    for (long start = System.nanoTime(); System.nanoTime() - start < WARM_UP; ) {
      call.run();
    }
    double[] milliseconds = new double[Integer.parseInt(request[5])];
    for (int i = 0; i < milliseconds.length; i++) {
      long start = System.nanoTime();
      call.run();
      milliseconds[i] = (System.nanoTime() - start) / 1e6;
    }
    Arrays.sort(milliseconds);
    return milliseconds[milliseconds.length / 2];
  }

  private static void libtorch(
      Network network, float[] x, int rows, float[] latent, double[] eta, double[] logDensity) {
    NativeScope.infer(
        () -> {
          Tensor given = Tensors.of(x, rows, x.length / rows);
          Density density = network.flow.density(given, Mode.EVALUATION);
          Tensor mean = density.latent().matmul(network.weight.t());
          Tensors.copy(density.latent(), latent);
          // The dispersion is constant: a predictor without weights.
          Tensors.copy(
              Tensors.cat(1, mean, Tensors.zeros(ScalarType.Float, rows, 1)).add(network.bias),
              eta);
          Tensors.copy(density.logDensity(), logDensity);
          return true;
        });
  }
}
