package io.diglm.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.diglm.gradient.Device;
import io.diglm.gradient.Precision;
import io.diglm.json.Json;
import io.diglm.model.Bayes;
import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.model.FlowConfig;
import io.diglm.model.Link;
import io.diglm.schema.ImageShape;
import io.diglm.train.FitConfig;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of every group of settings. */
final class SettingsTest {
  /** Other values than the defaults, by type, that every setting of the type takes. */
  private static final Map<Class<?>, Object> OTHERS =
      Map.ofEntries(
          Map.entry(int.class, 3),
          Map.entry(long.class, 3L),
          Map.entry(double.class, 0.25),
          Map.entry(boolean.class, true),
          Map.entry(String.class, "other"),
          Map.entry(String[].class, new String[] {"a", "b"}),
          Map.entry(Duration.class, Duration.ofSeconds(5)),
          Map.entry(DataSettings.Split.class, DataSettings.Split.TIME),
          Map.entry(DataSettings.Missing.class, DataSettings.Missing.DROP),
          Map.entry(DensitySettings.Kind.class, DensitySettings.Kind.FLOW),
          Map.entry(UnlabelledSettings.Use.class, UnlabelledSettings.Use.DROP),
          Map.entry(ImageSettings.Memory.class, ImageSettings.Memory.REVERSIBLE),
          Map.entry(Precision.class, Precision.BFLOAT16),
          Map.entry(Device.class, Device.CUDA),
          Map.entry(FamilyName.class, FamilyName.GAMMA),
          Map.entry(Link.class, Link.LOG),
          Map.entry(Dispersion.class, Dispersion.CONSTANT),
          Map.entry(Bayes.class, Bayes.ELBO),
          Map.entry(FlowConfig.Architecture.class, FlowConfig.Architecture.SPLINE),
          Map.entry(FlowConfig.Network.class, FlowConfig.Network.HIGHWAY),
          Map.entry(FlowConfig.Activation.class, FlowConfig.Activation.TANH),
          Map.entry(FlowConfig.Norm.class, FlowConfig.Norm.ACTNORM));

  static List<Record> groups() {
    FitConfig config = FitConfig.of("y");
    return List.of(
        config.data(),
        config.flow(),
        config.head(),
        config.density(),
        config.optimiser(),
        config.unlabelled(),
        config.images(),
        config.rejection(),
        config.run());
  }

  /** FitConfig.of names the target; families are set one by one, each with its target. */
  private static final Set<String> ELSEWHERE = Set.of("target", "families");

  @ParameterizedTest
  @MethodSource("groups")
  void everySettingHasAWayToChangeItAndItAlone(Record group) throws ReflectiveOperationException {
    for (RecordComponent component : group.getClass().getRecordComponents()) {
      if (ELSEWHERE.contains(component.getName())) {
        continue;
      }
      Method change = change(group, component);
      Object value = Objects.requireNonNull(OTHERS.get(change.getParameterTypes()[0]));
      Record changed = (Record) change.invoke(group, value);
      for (RecordComponent other : group.getClass().getRecordComponents()) {
        Object before = other.getAccessor().invoke(group);
        Object after = other.getAccessor().invoke(changed);
        if (other.getName().equals(component.getName())) {
          assertNotEquals(before, after, component.getName());
          assertTrue(contains(after, value), component + " " + after);
        } else {
          assertEquals(before, after, component.getName() + " changed " + other.getName());
        }
      }
    }
  }

  private static Method change(Record group, RecordComponent component) {
    return Arrays.stream(group.getClass().getMethods())
        .filter(method -> method.getName().equals(component.getName()))
        .filter(method -> method.getParameterCount() == 1)
        .findFirst()
        .orElseThrow(() -> new AssertionError(component + " has no method to change it"));
  }

  private static boolean contains(Object after, Object value) {
    Object plain = value instanceof String[] texts ? List.of(texts) : value;
    return after.equals(plain)
        || after.equals(Optional.of(plain))
        || after.toString().endsWith("[" + plain + "]"); // OptionalInt and OptionalDouble
  }

