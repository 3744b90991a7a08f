package io.diglm.image;

import io.diglm.flow.Event;
import io.diglm.flow.Flows;
import io.diglm.gradient.FlowGradient;
import io.diglm.gradient.ImageEngine;
import io.diglm.gradient.Parameters;
import io.diglm.gradient.Precision;
import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import io.diglm.model.TensorData;
import io.diglm.network.Scorer;
import io.diglm.schema.ImageShape;
import io.diglm.torch.NativeScope;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Tensors;
import io.diglm.torch.TorchDevice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Trains flows of images on libtorch. */
public final class TorchEngine implements ImageEngine {
  private static final Path PROCESSOR = Path.of("/proc/cpuinfo");

  @Override
  public void requireLoaded() {
    TorchDevice.requireEngine();
  }

  @Override
  public void requireGpu() {
    TorchDevice.requireGpu();
  }

  /** A GPU takes each batch as a whole. */
  @Override
  public int threads(int most) {
    return TorchDevice.cuda() ? 1 : most;
  }

  @Override
  public void start(FlowConfig flow, ImageShape shape, long seed, Parameters.Maker maker) {
    NativeScope.run(
        () -> {
          try (ParameterStore store = new ParameterStore(seed, ScalarType.Float)) {
            Flows.build(flow, Event.image(shape, Precision.FLOAT32), store);
            store.parameters().forEach((name, t) -> maker.learned(name, numbers(t), shape(t)));
            store.buffers().forEach((name, t) -> maker.buffer(name, numbers(t), shape(t)));
          }
        });
  }

  private static float[] numbers(Tensor tensor) {
    float[] numbers = new float[(int) tensor.numel()];
    Tensors.copy(tensor, numbers);
    return numbers;
  }

  private static long[] shape(Tensor tensor) {
    long[] shape = new long[(int) tensor.dim()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = tensor.size(i);
    }
    return shape;
  }

  @Override
  public FlowGradient gradient(
      FlowConfig flow, ImageShape shape, Settings settings, Parameters parameters) {
    return TensorGradient.of(flow, event(shape, settings), settings.reversible(), parameters);
  }

  @Override
  public Scorer scorer(
      FlowConfig flow,
      HeadConfig head,
      ImageShape shape,
      Settings settings,
      Map<String, TensorData> weights) {
    return ImageScorer.open(flow, head, event(shape, settings), weights);
  }

  private static Event event(ImageShape shape, Settings settings) {
    return Event.image(shape, settings.precision().orElseGet(TorchEngine::fastest));
  }

  /** Returns BFLOAT16 on a GPU, or if this processor has instructions for it; otherwise FLOAT32. */
  static Precision fastest() {
    if (TorchDevice.cuda()) {
      return Precision.BFLOAT16;
    }
    try {
      String text = Files.readString(PROCESSOR, StandardCharsets.ISO_8859_1);
      boolean there = text.contains(" avx512_bf16") || text.contains(" bf16");
      return there ? Precision.BFLOAT16 : Precision.FLOAT32;
    } catch (IOException e) {
      return Precision.FLOAT32; // Not Linux: the features of the processor are unknown.
    }
  }
}
