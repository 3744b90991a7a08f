package io.diglm.server.tensors;

import java.util.Optional;

/**
 * An output that was requested by name.
 *
 * @param name of a column
 * @param binary whether it is returned as bytes; empty if not given
 */
public record WantedOutput(String name, Optional<Boolean> binary) {}
