/** Reading and writing of tables through DuckDB, and reading of image sets. */
@NullMarked
package io.diglm.data;

import org.jspecify.annotations.NullMarked;
