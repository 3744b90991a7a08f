package io.diglm.server;

import java.util.Optional;

/**
 * The model that a request asks.
 *
 * @param name of the model
 * @param version of the model; empty for the newest that answers
 */
record ModelName(String name, Optional<String> version) {}
