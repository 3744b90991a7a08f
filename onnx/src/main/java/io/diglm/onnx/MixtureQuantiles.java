package io.diglm.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Quantiles of mixtures of normals, or of other distributions of a location and a scale: the root
 * of a distribution function between the least and the greatest quantile of the components, by
 * Newton's steps where they stay inside what is left of the bracket and halve the step before, else
 * by its middle. All rows and quantiles go together, until the last has arrived.
 */
final class MixtureQuantiles {
  private static final int MOST_STEPS = 200;

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
    Value own = graph.doubles(new long[] {1, q, z.length / q}, z);
    Value each = ops.add(mixture.means(), ops.mul(mixture.sds(), own));
    Value low = ops.least(each, 2);
    Value high = ops.greatest(each, 2);
    Value start = ops.min(ops.max(ops.sum(ops.mul(weights, each), 2), low), high);
    Value close = ops.mul(ops.least(mixture.sds(), 2), CLOSE);
    Value sides = graph.doubles(shape, side);
    Value tails = graph.doubles(shape, tail);

    Graph body = new Graph("q");
    Ops in = new Ops(body);
    body.scalar(Element.INT64);
    body.scalar(Element.BOOL);
    Value x = body.carried(Element.DOUBLE);
    Value below = body.carried(Element.DOUBLE);
    Value above = body.carried(Element.DOUBLE);
    Value move = body.carried(Element.DOUBLE);
    Kernel.Part part = kernel.of(in, in.div(in.sub(x, mixture.means()), mixture.sds()), sides);
    Value mass = in.sum(in.mul(weights, part.mass()), 2);
    Value density = in.sum(in.mul(in.div(weights, mixture.sds()), part.density()), 2);
    Value excess = in.mul(in.sub(mass, tails), sides);
    Value next = in.sub(x, in.div(excess, density));
    Value newBelow = in.where(in.less(excess, 0), x, below);
    Value newAbove = in.where(in.greater(excess, 0), x, above);
    Value inside = in.and(in.greater(next, newBelow), in.less(next, newAbove));
    Value shorter = in.less(in.abs(in.sub(next, x)), in.mul(move, 0.5));
    Value middle = in.add(in.mul(newBelow, 0.5), in.mul(newAbove, 0.5));
    Value quick = in.and(inside, shorter);
    Value there = in.equal(excess, in.real(0));
    Value chosen = in.where(there, x, in.where(quick, next, middle));
    Value step = in.abs(in.sub(chosen, x));
    // Where rounding stops the bracket the last step is of no length.
    Value least = in.mul(in.abs(chosen), 1e-15);
    Value open = in.greater(step, in.where(quick, in.max(close, least), least));
    Value any = in.greatest(in.greatest(in.greatest(in.cast(open, Element.INT64), 0), 1), 2);
    body.carry(in.cast(in.reshape(any), Element.BOOL), Element.BOOL);
    body.carry(chosen, Element.DOUBLE);
    body.carry(newBelow, Element.DOUBLE);
    body.carry(newAbove, Element.DOUBLE);
    body.carry(step, Element.DOUBLE);

    Value found = graph.loop(body, MOST_STEPS, start, low, high, ops.sub(high, low)).get(0);
    List<Value> quantiles = new ArrayList<>();
    for (int i = 0; i < q; i++) {
      quantiles.add(ops.reshape(ops.slice(found, 1, i, i + 1L), -1, 1));
    }
    return quantiles;
  }
}
