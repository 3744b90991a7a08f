/** Columns as a user knows them and as the model sees them: cells, encoding, missing values. */
@NullMarked
package io.diglm.schema;

import org.jspecify.annotations.NullMarked;
