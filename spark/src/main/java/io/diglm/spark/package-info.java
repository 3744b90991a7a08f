/**
 * Fits and scores tables in Apache Spark: estimators, a model, and what Spark needs around them.
 */
@NullMarked
package io.diglm.spark;

import org.jspecify.annotations.NullMarked;
