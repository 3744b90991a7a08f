package io.diglm.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diglm.distribution.Categorical;
import io.diglm.schema.StorageType;
import io.diglm.schema.Target;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

final class JointModelTest {
  private static final TensorData FLOW = TensorData.of(new float[] {1.5f, -2f}, 2);

  @TempDir private Path folder = Path.of("");

  private static ModelFile first() {
    return new ModelFile(TinyModel.manifest(), weights(FLOW));
  }

  private static Map<String, TensorData> weights(TensorData flow) {
    Map<String, TensorData> weights = new HashMap<>(TinyModel.weights());
    weights.put("flow.0.weight", flow);
    return weights;
  }

  /** A class beside the number: without one tensor of the first, and with one of its own. */
  private static ModelFile second(String name, TensorData flow) {
    Manifest first = TinyModel.manifest();
    SavedTarget own =
        new SavedTarget(
            new Target(name, StorageType.TEXT, List.of("no", "yes")),
            HeadConfig.point(FamilyName.BERNOULLI, Link.LOGIT, Dispersion.CONSTANT, 1, 0, 1),
            first.thresholds(),
            new Categorical(new double[] {Math.log(0.25), Math.log(0.75)}),
            first.metrics(),
            List.of("a warning of its own"),
            List.of(),
            List.<double[][]>of(new double[][] {{0.5}, {-0.25}}),
            Optional.empty(),
            17,
            List.of());
    Map<String, TensorData> weights = weights(flow);
    weights.remove("actnorm0.initialised");
    weights.put("head.bias", TensorData.of(new double[] {0.75}, 1));
    weights.put("own", TensorData.of(new long[] {4}));
    return new ModelFile(own.manifest(first), weights);
  }

  private static String refused(Executable body) {
    return String.valueOf(assertThrows(RuntimeException.class, body).getMessage());
  }

  @Test
  void everyTargetComesBackAsItWas() {
    Path file = folder.resolve("joint.diglm");
    JointModel joint = new JointModel(List.of(first(), second("late", FLOW)));
    joint.save(file);
    JointModel read = JointModel.load(file);
    assertEquals(List.of("arr_delay", "late"), read.targets());
    for (String target : read.targets()) {
      assertEquals(joint.target(target).weights(), read.target(target).weights());
      assertEquals(
          joint.target(target).manifest().toJson(), read.target(target).manifest().toJson());
    }
    assertEquals(17, read.target("late").manifest().provenance().data().rows().unlabelled());
    assertSame(
        read.target("arr_delay").weights().get("flow.0.weight"),
        read.target("late").weights().get("flow.0.weight"),
        "the flow is in memory once");
  }

  @Test
  void theModelOfOneTargetIsNoModelOfSeveral() {
    Path file = folder.resolve("joint.diglm");
    new JointModel(List.of(first(), second("late", FLOW))).save(file);
    assertEquals(
        file
            + " has the targets arr_delay, late: name one (--of), or write it alone (diglm export"
            + " --of TARGET --out)",
        refused(() -> ModelFile.load(file)));
    assertEquals(
        "target must be one of the model's (arr_delay, late), got 'lat'",
        refused(() -> JointModel.load(file).target("lat")));
  }

  @Test
  void aChangedModelTakesThePlaceOfItsTarget() {
    JointModel joint = new JointModel(List.of(first(), second("late", FLOW)));
    ModelFile late = joint.target("late");
    ModelFile changed =
        new ModelFile(late.manifest().withWarnings(List.of("another")), late.weights());
    JointModel after = joint.with(changed);
    assertEquals(
        List.of("a warning of its own", "another"), after.target("late").manifest().warnings());
    assertSame(joint.target("arr_delay"), after.target("arr_delay"));
  }

  @Test
  void modelsThatShareNoFlowAreRefused() {
    TensorData other = TensorData.of(new float[] {1.5f, -2.5f}, 2);
    assertEquals(
        "models of several targets must have the same flow, got another for 'late'",
        refused(() -> new JointModel(List.of(first(), second("late", other)))));
    assertEquals(
        "targets must be named once each, got 'arr_delay' twice",
        refused(() -> new JointModel(List.of(first(), first()))));
  }

  @Test
  void aTensorOfNoTargetIsRefused() {
    Path file = folder.resolve("joint.diglm");
    Map<String, TensorData> weights = weights(FLOW);
    weights.put("target.3.head.bias", FLOW);
    SavedTarget late = SavedTarget.of(second("late", FLOW).manifest(), List.of());
    new ModelFile(TinyModel.manifest(), weights).save(file, 5, List.of(late));
    assertEquals(
        file + ": weights must belong to the model's parts, got target.3.head.bias",
        refused(() -> JointModel.load(file)));
  }
}
