/**
 * What a model has learned, in numbers that a user of generalised linear models reads: the
 * coefficients of the head, and average marginal effects of columns.
 */
@NullMarked
package io.diglm.insight;

import org.jspecify.annotations.NullMarked;
