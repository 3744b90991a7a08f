/** Tables in and out, through DuckDB. */
@NullMarked
package io.diglm.data;

import org.jspecify.annotations.NullMarked;
