/**
 * Predictions from a model. All types take and return plain Java values, and are safe to share
 * between threads.
 */
@NullMarked
package io.diglm.predict;

import org.jspecify.annotations.NullMarked;
