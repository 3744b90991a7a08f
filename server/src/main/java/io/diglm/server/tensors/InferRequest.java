package io.diglm.server.tensors;

import java.util.List;
import java.util.Optional;

/**
 * An inference request.
 *
 * @param id returned with the answer
 * @param inputs the tensors
 * @param outputs the requested outputs; all if there are none
 * @param parameters those that this server knows
 */
public record InferRequest(
    Optional<String> id, List<Tensor> inputs, List<WantedOutput> outputs, Parameters parameters) {
  public InferRequest {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /**
   * {@return whether an output is returned as bytes}
   *
   * @param output name of the output
   */
  public boolean binary(String output) {
    return outputs.stream()
        .filter(wanted -> wanted.name().equals(output))
        .findFirst()
        .flatMap(WantedOutput::binary)
        .orElse(parameters.binaryOutput());
  }
}
