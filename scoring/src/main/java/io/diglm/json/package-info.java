/** JSON of records. The model file and the output for scripts use the same names. */
@NullMarked
package io.diglm.json;

import org.jspecify.annotations.NullMarked;
