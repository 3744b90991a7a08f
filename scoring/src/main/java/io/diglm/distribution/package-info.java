/** Distributions of a target given its linear predictors; plain Java, in double. */
@NullMarked
package io.diglm.distribution;

import org.jspecify.annotations.NullMarked;
