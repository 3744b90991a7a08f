package io.diglm.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Quantiles of mixtures of normals, or of other distributions of a location and a scale: the root
 * of a distribution function between the least and the greatest quantile of the components.
 */
final class MixtureQuantiles {
  /**
   * A step so short, in the least deviation of a row, ends its search: Newton's error is far less.
   */
  private static final double CLOSE = 1e-6;

  private final Graph graph;
  private final Ops ops;

  private final Kernel kernel;

  MixtureQuantiles(Ops ops, Kernel kernel) {
    this.ops = ops;
    this.kernel = kernel;
    graph = ops.graph();
  }

  /**
   * Solves for quantiles.
   *
   * @param mixture components (N, 1, K), whose deviations are their scales
   * @param probabilities Q of them
   * @return Q columns (N, 1)
   */
  List<Value> of(Distributions.Mixture mixture, double... probabilities) {
    int q = probabilities.length;
    // (1, Q, 1): the smaller tail, whose digits count, and its side.
    double[] z =
        Arrays.stream(probabilities).boxed().flatMapToDouble(p -> kernel.quantiles(p)).toArray();
    double[] side = Arrays.stream(probabilities).map(p -> p <= 0.5 ? 1 : -1).toArray();
    double[] tail = Arrays.stream(probabilities).map(p -> Math.min(p, 1 - p)).toArray();
    long[] shape = {1, q, 1};
    Value weights = ops.exp(mixture.logWeights());
    // (1, Q, 1), or (1, Q, K) of components that differ.
    Value standard = graph.doubles(new long[] {1, q, z.length / q}, z);
    Value each = ops.add(mixture.means(), ops.mul(mixture.sds(), standard));
    Value low = ops.least(each, 2);
    Value high = ops.greatest(each, 2);
    Value start = ops.min(ops.max(ops.sum(ops.mul(weights, each), 2), low), high);
    Value close = ops.mul(ops.least(mixture.sds(), 2), CLOSE);
    Value sides = graph.doubles(shape, side);
    Value tails = graph.doubles(shape, tail);

    Value found =
        Roots.of(
            ops,
            (in, x) -> {
              Value own = in.div(in.sub(x, mixture.means()), mixture.sds());
              Kernel.Part part = kernel.of(in, own, sides);
              Value mass = in.sum(in.mul(weights, part.mass()), 2);
              Value density = in.sum(in.mul(in.div(weights, mixture.sds()), part.density()), 2);
              return new Roots.At(in.mul(in.sub(mass, tails), sides), density);
            },
            start,
            low,
            high,
            close);
    return columns(ops, found, q);
  }

  /** (N, Q, 1) as Q columns (N, 1). */
  static List<Value> columns(Ops ops, Value found, int q) {
    List<Value> columns = new ArrayList<>();
    for (int i = 0; i < q; i++) {
      columns.add(ops.reshape(ops.slice(found, 1, i, i + 1L), -1, 1));
    }
    return columns;
  }
}
