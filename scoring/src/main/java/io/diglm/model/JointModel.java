package io.diglm.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Models of several targets of the same rows, which share one flow: each is an ordinary model of
 * one target. On disk they are one model file, with the flow in it once. A model of one target, or
 * of p(x) alone, is a joint model of one.
 *
 * @param models by target, in the order of the fit
 */
public record JointModel(List<ModelFile> models) {
  /** The format version of a model of several targets, of which older libraries know one alone. */
  static final int SEVERAL = 5;

  /** Requires that several models have different targets and the same flow. */
  public JointModel {
    models = List.copyOf(models);
    if (models.isEmpty()) {
      throw new IllegalArgumentException("targets must be at least 1, got 0");
    }
    Set<String> names = new HashSet<>();
    for (ModelFile model : models.size() == 1 ? List.<ModelFile>of() : models) {
      String name = model.manifest().schema().requireTarget().name();
      if (!names.add(name)) {
        throw new IllegalArgumentException(
            "targets must be named once each, got '%s' twice".formatted(name));
      }
      requireShared(models.get(0), model);
    }
  }

  /**
   * Reads a model file of any number of targets.
   *
   * @param path of the file
   * @return the models of all targets
   * @throws UnusableFileException as {@link ModelFile#load}
   */
  public static JointModel load(Path path) {
    return new ModelFileReader(path).readAll();
  }

  /**
   * Writes one model file, completely or not at all.
   *
   * @param path of the file
   * @throws UnusableFileException if it cannot be written there
   * @throws IllegalArgumentException if the model is larger than the format allows
   */
  public void save(Path path) {
    if (models.size() == 1) {
      models.get(0).save(path);
      return;
    }
    ModelFile first = models.get(0);
    List<SavedTarget> others = new ArrayList<>();
    for (ModelFile model : models.subList(1, models.size())) {
      others.add(SavedTarget.of(model.manifest(), SavedTargets.lacking(first, model)));
    }
    new ModelFile(first.manifest(), SavedTargets.joined(models))
        .save(path, formatVersion(), others);
  }

  /** {@return the format version in which it is written} */
  public int formatVersion() {
    return models.size() == 1 ? models.get(0).formatVersion() : SEVERAL;
  }

  /** {@return the names of the targets in the order of the fit; none for a model of p(x) alone} */
  public List<String> targets() {
    return models.stream().flatMap(model -> name(model).stream()).toList();
  }

  /**
   * {@return the model of a target}
   *
   * @param name of the target
   * @throws IllegalArgumentException if there is none of this name
   */
  public ModelFile target(String name) {
    return models.get(index(name));
  }

  /**
   * {@return the same with another model of one of its targets, such as after an update}
   *
   * @param changed the model
   */
  public JointModel with(ModelFile changed) {
    List<ModelFile> all = new ArrayList<>(models);
    all.set(name(changed).map(this::index).orElse(0), changed);
    return new JointModel(all);
  }

  private int index(String name) {
    int index = targets().indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException(
          "target must be %s, got '%s'"
              .formatted(
                  targets().isEmpty()
                      ? "none of a model of p(x) alone"
                      : "one of the model's (%s)".formatted(String.join(", ", targets())),
                  name));
    }
    return index;
  }

  private static Optional<String> name(ModelFile model) {
    return model.manifest().schema().target().map(target -> target.name());
  }

  /** All but what {@link SavedTarget} holds must be the same, for it would be lost in a file. */
  private static void requireShared(ModelFile first, ModelFile other) {
    SavedTarget own = SavedTarget.of(other.manifest(), List.of());
    boolean same =
        first.manifest().networks() == other.manifest().networks()
            && own.manifest(first.manifest()).toJson().equals(other.manifest().toJson());
    if (!same || !sharesNetworks(first.weights(), other.weights())) {
      throw new IllegalArgumentException(
          "models of several targets must have the same flow, got another for '%s'"
              .formatted(own.target().name()));
    }
  }

  private static boolean sharesNetworks(
      Map<String, TensorData> first, Map<String, TensorData> other) {
    return first.entrySet().stream()
        .filter(tensor -> tensor.getKey().matches("(member\\.[0-9]+\\.)?(flow|density)\\..*"))
        .allMatch(tensor -> tensor.getValue().equals(other.get(tensor.getKey())));
  }
}
