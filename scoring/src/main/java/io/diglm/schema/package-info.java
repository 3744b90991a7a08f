/**
 * Columns in the form of the user and in the form of the model: cells, encoding and missing values.
 */
@NullMarked
package io.diglm.schema;

import org.jspecify.annotations.NullMarked;
