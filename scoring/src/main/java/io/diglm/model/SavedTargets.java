package io.diglm.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tensors of several targets in one file. Targets are counted from 1. The first has the names
 * of a model of one target. Of a further target k, only the tensors that differ from those of the
 * first are there, under the names {@code target.k.NAME}: the flow is there once.
 */
public final class SavedTargets {
  /** Tensors whose names start so belong to a target from the second on. */
  public static final String PREFIX = "target.";

  private SavedTargets() {}

  /**
   * {@return what the names of the tensors of a target start with}
   *
   * @param target its number, from 2 on
   */
  public static String prefix(int target) {
    return PREFIX + target + ".";
  }

  /**
   * {@return the tensors of a target as a model of one target has them}
   *
   * @param all those of all targets
   * @param target its number, from 1 on
   */
  public static Map<String, TensorData> tensors(Map<String, TensorData> all, int target) {
    Map<String, TensorData> own = new TreeMap<>();
    all.forEach(
        (name, tensor) -> {
          if (!name.startsWith(PREFIX)) {
            own.put(name, tensor);
          }
        });
    String prefix = prefix(target);
    all.forEach(
        (name, tensor) -> {
          if (target > 1 && name.startsWith(prefix)) {
            own.put(name.substring(prefix.length()), tensor);
          }
        });
    return own;
  }

  /** Returns the tensors of models of one target each in one map. */
  static Map<String, TensorData> joined(List<ModelFile> targets) {
    Map<String, TensorData> first = targets.get(0).weights();
    Map<String, TensorData> all = new HashMap<>(first);
    for (int k = 2; k <= targets.size(); k++) {
      String prefix = prefix(k);
      targets
          .get(k - 1)
          .weights()
          .forEach(
              (name, tensor) -> {
                if (!tensor.equals(first.get(name))) {
                  all.put(prefix + name, tensor);
                }
              });
    }
    return all;
  }

  /** Returns the names of the tensors of the first model that another has not. */
  static List<String> lacking(ModelFile first, ModelFile other) {
    List<String> lacking = new ArrayList<>(first.weights().keySet());
    lacking.removeAll(other.weights().keySet());
    return lacking;
  }

  /**
   * Requires that every tensor of a target is of one that the model has.
   *
   * @param targets how many it has
   * @throws UnusableFileException naming one that is not
   */
  static void requireKnown(Map<String, TensorData> all, int targets) {
    for (String name : all.keySet()) {
      if (name.startsWith(PREFIX) && !known(name, targets)) {
        throw new UnusableFileException("weights must belong to the model's parts, got " + name);
      }
    }
  }

  private static boolean known(String name, int targets) {
    for (int target = 2; target <= targets; target++) {
      if (name.startsWith(prefix(target))) {
        return true;
      }
    }
    return false;
  }
}
