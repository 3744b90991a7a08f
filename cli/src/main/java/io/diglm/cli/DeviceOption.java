package io.diglm.cli;

import io.diglm.gradient.Device;
import java.util.Optional;
import picocli.CommandLine.Option;

/** On what the tensor engine computes. */
final class DeviceOption {
  @Option(
      names = "--device",
      paramLabel = "cpu|cuda",
      description =
          "Where images are worked on: cuda is an NVIDIA GPU, and takes a build with -Pcuda."
              + " Tables are plain Java on the processor. Default: cpu.")
  private Optional<Device> device = Optional.empty();

  /**
   * Makes the engine of this process compute there.
   *
   * @throws IllegalArgumentException if the device is not there
   */
  void use() {
    device.ifPresent(Device::use);
  }
}
