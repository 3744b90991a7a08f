package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.model.Bayes;
import io.diglm.model.ModelFile;
import io.diglm.model.TensorData;
import io.diglm.model.UnusableFileException;
import io.diglm.predict.IntervalLearning;
import io.diglm.predict.Predictor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Models whose tensors somebody edited, all checksums made good again. */
final class EditedModelTest {
  @ParameterizedTest
  @EnumSource(
      value = Bayes.class,
      names = {"NONE", "LAPLACE", "ELBO"})
  void noTensorIsEditedUnseen(Bayes bayes) {
    try (FitResult result = Fit.of(config(bayes)).run(Tables.classes(500, 3))) {
      ModelFile model = result.model();
      List<String> unseen = new ArrayList<>();
      for (String name : model.weights().keySet()) {
        try (Predictor edited = Predictor.open(edited(model, name), "m.diglm")) {
          assertEquals(model.manifest().schema(), edited.manifest().schema());
          unseen.add(name);
        } catch (UnusableFileException e) {
          assertEquals(1, String.valueOf(e.getMessage()).lines().count(), e.getMessage());
        }
      }
      assertEquals(List.of(), unseen);
    }
  }

  @Test
  void noTensorOfARecalibrationIsEditedUnseen() {
    try (FitResult result = Fit.of(config(Bayes.NONE)).run(Tables.classes(500, 3))) {
      IntervalLearning labelled = new IntervalLearning(result.predictor(), Tables.classes(600, 4));
      ModelFile towards = labelled.towards(Tables.classes(400, 5));
      for (String name : List.of("novelty.conformity.weighted", "novelty.conformity.weights")) {
        assertTrue(towards.weights().containsKey(name), name);
        assertThrows(
            UnusableFileException.class,
            () -> Predictor.open(edited(towards, name), "m.diglm").close());
      }
    }
  }

  private static ModelFile edited(ModelFile model, String name) {
    TensorData tensor = model.weights().getOrDefault(name, TensorData.of(new double[0], 0));
    double[] values = tensor.doubles();
    for (int i = 0; i < values.length; i++) {
      values[i] = values[i] * 1.5 + 0.25;
    }
    Map<String, TensorData> weights = new HashMap<>(model.weights());
    float[] single = new float[values.length];
    for (int i = 0; i < single.length; i++) {
      single[i] = (float) values[i];
    }
    weights.put(
        name,
        switch (tensor.type()) {
          case F32 -> TensorData.of(single, tensor.shape());
          case F64 -> TensorData.of(values, tensor.shape());
          case BF16, I64, U8 -> throw new IllegalStateException(name);
        });
    return new ModelFile(model.manifest(), weights);
  }

  private static FitConfig config(Bayes bayes) {
    return Tables.quick("kind").optimiser(o -> o.epochs(2)).head(h -> h.bayes(bayes));
  }
}
