package io.diglm.network;

import io.diglm.model.FlowConfig;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * What the steps of a flow that is to be trained are made from.
 *
 * @param config the flow
 * @param places where each learned tensor starts in the vector of all parameters
 * @param buffers the numbers of what is kept but not learned, by name; the same array each time
 * @param products the products of matrices
 * @param kernels the functions of numbers
 */
record Building(
    FlowConfig config,
    ToIntFunction<String> places,
    Function<String, float[]> buffers,
    Products products,
    Kernels kernels) {
  int place(String name) {
    return places.applyAsInt(name);
  }

  float[] buffer(String name) {
    return buffers.apply(name);
  }
}
