/**
 * Rejection, calibration and the measures of a predictor. The types take arrays and return numbers.
 */
@NullMarked
package io.diglm.selective;

import org.jspecify.annotations.NullMarked;
