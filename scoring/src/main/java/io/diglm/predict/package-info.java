/** Predictions from a model: plain Java in, plain Java out, safe to share between threads. */
@NullMarked
package io.diglm.predict;

import org.jspecify.annotations.NullMarked;
