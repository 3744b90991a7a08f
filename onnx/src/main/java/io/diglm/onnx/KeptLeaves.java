package io.diglm.onnx;

import io.diglm.novelty.Neighbours;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tree of kept rows: its cuts, and its leaves from left to right. */
final class KeptLeaves {
  private final Map<Integer, Integer> dimensions = new HashMap<>();
  private final List<Integer> inner = new ArrayList<>();
  private final List<Float> cuts = new ArrayList<>();
  private final List<Leaf> leaves = new ArrayList<>();

  /**
   * A leaf.
   *
   * @param node its number in the tree
   * @param from its first row
   * @param to the row after its last
   */
  record Leaf(int node, int from, int to) {}

  KeptLeaves(Neighbours neighbours) {
    neighbours.visit(
        new Neighbours.Visitor() {
          @Override
          public void inner(int node, int d, float cut) {
            dimensions.put(node, d);
            inner.add(node);
            cuts.add(cut);
          }

          @Override
          public void leaf(int node, int from, int to) {
            leaves.add(new Leaf(node, from, to));
          }
        });
  }

  int count() {
    return leaves.size();
  }

  Leaf leaf(int l) {
    return leaves.get(l);
  }

  /** Returns the rows of the largest leaf. */
  int width() {
    return leaves.stream().mapToInt(leaf -> leaf.to() - leaf.from()).max().orElse(1);
  }

  /** Returns the dimension of each cut. */
  int[] cutDimensions() {
    return inner.stream().mapToInt(node -> dimensions.getOrDefault(node, 0)).toArray();
  }

  /** Returns where each cut is. */
  float[] cuts() {
    float[] at = new float[cuts.size()];
    for (int i = 0; i < at.length; i++) {
      at[i] = cuts.get(i);
    }
    return at;
  }

  /** Returns the place of a node among the cuts. */
  int cut(int node) {
    return inner.indexOf(node);
  }

  /** Returns whether two nodes cut the same dimension. */
  boolean sameDimension(int node, int other) {
    return dimensions.getOrDefault(node, -1).equals(dimensions.getOrDefault(other, -2));
  }

  /** Returns the nodes above each leaf from the root on, and the leaf. */
  int[][] paths() {
    return leaves.stream().map(leaf -> path(leaf.node())).toArray(int[][]::new);
  }

  private static int[] path(int node) {
    List<Integer> path = new ArrayList<>();
    for (int at = node; at > 0; at = (at - 1) / 2) {
      path.add(0, at);
    }
    path.add(0, 0);
    return path.stream().mapToInt(Integer::intValue).toArray();
  }
}