  @ParameterizedTest
  @MethodSource("groups")
  void noSettingTakesInfinityOrNoNumber(Record group) {
    for (RecordComponent component : group.getClass().getRecordComponents()) {
      if (ELSEWHERE.contains(component.getName())) {
        continue;
      }
      Method change = change(group, component);
      if (change.getParameterTypes()[0] == double.class) {
        for (double bad : new double[] {Double.NaN, 1 / 0.0, -1 / 0.0}) {
          InvocationTargetException refused =
              assertThrows(
                  InvocationTargetException.class,
                  () -> change.invoke(group, bad),
                  component.getName() + " " + bad);
          Throwable cause = Objects.requireNonNull(refused.getCause());
          assertEquals(IllegalArgumentException.class, cause.getClass());
          String message = String.valueOf(cause.getMessage());
          assertTrue(message.matches("[a-z-]+ must .*, got (NaN|-?Infinity)"), message);
        }
      } else if (!change.getParameterTypes()[0].isPrimitive()) {
        InvocationTargetException refused =
            assertThrows(
                InvocationTargetException.class,
                () -> change.invoke(group, new Object[] {null}),
                component.getName());
        String message = Objects.requireNonNull(refused.getCause()).getMessage();
        assertTrue(String.valueOf(message).matches("[a-z-]+ must be given, got null"), message);
      }
    }
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without NullAway may do
  void settingsSayWhatIsWrongOfThem() {
    FitConfig config = FitConfig.of("y");
    refuses("target must be given, got null", () -> FitConfig.of((String) null));
    refuses("split must be given, got null", () -> config.data(d -> d.split(null)));
    refuses("time-limit must be given, got null", () -> config.run(r -> r.timeLimit(null)));
    refuses(
        "clip-norm must be positive and finite, got Infinity",
        () -> config.optimiser(o -> o.clipNorm(Double.POSITIVE_INFINITY)));
    refuses(
        "test must be a share under 1 or a whole number of rows, got Infinity",
        () -> config.data(d -> d.test(Double.POSITIVE_INFINITY)));
    refuses("epochs must be at least 1, got 0", () -> config.optimiser(o -> o.epochs(0)));
    refuses(
        "features must not hold the target, got y", () -> config.data(d -> d.features("x", "y")));
    refuses(
        "memory must be standard with batch norm, which training does not invert, got reversible",
        () ->
            config
                .images(i -> i.memory(ImageSettings.Memory.REVERSIBLE))
                .flow(f -> f.norm(FlowConfig.Norm.BATCHNORM)));
  }

  private static void refuses(String message, Executable act) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, act).getMessage());
  }

  /** The names that model files of version 1 and configuration files have. */
  @Test
  void namesStayThoseOfFilesWrittenBefore() {
    Set<String> before =
        Set.of(
            "target",
            "features",
            "classes",
            "codes",
            "split",
            "time_column",
            "test",
            "validation",
            "missing",
            "flow",
            "frequencies",
            "density",
            "family",
            "link",
            "dispersion",
            "components",
            "bayes",
            "density_weight",
            "density_weight_start",
            "scale_latent",
            "contamination",
            "epochs",
            "batch_size",
            "learning_rate",
            "warm_up",
            "weight_decay",
            "clip_norm",
            "patience",
            "averaging",
            "shift",
            "noise",
            "precision",
            "memory",
            "unlabelled",
            "labelled_share",
            "entropy_weight",
            "consistency_weight",
            "consistency_radius",
            "propagation_weight",
            "warp",
            "time_limit",
            "threads",
            "seed",
            "slack",
            "false_alarms");
    JsonObject json = Json.object(FitConfig.of("y"));
    Set<String> lost = new LinkedHashSet<>(before);
    lost.removeAll(json.keySet());
    assertEquals(Set.of(), lost);
    List<String> nested = new ArrayList<>();
    json.asMap()
        .forEach((name, value) -> nested.addAll(value.isJsonObject() ? List.of(name) : List.of()));
    assertEquals(List.of("flow", "families"), nested);
  }

  @Test
  void aFlowThatIsGivenKeepsItsFrequenciesAndOneThatIsChangedLeavesThemToTheRows() {
    FitConfig config = FitConfig.of("y");
    assertTrue(config.flow(f -> f.layers(4)).frequencies().isEmpty());
    assertEquals(4, config.flow(f -> f.layers(4)).flow().layers());
    assertEquals(3, config.flow(f -> f.frequencies(3)).frequencies().orElseThrow());
    assertEquals(16, config.flow(FlowConfig.ofRows()).frequencies().orElseThrow());
    assertTrue(FitConfig.ofImages("label", new ImageShape(1, 8, 8)).frequencies().isEmpty());
  }

  @Test
  void networksWithPiecewiseLinearFeaturesDecayFasterUnlessTheUserSaysHow() {
    OptimiserSettings usual = OptimiserSettings.DEFAULTS;
    assertEquals(1, usual.decay(true));
    assertEquals(0.3, usual.decay(false));
    assertEquals(0.5, usual.weightDecay(0.5).decay(true));
  }

  @Test
  void piecesAreNoneOrFromTwoOn() {
    for (int wrong : List.of(1, 513, Integer.MAX_VALUE)) {
      IllegalArgumentException thrown =
          assertThrows(IllegalArgumentException.class, () -> FitConfig.of("y").pieces(wrong));
      assertEquals("pieces must be 0 or from 2 to 512, got " + wrong, thrown.getMessage());
    }
    assertEquals(512, FitConfig.of("y").pieces(512).pieces().orElseThrow());
  }
}
