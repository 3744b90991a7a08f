package io.diglm.model;

import com.google.gson.JsonArray;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The entries of a model file for one further network of an ensemble, besides its tensors. The
 * first network has the entries of a model of one network. All networks have the same schema, head,
 * density of cells, thresholds and p(y).
 *
 * <p>Members are counted from 1. The tensors of member k are those of a model of one network,
 * posterior included, under the names {@code member.k.NAME}, for k from 2 on.
 *
 * @param seed the seed of its training
 * @param flow its flow
 * @param golden rows with the answers that its network must give
 * @param history losses by epoch
 */
public record SavedMember(long seed, FlowConfig flow, GoldenRows golden, JsonArray history) {
  /** Tensors of a model file whose names start so belong to a member from the second on. */
  public static final String PREFIX = "member.";

  /**
   * {@return the same member with other golden rows}
   *
   * @param golden encoded rows with the outputs of this network
   */
  public SavedMember withGolden(GoldenRows golden) {
    return new SavedMember(seed, flow, golden, history);
  }

  /** Returns what the names of the tensors of a member start with, empty for the first. */
  private static String prefix(int member) {
    return member == 1 ? "" : PREFIX + member + ".";
  }

  /**
   * {@return the tensors of a member, from 1 on, as a model of one network has them}
   *
   * @param all the tensors of the model file
   * @param member number of the network
   */
  public static Map<String, TensorData> tensors(Map<String, TensorData> all, int member) {
    Map<String, TensorData> own = new TreeMap<>();
    String prefix = prefix(member);
    all.forEach(
        (name, tensor) -> {
          boolean others = member == 1 && name.startsWith(PREFIX);
          if (!others && name.startsWith(prefix)) {
            own.put(name.substring(prefix.length()), tensor);
          }
        });
    return own;
  }

  /**
   * {@return all tensors with those of a member, from 1 on, in place of what it had}
   *
   * @param all the tensors of the model file
   * @param member number of the network
   * @param own its tensors, as {@link #tensors} names them
   */
  public static Map<String, TensorData> with(
      Map<String, TensorData> all, int member, Map<String, TensorData> own) {
    Map<String, TensorData> changed = new HashMap<>(all);
    tensors(all, member).keySet().forEach(name -> changed.remove(prefix(member) + name));
    own.forEach((name, tensor) -> changed.put(prefix(member) + name, tensor));
    return changed;
  }

  /**
   * Requires that every tensor of a member is of one that the model has.
   *
   * @param all the tensors of the model file
   * @param members how many it has
   * @throws UnusableFileException naming one that is not
   */
  public static void requireKnown(Map<String, TensorData> all, int members) {
    for (String name : all.keySet()) {
      if (name.startsWith(PREFIX) && !known(name, members)) {
        throw new UnusableFileException("weights must belong to the model's parts, got " + name);
      }
    }
  }

  private static boolean known(String name, int members) {
    for (int member = 2; member <= members; member++) {
      if (name.startsWith(prefix(member))) {
        return true;
      }
    }
    return false;
  }
}
