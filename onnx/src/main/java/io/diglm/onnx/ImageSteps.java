package io.diglm.onnx;

import io.diglm.model.FlowConfig;
import io.diglm.network.NamedWeights;
import io.diglm.schema.ImageShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The steps of a flow of images in a graph, those of {@code io.diglm.flow.ImageFlows}: Glow (a
 * norm, a 1 x 1 convolution and couplings) or RealNVP (couplings over checkerboards, then over
 * channels), between which images are squeezed and half of their channels are left as they are.
 */
final class ImageSteps {
  private final Ops ops;
  private final FlowConfig config;
  private final NamedWeights weights;
  private final int dimension;
  private final List<Moved> steps = new ArrayList<>();
  private Value x;
  private int layer;

  private ImageSteps(Ops ops, FlowConfig config, int dimension, NamedWeights weights, Value x) {
    this.ops = ops;
    this.config = config;
    this.dimension = dimension;
    this.weights = weights;
    this.x = x;
  }

  /**
   * Returns what each step makes of images.
   *
   * @param encoded v (N, C H W), floats
   */
  static List<Moved> of(
      Ops ops, FlowConfig config, ImageShape shape, NamedWeights weights, Value encoded) {
    ImageSteps flow = new ImageSteps(ops, config, shape.size(), weights, encoded);
    ImageShape at = shape;
    for (int level = 0; level < Math.max(1, config.levels()); level++) {
      ImageShape part = level == 0 ? at : channels(at, at.channels() / 2);
      at =
          switch (config.architecture()) {
            case GLOW -> flow.glow(part, level);
            case REALNVP -> flow.realNvp(part, level);
            case PLANAR, SPLINE ->
                throw new IllegalArgumentException(
                    "flow must be realnvp or glow for images, got "
                        + ModelGraph.lower(config.architecture()));
          };
    }
    return List.copyOf(flow.steps);
  }

  private static ImageShape channels(ImageShape shape, int channels) {
    return new ImageShape(channels, shape.height(), shape.width());
  }

  private int layersOf(int level) {
    int levels = Math.max(1, config.levels());
    return config.layers() / levels + (level < config.layers() % levels ? 1 : 0);
  }

  private String name() {
    return "flow." + layer;
  }

  private ImageShape glow(ImageShape shape, int level) {
    ImageShape at = squeezed(shape);
    for (int i = 0; i < layersOf(level); i++) {
      List<FlowSteps.Step> block = new ArrayList<>();
      FlowSteps channels = new FlowSteps(ops, config, at.channels(), weights);
      norm(channels, at).ifPresent(block::add);
      block.add(pixelwise(channels.linear(name() + ".convolution"), at));
      for (int k = 0; k < config.couplings(); k++) {
        block.add(coupling(at, name() + ".coupling." + k, k % 2 == 1));
      }
      add(block, at);
      layer++;
    }
    return at;
  }

  private ImageShape realNvp(ImageShape shape, int level) {
    int all = layersOf(level);
    int boards = config.levels() == 0 ? all : (all + 1) / 2;
    for (int i = 0; i < boards; i++) {
      realNvp(shape, checkerboard(shape, i % 2 == 0));
    }
    ImageShape at = squeezed(shape);
    for (int i = boards; i < all; i++) {
      realNvp(at, coupling(at, name() + ".coupling", (i - boards) % 2 == 1));
    }
    return at;
  }

  private void realNvp(ImageShape shape, FlowSteps.Step coupling) {
    FlowSteps channels = new FlowSteps(ops, config, shape.channels(), weights);
    List<FlowSteps.Step> block = new ArrayList<>();
    norm(channels, shape).ifPresent(block::add);
    block.add(coupling);
    add(block, shape);
    layer++;
  }

  private Optional<FlowSteps.Step> norm(FlowSteps channels, ImageShape shape) {
    return config.norm() == FlowConfig.Norm.NONE
        ? Optional.empty()
        : Optional.of(pixelwise(channels.norm(name() + ".norm"), shape));
  }

  /** Adds a block of steps of the numbers that are not finished, which come first. */
  private void add(List<FlowSteps.Step> block, ImageShape shape) {
    int width = shape.size();
    Value moved = width == dimension ? x : ops.columns(x, 0, width);
    Optional<Value> logDet = Optional.empty();
    double constant = 0;
    for (FlowSteps.Step step : block) {
      Moved made = step.of(moved);
      moved = made.rows();
      constant += made.constant();
      Optional<Value> before = logDet;
      logDet =
          made.logDet().map(own -> before.map(b -> ops.add(b, own)).orElse(own)).or(() -> before);
    }
    x = width == dimension ? moved : ops.beside(List.of(moved, ops.columns(x, width, dimension)));
    steps.add(new Moved(x, logDet, constant));
  }

