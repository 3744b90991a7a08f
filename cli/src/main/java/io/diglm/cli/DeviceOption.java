package io.diglm.cli;

import io.diglm.torch.Device;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** On what the tensor engine computes. */
final class DeviceOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--device",
      paramLabel = "cpu|cuda",
      description =
          "Where images are worked on and models trained: cuda is an NVIDIA GPU, and takes a build"
              + " with -Pcuda. Default: cpu.")
  void use(Device device) {
    System.setProperty(Device.PROPERTY, Values.lower(device));
    try {
      Device.current();
    } catch (IllegalArgumentException e) {
      System.clearProperty(Device.PROPERTY);
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }
}
