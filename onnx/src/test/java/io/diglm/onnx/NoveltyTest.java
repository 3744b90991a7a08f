package io.diglm.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.diglm.selective.Calibration;
import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class NoveltyTest {
  /** Where two kept scores nearly tie, graphs once gave the p-value of the lower one. */
  @Test
  void pValuesAmongNearlyTiedScoresAreThoseOfTheLibrary() throws OrtException {
    SplittableRandom random = new SplittableRandom(3);
    double[] scores = new double[3000];
    for (int i = 0; i < scores.length; i++) {
      scores[i] =
          i % 3 == 0 ? 5 * random.nextDouble() : scores[i - 1] * (1 + 4e-6 * random.nextDouble());
    }
    Calibration calibration = Calibration.of(scores);
    double[] novelty = new double[9000];
    for (int i = 0; i < novelty.length; i++) {
      double near = scores[random.nextInt(scores.length)];
      novelty[i] = near * (1 + 2e-5 * random.nextDouble()) + (i % 2) * 1e-5;
    }
    novelty[0] = Double.NaN;
    novelty[1] = Double.NEGATIVE_INFINITY;
    novelty[2] = Double.POSITIVE_INFINITY;
    double[] expected = Arrays.stream(novelty).map(calibration::pValue).toArray();
    double[] got = pValues(calibration, novelty);
    for (int i = 0; i < novelty.length; i++) {
      assertEquals(expected[i], got[i], 1e-15, "score " + novelty[i]);
    }
  }

  private static double[] pValues(Calibration calibration, double[] novelty) throws OrtException {
    Graph graph = new Graph("v");
    Value given = graph.input("novelty", Element.DOUBLE);
    Value p = Novelty.pValue(new Ops(graph), calibration, given);
    graph.output("p", p, Element.DOUBLE, 1);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    long[] shape = {novelty.length, 1};
    try (OnnxTensor tensor =
            OnnxTensor.createTensor(environment, DoubleBuffer.wrap(novelty), shape);
        OrtSession session = environment.createSession(Onnx.message(graph).toBytes());
        OrtSession.Result result = session.run(Map.of("novelty", tensor))) {
      double[][] rows = (double[][]) result.get(0).getValue();
      return Arrays.stream(rows).mapToDouble(row -> row[0]).toArray();
    }
  }
}
