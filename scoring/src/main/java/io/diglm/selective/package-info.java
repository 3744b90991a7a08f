/** Rejection, calibration and the measures of a predictor; arrays in, numbers out. */
@NullMarked
package io.diglm.selective;

import org.jspecify.annotations.NullMarked;
