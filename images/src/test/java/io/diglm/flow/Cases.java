package io.diglm.flow;

import io.diglm.gradient.Precision;
import io.diglm.model.FlowConfig;
import io.diglm.model.FlowConfig.Activation;
import io.diglm.model.FlowConfig.Architecture;
import io.diglm.model.FlowConfig.Network;
import io.diglm.model.FlowConfig.Norm;
import io.diglm.schema.ImageShape;
import io.diglm.torch.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The one table of all bijections and named builders. */
final class Cases {
  private static final int[] DIMENSIONS = {1, 2, 5};

  private Cases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (int dimension : DIMENSIONS) {
      simple(cases, dimension);
      couplings(cases, dimension);
      for (Architecture architecture : Architecture.values()) {
        for (Norm norm : Norm.values()) {
          cases.add(named(config(architecture, norm), dimension));
        }
      }
    }
    images(cases, new ImageShape(1, 4, 4));
    images(cases, new ImageShape(3, 2, 4));
    return cases;
  }

  private static void images(List<Case> cases, ImageShape shape) {
    int d = shape.size();
    cases.add(new Case("squeeze", d, s -> new Squeeze(shape)));
    cases.add(
        new Case(
            "convolution of one pixel",
            d,
            s -> new Pixelwise(new InvertibleLinear(s, "f", shape.channels()), shape)));
    cases.add(
        new Case(
            "act norm of channels",
            d,
            s -> new Pixelwise(new ActNorm(s, "f", shape.channels()), shape)));
    cases.add(
        new Case(
            "batch norm of channels",
            d,
            s -> new Pixelwise(new BatchNorm(s, "f", shape.channels()), shape)));
    cases.add(new Case("prefix", d, s -> new Prefix(new ActNorm(s, "f", d / 2), d / 2, d)));
    for (boolean even : new boolean[] {false, true}) {
      FlowConfig config = config(Network.HIGHWAY, Activation.SILU, 0);
      cases.add(
          new Case(
              "checkerboard " + even,
              d,
              s -> new MaskedCoupling(s, "f", shape, even, config, Precision.FLOAT32)));
    }
    for (Architecture architecture : List.of(Architecture.REALNVP, Architecture.GLOW)) {
      for (int levels = 0; levels <= shape.levels(); levels++) {
        FlowConfig flow = config(architecture, Norm.ACTNORM, 2).forImages(levels, 2);
        Event event = Event.image(shape, Precision.FLOAT32);
        String name = (architecture + " of images, levels " + levels).toLowerCase(Locale.ROOT);
        cases.add(new Case(name, d, s -> Flows.build(flow, event, s).bijection()));
      }
    }
  }

  private static void simple(List<Case> cases, int d) {
    int[] rolled = IntStream.range(0, d).map(i -> (i + 1) % d).toArray();
    cases.add(new Case("permutation", d, s -> new Permutation(rolled)));
    cases.add(new Case("invertible linear", d, s -> new InvertibleLinear(s, "f", d)));
    cases.add(new Case("act norm", d, s -> new ActNorm(s, "f", d)));
    cases.add(new Case("batch norm", d, s -> new BatchNorm(s, "f", d)));
    cases.add(new Case("planar", d, s -> new Planar(s, "f", d)));
    cases.add(new Case("empty chain", d, s -> new Chain(List.of())));
    cases.add(new Case("chain", d, s -> chain(s, d)));
  }

  private static Chain chain(ParameterStore store, int d) {
    return new Chain(
        List.of(
            new ActNorm(store, "e", d),
            new InvertibleLinear(store, "f", d),
            new Planar(store, "g", d)));
  }

  private static void couplings(List<Case> cases, int d) {
    for (boolean flipped : new boolean[] {false, true}) {
      Split split = Split.of(d, flipped ? (d + 1) / 2 : d / 2, flipped);
      for (Network network : Network.values()) {
        FlowConfig config = config(network, Activation.SILU, 3);
        String name = network + (flipped ? " flipped" : "");
        cases.add(new Case("affine " + name, d, s -> new AffineCoupling(s, "f", split, config)));
        cases.add(new Case("spline " + name, d, s -> new SplineCoupling(s, "f", split, config, 3)));
      }
    }
    for (Activation activation : Activation.values()) {
      FlowConfig config = config(Network.MLP, activation, 0);
      Split split = Split.of(d, d / 2, false);
      cases.add(
          new Case("affine " + activation, d, s -> new AffineCoupling(s, "f", split, config)));
    }
  }

  private static Case named(FlowConfig config, int dimension) {
    String name = (config.architecture() + " with norm " + config.norm()).toLowerCase(Locale.ROOT);
    return new Case(name, dimension, s -> Flows.build(config, dimension, s).bijection());
  }

  static FlowConfig config(Architecture architecture, Norm norm) {
    return config(architecture, norm, 5);
  }

  private static FlowConfig config(Architecture architecture, Norm norm, int layers) {
    return FlowConfig.ofRows()
        .architecture(architecture)
        .layers(layers)
        .hidden(6)
        .activation(Activation.SILU)
        .norm(norm)
        .frequencies(2)
        .frequencyScale(0.2)
        .bins(4);
  }

  private static FlowConfig config(Network network, Activation activation, int frequencies) {
    return FlowConfig.ofRows()
        .layers(1)
        .hidden(6)
        .network(network)
        .activation(activation)
        .frequencies(frequencies)
        .frequencyScale(0.2)
        .bins(4);
  }
}
