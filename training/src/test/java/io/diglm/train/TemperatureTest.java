package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.model.HeadConfig;
import io.diglm.model.Link;
import io.diglm.model.Manifest;
import io.diglm.model.TensorData;
import io.diglm.schema.Encoder;
import io.diglm.schema.Table;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class TemperatureTest {
  @Test
  void threeTimesTooSureIsFoundAndTakenBack() {
    Table table = Tables.classes(3000, 5);
    try (FitResult result = Fit.of(Tables.quick("kind").optimiser(o -> o.epochs(10))).run(table)) {
      Manifest manifest = result.model().manifest();
      Map<String, TensorData> weights = result.model().weights();
      Trained sure = network(result, times(3, weights));
      Map<String, TensorData> back =
          Temperature.applied(manifest.head(), data(result), List.of(sure)).get(0).weights();
      float[] expected = values(weights);
      float[] actual = values(back);
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], actual[i], 1e-4 * Math.abs(expected[i]));
      }
    }
  }

  @Test
  void fewRowsChangeNothing() {
    try (FitResult result =
        Fit.of(Tables.quick("kind").optimiser(o -> o.epochs(1))).run(Tables.classes(600, 5))) {
      List<Trained> networks = List.of(network(result, times(3, result.model().weights())));
      HeadConfig head = result.model().manifest().head();
      assertSame(networks, Temperature.applied(head, data(result), networks));
    }
  }

  @Test
  void theGainIsWhatTheBestTemperatureSaves() {
    HeadConfig head =
        HeadConfig.point(FamilyName.BERNOULLI, Link.LOGIT, Dispersion.CONSTANT, 1, 0, 1);
    // Three rows of four are right, so the best eta is log 3; these are sure of 95 %, T = log 19 /
    // log 3.
    double[] eta = new double[400];
    double[] y = new double[400];
    Arrays.fill(eta, Math.log(19));
    for (int i = 0; i < y.length; i++) {
      y[i] = i % 4 == 0 ? 0 : 1;
    }
    double before = -0.75 * Math.log(0.95) - 0.25 * Math.log(0.05);
    double after = -0.75 * Math.log(0.75) - 0.25 * Math.log(0.25);
    double[] ones = new double[400];
    Arrays.fill(ones, 1);
    assertEquals(before - after, Temperature.gain(head, eta, y, ones), 1e-6);
  }

  @Test
  void ofOrderedClassesTheThresholdsAreDividedToo() {
    HeadConfig head =
        HeadConfig.point(FamilyName.ORDINAL, Link.LOGIT, Dispersion.CONSTANT, 3, 0, 1);
    // P(y <= 0) = 1/4 and P(y <= 1) = 3/4, of which three times the log-odds are too sure.
    double gap = 2 * Math.log(3);
    double[] right = {Math.log(3), Math.log(Math.expm1(gap))};
    double[] sure = {3 * Math.log(3), Math.log(Math.expm1(3 * gap))};
    double[] eta = new double[800];
    double[] y = new double[400];
    double[] ones = new double[400];
    Arrays.fill(ones, 1);
    double gain = 0;
    for (int i = 0; i < y.length; i++) {
      y[i] = i % 4 == 0 ? 0 : i % 4 == 1 ? 2 : 1;
      System.arraycopy(sure, 0, eta, 2 * i, 2);
      double[] unused = new double[2];
      gain += head.logLikelihood(right, 0, y[i], unused) / 400;
      gain -= head.logLikelihood(sure, 0, y[i], unused) / 400;
    }
    assertTrue(gain > 0.1);
    assertEquals(gain, Temperature.gain(head, eta, y, ones), 1e-6);
  }

  @Test
  void membersHaveOneTemperatureByTheirAverage() {
    Table table = Tables.classes(3000, 5);
    try (FitResult result = Fit.of(Tables.quick("kind").optimiser(o -> o.epochs(10))).run(table)) {
      HeadConfig head = result.model().manifest().head();
      Trained network = network(result, result.model().weights());
      Trained sure = network(result, times(3, result.model().weights()));
      List<Trained> both = Temperature.applied(head, data(result), List.of(network, sure));
      double first = values(both.get(0).weights())[0] / values(network.weights())[0];
      double second = values(both.get(1).weights())[0] / values(sure.weights())[0];
      assertEquals(first, second, 1e-5, "one temperature");
      assertTrue(first > 0.34 && first < 1, "between that of each alone, got 1 / T = " + first);
    }
  }

  private static Trained network(FitResult result, Map<String, TensorData> weights) {
    return new Trained(
        1, result.model().manifest().flow(), weights, result.history(), false, false);
  }

  private static TrainingData data(FitResult result) {
    Encoder encoder = new Encoder(result.model().manifest().schema());
    double[] targets = result.model().manifest().schema().targets(result.table()).values();
    return TrainingData.alike(
        encoder, encoder.bind(result.table()), targets, result.train(), result.validation());
  }

  private static Map<String, TensorData> times(float factor, Map<String, TensorData> weights) {
    Map<String, TensorData> scaled = new HashMap<>(weights);
    for (String name : new String[] {"head.weight", "head.bias"}) {
      TensorData tensor = Objects.requireNonNull(weights.get(name));
      float[] values = tensor.floats();
      for (int i = 0; i < values.length; i++) {
        values[i] *= factor;
      }
      scaled.put(name, TensorData.of(values, tensor.shape()));
    }
    return scaled;
  }

  private static float[] values(Map<String, TensorData> weights) {
    return Objects.requireNonNull(weights.get("head.weight")).floats();
  }
}
