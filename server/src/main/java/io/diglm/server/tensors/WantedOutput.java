package io.diglm.server.tensors;

import java.util.Optional;

/**
 * An output that was asked for by name.
 *
 * @param name of a column
 * @param binary whether it is to come as bytes; empty if it was not said
 */
public record WantedOutput(String name, Optional<Boolean> binary) {}
