package io.diglm.gradient;

import io.diglm.distribution.Seeds;
import io.diglm.model.FlowConfig;
import io.diglm.model.FlowConfig.Architecture;
import io.diglm.model.FlowConfig.Network;
import io.diglm.network.RowFlow;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The tensors of a flow of rows before learning: near the identity, drawn from a seed by the name
 * of each.
 */
public final class InitialFlow implements RowFlow.Maker<String> {
  /** A highway's gates start nearly shut. */
  private static final float GATE_BIAS = -1;

  /** u = FIXED w makes v = 0 for |w| = 1, so that a planar step starts as the identity. */
  private static final double FIXED = Math.log(Math.E - 1);

  private final FlowConfig config;
  private final int dimension;
  private final long seed;
  private final Parameters.Maker maker;

  private InitialFlow(FlowConfig config, int dimension, long seed, Parameters.Maker maker) {
    this.config = config;
    this.dimension = dimension;
    this.seed = seed;
    this.maker = maker;
  }

  /**
   * Adds the tensors of a flow of rows of D dimensions.
   *
   * @param config which flow
   * @param dimension D
   * @param seed of the fit
   * @param maker to which the tensors are added
   */
  public static void add(FlowConfig config, int dimension, long seed, Parameters.Maker maker) {
    RowFlow.steps(config, dimension, new InitialFlow(config, dimension, seed, maker));
  }

  @Override
  public String norm(String name) {
    maker.learned(name + ".logScale", new float[dimension], dimension);
    maker.learned(name + ".shift", new float[dimension], dimension);
    switch (config.norm()) {
      case NONE -> throw new IllegalStateException("a flow without norms must build none");
      case ACTNORM -> maker.buffer(name + ".initialised", new float[1], 1);
      case BATCHNORM -> {
        float[] ones = new float[dimension];
        Arrays.fill(ones, 1);
        maker.buffer(name + ".mean", new float[dimension], dimension);
        maker.buffer(name + ".variance", ones, dimension);
      }
    }
    return name;
  }

  @Override
  public String permutation(int... order) {
    return "permutation";
  }

  @Override
  public String coupling(String name, int first, boolean flipped) {
    int inputs = flipped ? dimension - first : first;
    int each = config.architecture() == Architecture.SPLINE ? 3 * config.bins() - 1 : 2;
    network(name, inputs, (dimension - inputs) * each);
    return name;
  }

  private void network(String name, int inputs, int outputs) {
    if (inputs == 0) {
      maker.learned(name + ".constant", new float[outputs], outputs);
      return;
    }
    int width = inputs;
    int count = config.frequencies();
    if (count > 0) {
      String own = name + ".frequencies";
      maker.learned(own, normal(own, inputs * count, config.frequencyScale()), inputs, count);
      width = inputs * (1 + 2 * count);
    }
    for (int i = 0; i < config.depth(); i++) {
      String layer = name + "." + i;
      if (config.network() == Network.HIGHWAY && i > 0) {
        random(layer + ".transform", width, width);
        gate(layer + ".gate", width);
      } else {
        random(layer, width, config.hidden());
      }
      width = config.hidden();
    }
    String last = name + "." + config.depth();
    maker.learned(last + ".weight", new float[outputs * width], outputs, width);
    maker.learned(last + ".bias", new float[outputs], outputs);
  }

  /** Weights and bias uniform on +-1/sqrt(in). */
  private void random(String name, int in, int out) {
    maker.learned(name + ".weight", uniform(name + ".weight", out * in, in), out, in);
    maker.learned(name + ".bias", uniform(name + ".bias", out, in), out);
  }

  private void gate(String name, int width) {
    float[] bias = new float[width];
    Arrays.fill(bias, GATE_BIAS);
    maker.learned(name + ".weight", uniform(name + ".weight", width * width, width), width, width);
    maker.learned(name + ".bias", bias, width);
  }

  @Override
  public String linear(String name) {
    maker.learned(name + ".lu", new float[dimension * dimension], dimension, dimension);
    int[] order = IntStream.range(0, dimension).toArray();
    Seeds.shuffle(Seeds.stream(seed, name + ".order"), order);
    float[] numbers = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      numbers[i] = order[i];
    }
    maker.buffer(name + ".order", numbers, dimension);
    return name;
  }

  @Override
  public String planar(String name) {
    float[] weight = normal(name + ".weight", dimension, 1);
    double squares = 0;
    for (float w : weight) {
      squares += (double) w * w;
    }
    float[] direction = new float[dimension];
    for (int j = 0; j < dimension; j++) {
      weight[j] /= (float) Math.sqrt(squares);
      direction[j] = (float) (FIXED * weight[j]);
    }
    maker.learned(name + ".weight", weight, dimension);
    maker.learned(name + ".direction", direction, dimension);
    maker.learned(name + ".bias", normal(name + ".bias", 1, 1), 1);
    return name;
  }

  private float[] uniform(String name, int count, int in) {
    return Seeds.uniform(Seeds.stream(seed, name), count, 1 / Math.sqrt(Math.max(1, in)));
  }

  private float[] normal(String name, int count, double deviation) {
    return Seeds.normal(Seeds.stream(seed, name), count, deviation);
  }
}
