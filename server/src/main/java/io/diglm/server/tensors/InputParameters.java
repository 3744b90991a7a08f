package io.diglm.server.tensors;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Parameters of an input.
 *
 * @param bytes how many follow the JSON
 * @param contentType what its texts are
 */
record InputParameters(OptionalInt bytes, Optional<String> contentType) {
  static final InputParameters NONE = new InputParameters(OptionalInt.empty(), Optional.empty());
}
