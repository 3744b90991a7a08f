package io.diglm.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.diglm.distribution.Averaged;
import io.diglm.distribution.Distribution;
import io.diglm.distribution.Tweedie;
import io.diglm.onnx.Distributions.Moments;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** ONNX Runtime's quantiles of Tweedie distributions by our graph against our own. */
final class TweedieQuantilesTest {
  private static final double[] MEANS = {1e-3, 1, 400};
  private static final double[] LAMBDAS = {1e-4, 0.05, 0.3, 1.1, 2.4, 6, 40, 900, 3e5};

  /** A sum of more summands has no gaps, and each step of its search sums hundreds of terms. */
  private static final double MOST_WITH_GAPS = OnnxParityTest.TIMES > 1 ? 1e6 : 40;

  private static final double[] PROBABILITIES = {0.05, 0.95};

  private static Tweedie distribution(double mean, double lambda, double power) {
    double dispersion = Math.pow(mean, 2 - power) / (lambda * (2 - power));
    return new Tweedie(mean, dispersion, power);
  }

  private static List<Tweedie> distributions(double power, double most) {
    List<Tweedie> all = new ArrayList<>();
    for (double mean : MEANS) {
      for (double lambda : LAMBDAS) {
        if (lambda <= most) {
          all.add(distribution(mean, lambda, power));
        }
      }
    }
    return all;
  }

  /** Averages of as many draws as powers, with the powers' distributions one row of each. */
  private static void requireSame(List<List<Tweedie>> rows, double... powers) throws OrtException {
    Graph graph = new Graph("v");
    Ops ops = new Ops(graph);
    List<Value> means = new ArrayList<>();
    List<Value> sds = new ArrayList<>();
    for (int s = 0; s < powers.length; s++) {
      means.add(ops.reshape(graph.input("mean" + s, Element.DOUBLE), -1, 1, 1));
      sds.add(ops.reshape(graph.input("sd" + s, Element.DOUBLE), -1, 1, 1));
    }
    Value allMean = ops.reshape(graph.input("mean", Element.DOUBLE), -1, 1, 1);
    Value allSd = ops.reshape(graph.input("sd", Element.DOUBLE), -1, 1, 1);
    List<Value> found =
        new TweedieQuantiles(ops, powers, PROBABILITIES)
            .of(new Moments(ops.along(1, means), ops.along(1, sds)), new Moments(allMean, allSd));
    for (int q = 0; q < PROBABILITIES.length; q++) {
      graph.output("q" + q, found.get(q), Element.DOUBLE, 1);
    }
    List<Averaged> expected = rows.stream().map(row -> new Averaged(List.copyOf(row))).toList();
    Map<String, double[]> inputs = new HashMap<>();
    for (int s = 0; s < powers.length; s++) {
      int draw = s;
      inputs.put("mean" + s, rows.stream().mapToDouble(row -> row.get(draw).mean()).toArray());
      inputs.put("sd" + s, rows.stream().mapToDouble(row -> row.get(draw).sd()).toArray());
    }
    inputs.put("mean", expected.stream().mapToDouble(Distribution::mean).toArray());
    inputs.put("sd", expected.stream().mapToDouble(Distribution::sd).toArray());
    double[][] got = run(graph, inputs);
    for (int i = 0; i < rows.size(); i++) {
      for (int q = 0; q < PROBABILITIES.length; q++) {
        double quantile = expected.get(i).quantile(PROBABILITIES[q]);
        assertEquals(quantile, got[q][i], 1e-6 * quantile, PROBABILITIES[q] + " of " + rows.get(i));
      }
    }
  }

  /** As written: folding constants first costs more than the rows do. OnnxParityTest has it. */
  private static OrtSession.SessionOptions asWritten() throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
    return options;
  }

  private static double[][] run(Graph graph, Map<String, double[]> columns) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    Map<String, OnnxTensor> inputs = new HashMap<>();
    try (OrtSession.SessionOptions options = asWritten();
        OrtSession session = environment.createSession(Onnx.message(graph).toBytes(), options)) {
      for (String name : session.getInputNames()) {
        double[] numbers = columns.getOrDefault(name, new double[0]);
        long[] shape = {numbers.length, 1};
        inputs.put(name, OnnxTensor.createTensor(environment, DoubleBuffer.wrap(numbers), shape));
      }
      try (OrtSession.Result result = session.run(inputs)) {
        double[][] found = new double[PROBABILITIES.length][];
        for (int q = 0; q < found.length; q++) {
          double[][] column = (double[][]) result.get("q" + q).orElseThrow().getValue();
          found[q] = Arrays.stream(column).mapToDouble(row -> row[0]).toArray();
        }
        return found;
      }
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private static void requireSame(double power, double most) throws OrtException {
    requireSame(distributions(power, most).stream().map(List::of).toList(), power);
  }

  @Test
  void quantilesOfUsualPowersAgreeWithJava() throws OrtException {
    for (double power : new double[] {1.3, 1.75}) {
      requireSame(power, Double.POSITIVE_INFINITY);
    }
  }

  @Test
  void quantilesOfAPowerSoLowThatTheDistributionHasGapsAgreeWithJava() throws OrtException {
    requireSame(1.02, MOST_WITH_GAPS);
  }

  @Test
  void quantilesOfAveragesAgreeWithJava() throws OrtException {
    List<List<Tweedie>> rows = new ArrayList<>();
    for (double mean : MEANS) {
      for (double lambda : LAMBDAS) {
        rows.add(
            List.of(
                distribution(mean, lambda, 1.5),
                distribution(1.4 * mean, 0.8 * lambda, 1.5),
                distribution(0.5 * mean, lambda, 1.7)));
      }
    }
    requireSame(rows, 1.5, 1.5, 1.7);
  }
}
