/** What a training step costs, measured through the public API. */
@NullMarked
package io.diglm.benchmarks;

import org.jspecify.annotations.NullMarked;
