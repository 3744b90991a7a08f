package io.diglm.torch;

import io.diglm.gradient.Device;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch_cuda;

/** The {@link Device} on which the tensor engine of this JVM computes. */
public final class TorchDevice {
  private TorchDevice() {}

  /**
   * {@return whether tensors are on a GPU}
   *
   * @throws IllegalArgumentException if a GPU was requested and there is none
   */
  public static boolean cuda() {
    boolean cuda = Device.current() == Device.CUDA;
    if (cuda) {
      Gpu.require();
    }
    return cuda;
  }

  /**
   * Loads the engine.
   *
   * @throws LinkageError if its natives do not load
   */
  public static void requireEngine() {
    Loader.load(torch.class);
  }

  /**
   * Requires a GPU.
   *
   * @throws IllegalArgumentException that says why there is none
   */
  public static void requireGpu() {
    Gpu.require();
  }

  /** Returns a tensor of the processor on this device: itself if that is the processor. */
  static Tensor at(Tensor tensor) {
    return cuda() ? tensor.cuda() : tensor;
  }

  /** Loads the GPU's natives on first use. */
  private static final class Gpu {
    static final String FAULT = fault();

    static void require() {
      if (!FAULT.isEmpty()) {
        throw new IllegalArgumentException("device must be cpu here, got cuda: " + FAULT);
      }
    }

    /** Returns why there is no GPU; empty if there is one. */
    private static String fault() {
      NativesFolder.settle();
      try {
        Loader.load(torch_cuda.class);
      } catch (UnsatisfiedLinkError e) {
        return "its natives do not load: " + cause(e);
      } catch (LinkageError | TypeNotPresentException e) {
        return "the class path has no natives for it (build with -Pcuda)";
      }
      if (!torch.cuda_is_available()) {
        return "there is no NVIDIA GPU, or no driver for CUDA 13";
      }
      Context context = torch.globalContext();
      // Makes results depend only on the seed, and float32 use its full mantissa instead of 10
      // bits.
      context.setDeterministicCuDNN(true);
      context.setAllowTF32CuDNN(false);
      context.setAllowTF32CuBLAS(false);
      return "";
    }

    /** Returns the first line of the first error of the loader. */
    private static String cause(Throwable e) {
      Throwable first = e;
      while (first.getCause() != null) {
        first = first.getCause();
      }
      return String.valueOf(first.getMessage()).lines().findFirst().orElse("");
    }
  }
}