  /** The four pixels of each 2 x 2 square become four channels. */
  private ImageShape squeezed(ImageShape shape) {
    if (config.levels() == 0) {
      return shape;
    }
    int c = shape.channels();
    int h = shape.height() / 2;
    int w = shape.width() / 2;
    FlowSteps.Step squeeze =
        rows -> {
          Value squares = turned(ops.reshape(rows, -1, c, h, 2, w, 2), 0, 1, 3, 5, 2, 4);
          return new Moved(ops.reshape(squares, -1, shape.size()), Optional.empty(), 0);
        };
    add(List.of(squeeze), shape);
    return new ImageShape(4 * c, h, w);
  }

  private Value turned(Value a, long... order) {
    return ops.graph().op("Transpose", List.of(Attribute.of("perm", order)), a);
  }

  /** The same step of C columns in every pixel. */
  private FlowSteps.Step pixelwise(FlowSteps.Step step, ImageShape shape) {
    int pixels = shape.height() * shape.width();
    return rows -> {
      Value apart = turned(ops.reshape(rows, -1, shape.channels(), pixels), 0, 2, 1);
      Moved moved = step.of(ops.reshape(apart, -1, shape.channels()));
      Value back = turned(ops.reshape(moved.rows(), -1, pixels, shape.channels()), 0, 2, 1);
      return new Moved(
          ops.reshape(back, -1, shape.size()), Optional.empty(), pixels * moved.constant());
    };
  }

  /** The first half of the channels conditions the rest, or the reverse. */
  private FlowSteps.Step coupling(ImageShape shape, String name, boolean reverse) {
    int pixels = shape.height() * shape.width();
    int half = shape.channels() / 2;
    int first = half * pixels;
    int size = shape.size();
    boolean flipped = reverse && half > 0;
    int seen = flipped ? shape.channels() - half : half;
    int transformed = shape.channels() - seen;
    PictureNetwork.Channels channels = new PictureNetwork.Channels(seen, 2 * transformed);
    PictureNetwork network = PictureNetwork.of(ops, weights, name, shape, channels, config);
    FlowSteps steps = new FlowSteps(ops, config, size, weights);
    return rows -> {
      if (seen == 0) {
        return steps.affine(rows, network.of(rows), size);
      }
      Value head = ops.columns(rows, 0, first);
      Value rest = ops.columns(rows, first, size);
      Value raw = network.of(flipped ? rest : head);
      Moved moved = steps.affine(flipped ? head : rest, raw, transformed * pixels);
      List<Value> parts = flipped ? List.of(moved.rows(), rest) : List.of(head, moved.rows());
      return new Moved(ops.beside(parts), moved.logDet(), 0);
    };
  }

  /** The pixels of one colour of a checkerboard condition the others. */
  private FlowSteps.Step checkerboard(ImageShape shape, boolean even) {
    PictureNetwork.Channels channels =
        new PictureNetwork.Channels(shape.channels(), 2 * shape.channels());
    PictureNetwork network =
        PictureNetwork.of(ops, weights, name() + ".coupling", shape, channels, config);
    float[] seen = new float[shape.size()];
    float[] moved = new float[shape.size()];
    for (int i = 0; i < seen.length; i++) {
      int row = i / shape.width() % shape.height();
      int column = i % shape.width();
      boolean conditions = (row + column) % 2 == 0 == even;
      seen[i] = conditions ? 1 : 0;
      moved[i] = conditions ? 0 : 1;
    }
    return rows -> {
      Value raw = network.of(ops.mul(rows, ops.row(seen)));
      Value mask = ops.row(moved);
      Value bound = ops.single((float) config.logScaleBound());
      Value bent = ops.tanh(ops.div(ops.columns(raw, 0, seen.length), bound));
      Value s = ops.mul(ops.mul(bent, bound), mask);
      Value t = ops.mul(ops.columns(raw, seen.length, 2 * seen.length), mask);
      Value y = ops.add(ops.mul(rows, ops.exp(s)), t);
      return new Moved(y, Optional.of(ops.sum(ops.toDouble(s), 1)), 0);
    };
  }
}
