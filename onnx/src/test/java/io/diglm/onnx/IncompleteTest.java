package io.diglm.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.numbers.gamma.RegularizedBeta;
import org.apache.commons.numbers.gamma.RegularizedGamma;
import org.junit.jupiter.api.Test;

/** ONNX Runtime's incomplete gamma and beta functions by our graph against Commons Numbers. */
final class IncompleteTest {
  private static final double[] SHAPES = {7e-6, 1e-3, 0.3, 1, 2.5, 17, 400, 3e4, 1.6e5};

  /** Deviations from the mean, and beyond. */
  private static final double[] AWAY = {-40, -6, -3, -1, -0.1, 0, 0.2, 1, 2.5, 5, 12};

  private static double[] column(List<double[]> rows, int column) {
    return rows.stream().mapToDouble(row -> row[column]).toArray();
  }

  /** Runs a graph of columns of numbers; returns below and above. */
  private static Map<String, double[]> run(Graph graph, Incomplete.Part part, List<double[]> rows)
      throws OrtException {
    graph.output("below", part.below(), Element.DOUBLE, 1);
    graph.output("above", part.above(), Element.DOUBLE, 1);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    byte[] bytes = Onnx.message(graph).toBytes();
    Map<String, OnnxTensor> inputs = new HashMap<>();
    Map<String, double[]> outputs = new HashMap<>();
    try (OrtSession session = environment.createSession(bytes)) {
      int column = 0;
      for (String name : graph.inputs()) {
        DoubleBuffer numbers = DoubleBuffer.wrap(column(rows, column++));
        long[] shape = {rows.size(), 1};
        inputs.put(name, OnnxTensor.createTensor(environment, numbers, shape));
      }
      try (OrtSession.Result result = session.run(inputs)) {
        for (var output : result) {
          List<double[]> found = List.of((double[][]) output.getValue().getValue());
          outputs.put(output.getKey(), column(found, 0));
        }
      }
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
    return outputs;
  }

  private static double[] numbers(Map<String, double[]> outputs, String name) {
    return Objects.requireNonNull(outputs.get(name));
  }

  @Test
  void gammasAgreeWithCommonsNumbersForShapesOfAllSizes() throws OrtException {
    List<double[]> rows = new ArrayList<>();
    for (double shape : SHAPES) {
      for (double away : AWAY) {
        rows.add(new double[] {shape, Math.log(shape) + away / Math.sqrt(shape + 1)});
      }
    }
    Graph graph = new Graph("v");
    Ops ops = new Ops(graph);
    Value shape = graph.input("shape", Element.DOUBLE);
    Value t = graph.input("t", Element.DOUBLE);
    Map<String, double[]> got = run(graph, new IncompleteGamma(ops, shape).of(ops, t), rows);
    for (int i = 0; i < rows.size(); i++) {
      double a = rows.get(i)[0];
      double x = Math.exp(rows.get(i)[1]);
      String words = "shape %s, x %s".formatted(a, x);
      assertEquals(RegularizedGamma.P.value(a, x), numbers(got, "below")[i], 1e-11, words);
      assertEquals(RegularizedGamma.Q.value(a, x), numbers(got, "above")[i], 1e-11, words);
    }
  }

  @Test
  void betasAgreeWithCommonsNumbersForShapesOfAllSizes() throws OrtException {
    List<double[]> rows = new ArrayList<>();
    for (double a : SHAPES) {
      for (double b : SHAPES) {
        double sd = Math.sqrt(1 / (a + 1) + 1 / (b + 1));
        for (double away : AWAY) {
          rows.add(new double[] {a, b, Math.log(a) - Math.log(b) + away * sd});
        }
      }
    }
    Graph graph = new Graph("v");
    Ops ops = new Ops(graph);
    Value a = graph.input("a", Element.DOUBLE);
    Value b = graph.input("b", Element.DOUBLE);
    Value t = graph.input("t", Element.DOUBLE);
    Map<String, double[]> got = run(graph, new IncompleteBeta(ops, a, b).of(ops, t), rows);
    for (int i = 0; i < rows.size(); i++) {
      double[] row = rows.get(i);
      double x = 1 / (1 + Math.exp(-row[2]));
      double y = 1 / (1 + Math.exp(row[2]));
      String words = "shapes %s and %s, log-odds %s".formatted(row[0], row[1], row[2]);
      double below =
          row[2] < 0
              ? RegularizedBeta.value(x, row[0], row[1])
              : RegularizedBeta.complement(y, row[1], row[0]);
      assertEquals(below, numbers(got, "below")[i], 1e-9, words);
      assertEquals(1 - below, numbers(got, "above")[i], 1e-9, words);
    }
  }
}
