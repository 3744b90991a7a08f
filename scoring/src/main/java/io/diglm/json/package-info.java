/** JSON of records: what the model file holds and what scripts are told, under the same names. */
@NullMarked
package io.diglm.json;

import org.jspecify.annotations.NullMarked;
