package io.diglm.flow;

import io.diglm.gradient.Precision;
import io.diglm.model.FlowConfig;
import io.diglm.schema.ImageShape;
import io.diglm.torch.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * Builds the named flows of images, which have several scales (Dinh et al. 2017). Each level
 * squeezes the image, maps it, and passes the first half of its channels to the next level. z holds
 * the channels of all levels, those of the last level first. Tensors of layer i are named {@code
 * flow.i...}.
 */
final class ImageFlows {
  private final FlowConfig config;
  private final Precision precision;
  private final ParameterStore store;
  private final int dimension;
  private final List<Bijection> steps = new ArrayList<>();
  private int layer;

  private ImageFlows(FlowConfig config, Event event, ParameterStore store) {
    this.config = config;
    this.precision = event.precision();
    this.dimension = event.dimension();
    this.store = store;
  }

  /** Returns the steps of the flow that the configuration names. */
  static List<Bijection> steps(
      FlowConfig config, Event event, ImageShape shape, ParameterStore store) {
    requireImages(config, shape);
    ImageFlows builder = new ImageFlows(config, event, store);
    ImageShape at = shape;
    for (int level = 0; level < Math.max(1, config.levels()); level++) {
      ImageShape half = level == 0 ? at : half(at);
      at =
          config.architecture() == FlowConfig.Architecture.GLOW
              ? builder.glow(half, level)
              : builder.realNvp(half, level);
    }
    return builder.steps;
  }

  private static void requireImages(FlowConfig config, ImageShape shape) {
    switch (config.architecture()) {
      case REALNVP, GLOW -> {}
      case PLANAR, SPLINE ->
          throw new IllegalArgumentException(
              "flow must be realnvp or glow for images, got "
                  + config.architecture().toString().toLowerCase(Locale.ROOT));
    }
    if (config.frequencies() != 0) {
      throw new IllegalArgumentException(
          "frequencies must be 0 for images, got " + config.frequencies());
    }
    if (config.levels() > shape.levels()) {
      throw new IllegalArgumentException(
          "levels must be at most %d for images of %s, whose sides must halve so often, got %d"
              .formatted(shape.levels(), shape, config.levels()));
    }
    if (config.layers() < config.levels()) {
      throw new IllegalArgumentException(
          "layers must be at least one a level (%d), got %d"
              .formatted(config.levels(), config.layers()));
    }
  }

  private static ImageShape half(ImageShape shape) {
    return new ImageShape(shape.channels() / 2, shape.height(), shape.width());
  }

  /**
   * Returns the number of layers of a level. All levels have the same number; if it does not
   * divide, the first levels have one more.
   */
  private int layersOf(int level) {
    int levels = Math.max(1, config.levels());
    return config.layers() / levels + (level < config.layers() % levels ? 1 : 0);
  }

  /** Blocks of a norm, a 1 x 1 convolution and a stack of couplings (section 6.3). */
  private ImageShape glow(ImageShape shape, int level) {
    ImageShape at = squeezed(shape);
    for (int i = 0; i < layersOf(level); i++) {
      List<Bijection> block = new ArrayList<>();
      List<Bijection> mixing = new ArrayList<>();
      norm(at.channels()).ifPresent(mixing::add);
      mixing.add(new InvertibleLinear(store, name() + ".convolution", at.channels()));
      block.add(new Pixelwise(new Chain(mixing), at));
      for (int k = 0; k < config.couplings(); k++) {
        block.add(coupling(at, name() + ".coupling." + k, k % 2 == 1));
      }
      add(new Chain(block), at);
      layer++;
    }
    return at;
  }

  /** Couplings over checkerboards, a squeeze, and couplings over channels (Dinh et al. 2017). */
  private ImageShape realNvp(ImageShape shape, int level) {
    int all = layersOf(level);
    int boards = config.levels() == 0 ? all : (all + 1) / 2;
    for (int i = 0; i < boards; i++) {
      boolean even = i % 2 == 0;
      String name = name() + ".coupling";
      realNvp(shape, new MaskedCoupling(store, name, shape, even, config, precision));
    }
    ImageShape at = squeezed(shape);
    for (int i = boards; i < all; i++) {
      realNvp(at, coupling(at, name() + ".coupling", (i - boards) % 2 == 1));
    }
    return at;
  }

  private void realNvp(ImageShape shape, Bijection coupling) {
    List<Bijection> block = new ArrayList<>();
    norm(shape.channels()).ifPresent(norm -> block.add(new Pixelwise(norm, shape)));
    block.add(coupling);
    add(new Chain(block), shape);
    layer++;
  }

  private ImageShape squeezed(ImageShape shape) {
    if (config.levels() == 0) {
      return shape;
    }
    Squeeze squeeze = new Squeeze(shape);
    add(squeeze, shape);
    return squeeze.squeezed();
  }

  /** The first half of the channels conditions the rest, or the reverse. */
  private AffineCoupling coupling(ImageShape shape, String name, boolean reverse) {
    int pixels = shape.height() * shape.width();
    int first = shape.channels() / 2;
    Split split = Split.of(shape.size(), first * pixels, reverse && first > 0);
    int outputs = 2 * split.transformed() / pixels;
    return new AffineCoupling(split, config.logScaleBound(), network(shape, split, name, outputs));
  }

  /** A single channel has no other channel to condition it. */
  private UnaryOperator<Tensor> network(ImageShape shape, Split split, String name, int outputs) {
    if (split.conditioning() == 0) {
      return Conditioner.constant(
          store, name + ".constant", outputs * shape.height() * shape.width());
    }
    int channels = split.conditioning() / (shape.height() * shape.width());
    ImageShape seen = new ImageShape(channels, shape.height(), shape.width());
    return ConvolutionNetwork.of(store, name, seen, outputs, config, precision);
  }

  private Optional<Bijection> norm(int channels) {
    return switch (config.norm()) {
      case NONE -> Optional.empty();
      case ACTNORM -> Optional.of(new ActNorm(store, name() + ".norm", channels));
      case BATCHNORM -> Optional.of(new BatchNorm(store, name() + ".norm", channels));
    };
  }

  /** Adds a step that maps the numbers that are not finished, which come first. */
  private void add(Bijection step, ImageShape shape) {
    steps.add(Prefix.of(step, shape.size(), dimension));
  }

  private String name() {
    return "flow." + layer;
  }
}
