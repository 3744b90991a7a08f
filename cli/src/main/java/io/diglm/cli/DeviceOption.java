package io.diglm.cli;

import io.diglm.gradient.Device;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The device on which the tensor engine computes. */
final class DeviceOption {
  @Option(
      names = "--device",
      paramLabel = "cpu|cuda",
      description =
          "The processor for images: cuda is an NVIDIA GPU, and needs a build with -Pcuda. Tables"
              + " always use the CPU. Default: cpu.")
  private Optional<Device> device = Optional.empty();

  /**
   * Makes the tensor engine of this process compute on the device.
   *
   * @throws IllegalArgumentException if the device is not available
   */
  void use() {
    device.ifPresent(Device::use);
  }
}
