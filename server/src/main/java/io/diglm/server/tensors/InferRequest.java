package io.diglm.server.tensors;

import java.util.List;
import java.util.Optional;

/**
 * A request to infer.
 *
 * @param id to be given back
 * @param inputs the tensors
 * @param outputs what is asked for; all if there is none
 * @param parameters those that this server knows
 */
public record InferRequest(
    Optional<String> id, List<Tensor> inputs, List<WantedOutput> outputs, Parameters parameters) {
  public InferRequest {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** Returns whether an output is to come as bytes. */
  public boolean binary(String output) {
    return outputs.stream()
        .filter(wanted -> wanted.name().equals(output))
        .findFirst()
        .flatMap(WantedOutput::binary)
        .orElse(parameters.binaryOutput());
  }
}
